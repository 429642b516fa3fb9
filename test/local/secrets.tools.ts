import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureLocalAws } from '../../src/local/install';
import { describeWithTools } from '../support/tools';
import { REPOSITORY, Workspace } from '../support/workspace';

jest.setTimeout(240_000);

describeWithTools('the secrets of an app', ['python3.13'], () => {
  const workspace = new Workspace('secrets');
  let seen: Readonly<Record<string, unknown>>;

  beforeAll(async () => {
    const { python } = await ensureLocalAws({ progress: (line) => console.log(line) });
    const path = ['src/local/python', 'src/bundle'].map((folder) => join(REPOSITORY, folder)).join(':');
    const script = join(REPOSITORY, 'test/local/fixtures/references.py');
    const env = { ...process.env, PYTHONPATH: path };
    const output = execFileSync(python, ['-B', script, workspace.path], { env, encoding: 'utf8' });
    seen = JSON.parse(output.trim().split('\n').at(-1) ?? '');
  });

  test('are in its environment before it is imported, each secret read once', () => {
    expect(seen.secrets).toEqual({
      ALL: '{"url": "open-sesame", "port": 5432}',
      URL: 'open-sesame',
      PORT: '5432',
      TEXT: 'open-sesame',
    });
    // One with a stage is another version
    expect(seen.requests).toBe(3);
  });

  test('are read ten parameters at once', () => {
    const values = Array.from({ length: 12 }, (_, i) => [`P${i}`, `value of /shop/${i}`]);
    expect(seen.parameters).toEqual(Object.fromEntries(values));
    expect(seen['requests with parameters']).toBe(3 + 2);
  });

  test('end the start with a line for each that could not be read, and without a value', () => {
    const { end, set } = seen.wrong as { end: string; set: string[] };
    expect(end.split('\n').map((line) => line.replace(/arn:\S+(?=: )/, 'ARN'))).toEqual([
      "MISSING could not be read from ARN: ResourceNotFoundException: Secrets Manager can't find the specified secret.",
      'KEY could not be read from ARN: the secret has no such key',
      'TEXT could not be read from ARN: the secret is no JSON object, and so has no keys',
      'BINARY could not be read from ARN: the secret is binary, and a variable is text',
      'PARAMETER could not be read from ARN: there is no such parameter',
    ]);
    expect(set).toEqual([]);
    expect(end).not.toContain('open-sesame');
  });

  test('that cannot be read are asked for once, and a service that cannot be reached is too', () => {
    expect(seen['requests for secrets that cannot be read']).toBe(1 + 1);
    expect(seen['lacking parameters']).toEqual(Array(12).fill('there is no such parameter'));
    expect(seen['requests for lacking parameters']).toBe(2);
    expect(seen.unreachable).toEqual(['secretsmanager', 'ssm']);
  });

  test('are nothing where none are named', () => {
    expect(seen.none).toEqual({});
  });

  test('have the values of the file of variables on this machine, else those of the local AWS', () => {
    expect(seen.here).toEqual({
      LEVEL: 'INFO',
      URL: 'mine',
      FILE: 'from $' + '{HOME}',
      P1: 'value of /shop/1',
      GOOD: 'open-sesame',
    });
    expect(seen['here without a file']).toEqual({ PORT: '5432' });
  });

  test('without a value on this machine are told in one line each', () => {
    const said = seen.said as string[];
    const file = workspace.at('.env');
    expect(said.map((line) => line.split(' ')[0])).toEqual(['MISSING', 'KEY', 'TEXT', 'BINARY', 'PARAMETER']);
    expect(said[0]).toMatch(/^MISSING has no value on this machine, .*: it needs a line MISSING=\.\.\. in /);
    expect(said.every((line) => line.endsWith(file))).toBe(true);
    expect(said.join()).not.toContain('open-sesame');
  });

  test('that get a value on this machine are seen by processes that begin after it', () => {
    expect(seen.late).toEqual([{ failed: true }, 'put later', 'put later']);
  });

  test('are there when the app is imported by the module that starts it', () => {
    expect(seen.app).toBe('open-sesame');
  });
});
