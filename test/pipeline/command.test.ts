import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { main } from '../../src/cli/main';
import { keepPrinted } from '../cli/printed';
import { Workspace } from '../support/workspace';
import { writeProject } from './support';

const WORKFLOW = '.github/workflows/terragate.yml';

describe('terragate pipeline github', () => {
  const workspace = new Workspace('pipeline-command');
  const printed = keepPrinted();
  const run = (...args: string[]) => main(['pipeline', 'github', '--cwd', workspace.path, ...args]);

  beforeAll(() => {
    writeProject(workspace);
    // Also where somebody runs the tests at a terminal
    Object.defineProperty(process.stdin, 'isTTY', { value: false, configurable: true });
  });

  it('prints a patch that git takes, and writes nothing, with --dry-run', async () => {
    expect(await run('--dry-run', '--json')).toBe(0);
    const { written, files, patch, environments } = JSON.parse(printed.out);
    expect([written, files[0]]).toEqual([false, WORKFLOW]);
    expect(environments).toMatchObject([
      { name: 'staging', approved: false },
      {
        name: 'prod',
        approved: true,
        roles: { apply: expect.stringMatching(/:role\/terragate\/shop-prod-apply$/) },
      },
    ]);
    execFileSync('git', ['-C', workspace.path, 'apply', '--check', '-'], { input: patch });
    expect(existsSync(workspace.at(WORKFLOW))).toBe(false);
  });

  it('shows the diff and writes nothing where nobody can be asked', async () => {
    expect(await run()).toBe(1);
    expect(printed.err).toMatch(
      /\+ {2}apply-prod:\n[\s\S]*the question whether to write the files needs a terminal\n/,
    );
    expect(existsSync(workspace.at(WORKFLOW))).toBe(false);
  });

  it('writes with --yes, says what comes next, and has nothing to do after it', async () => {
    expect(await run('--yes')).toBe(0);
    expect(printed.out).toMatch(
      /staging, then prod; approval for prod\nnext:\n {2}terraform -chdir=infra\/pipeline init .*123456789012/,
    );
    printed.out = '';
    expect(await run()).toBe(0);
    expect(printed.out).toMatch(/^nothing changed since the last time\n/);
  });
});

describe('terragate pipeline gitlab', () => {
  const workspace = new Workspace('pipeline-command-gitlab');
  const printed = keepPrinted();
  const run = (...args: string[]) => main(['pipeline', 'gitlab', '--cwd', workspace.path, ...args]);

  beforeAll(() => writeProject(workspace, {}, 'git@gitlab.com:acme/shop.git'));

  it('writes the file of GitLab, with plans where it is told whose, and says what comes next', async () => {
    expect(await run('--yes', '--plan-branches', '*')).toBe(0);
    expect(printed.out).toMatch(
      /^ {2}\.gitlab-ci\.yml\n[\s\S]*approval for prod\nnext:\n[\s\S]*protect main/,
    );
    expect(readFileSync(workspace.at('.gitlab-ci.yml'), 'utf8')).toContain('\nplan-prod:\n');
    printed.out = '';
    expect(await run('--yes', '--no-plan-branches')).toBe(0);
    expect(readFileSync(workspace.at('.gitlab-ci.yml'), 'utf8')).not.toContain('\nplan-prod:\n');
  });
});
