import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describeWithTools } from '../support/tools';
import { REPOSITORY } from '../support/workspace';

describeWithTools('a policy of a function', ['python3'], () => {
  const script = join(REPOSITORY, 'test/local/fixtures/permissions.py');
  const env = { ...process.env, PYTHONPATH: join(REPOSITORY, 'src/local/python') };

  test('lets API Gateway call it for what a statement covers, and for nothing else', () => {
    const answers = JSON.parse(execFileSync('python3', ['-B', script], { env, encoding: 'utf8' }));
    const allowed = Object.keys(answers).filter((name) => answers[name]);
    expect(allowed).toEqual([
      'route',
      'several parts of a path',
      'all APIs',
      'no condition',
      'account',
      'StringLike',
      'anyone',
      'all actions',
      'alias by one of its own',
      'one of two',
    ]);
    expect(Object.keys(answers)).toHaveLength(25);
  });
});
