import { existsSync } from 'node:fs';
import { abortable, failure, isNetworkError, lastLines, run } from '../../src/system';
import { ended } from '../bundle/support';
import { Workspace } from '../support/workspace';

const STEP = { where: 'requirements.lock', what: 'its packages could not be installed', fix: 'see above' };

describe('a program', () => {
  test('gets its arguments as they are, without a shell between', async () => {
    const odd = ['a b', '$(echo x)', '"', '*', ';exit 3'];
    const done = await run(process.execPath, [
      '-e',
      'console.log(JSON.stringify(process.argv.slice(1)))',
      ...odd,
    ]);
    expect(JSON.parse(done.stdout)).toEqual(odd);
    expect(done.code).toBe(0);
  });

  test('runs with the folder and variables that it is given, and without those that are taken away', async () => {
    const program = 'console.log(process.cwd() === "/", process.env.A, process.env.HOME)';
    const done = await run(process.execPath, ['-e', program], { cwd: '/', env: { A: '1', HOME: undefined } });
    expect(done.stdout).toBe('true 1 undefined\n');
  });

  test('has its exit code and both outputs, and its lines as they come', async () => {
    const lines: string[] = [];
    const program = 'console.log("one\\ntwo"); console.error("three"); process.exitCode = 4';
    const done = await run(process.execPath, ['-e', program], { onLine: (line) => lines.push(line) });
    expect(done).toEqual({ code: 4, stdout: 'one\ntwo\n', stderr: 'three\n', missing: false });
    expect(lines.sort()).toEqual(['one', 'three', 'two']);
  });

  test('that does not exist is missing, without an exception', async () => {
    expect(await run('no-such-program-at-all', [])).toMatchObject({ code: null, missing: true });
  });
});

describe('a program within work that a signal ends', () => {
  const FOREVER = 'setInterval(() => {}, 1000);';
  const workspace = new Workspace('run');
  const started = (code: string, signal: AbortSignal, told: () => void) =>
    abortable(signal, () => run(process.execPath, ['-e', code], { onLine: told }));

  test('ends with it, and its answer is the reason', async () => {
    const over = new AbortController();
    const done = started(`console.log(1); ${FOREVER}`, over.signal, () => over.abort(new Error('enough')));
    await expect(done).rejects.toThrow('enough');
  });

  test('ends with all that it has started, which holds its output', async () => {
    const over = new AbortController();
    const code = `require('child_process').spawn(process.execPath, ['-e', '${FOREVER}'], { stdio: 'inherit' });
      console.log(1); ${FOREVER}`;
    await expect(started(code, over.signal, () => over.abort())).rejects.toThrow(/abort/i);
  });

  test('is killed when it does not listen', async () => {
    const over = new AbortController();
    const code = `process.on('SIGINT', () => {}); console.log(1); ${FOREVER}`;
    await expect(started(code, over.signal, () => over.abort())).rejects.toThrow(/abort/i);
  });

  test('is not started after the signal', async () => {
    const code = `require('fs').writeFileSync(${JSON.stringify(workspace.at('was-here'))}, '')`;
    await expect(started(code, AbortSignal.abort(), () => {})).rejects.toThrow(/abort/i);
    expect(existsSync(workspace.at('was-here'))).toBe(false);
  });

  test('does not get the signal outside of that work', async () => {
    await abortable(AbortSignal.abort(), async () => {});
    expect(await run(process.execPath, ['-e', ''])).toMatchObject({ code: 0 });
  });
});

describe('the error of a failed program', () => {
  test('shows its last lines and what to do', () => {
    const stderr = `${Array.from({ length: 40 }, (_, i) => `line ${i}`).join('\r\n')}\r\n`;
    const { message } = failure(STEP, ended(1, { stderr }));
    expect(message).toContain('requirements.lock: its packages could not be installed\n    | line 28\n');
    expect(message).toContain('    | line 39\n  fix:     see above');
    expect(message).not.toContain('line 27');
  });

  test('shows standard output when there is no standard error', () => {
    expect(failure(STEP, ended(1, { stdout: 'said here' })).message).toContain('    | said here');
  });

  test.each([
    "WARNING: Retrying after connection broken by 'NewConnectionError(... [Errno -2] Name or service not known')'",
    "WARNING: Retrying after connection broken by 'ProxyError('Cannot connect to proxy.')'",
    'error: Failed to fetch: dns error: failed to lookup address information',
    'cause: tcp connect error',
  ])('says that the index could not be reached: %s', (stderr) => {
    const finished = ended(1, { stderr: `${stderr}\nERROR: No matching distribution found for idna==3.20` });
    expect(isNetworkError(finished)).toBe(true);
    const { message } = failure(STEP, finished);
    expect(message).toContain('its packages could not be installed: the package index could not be reached');
    expect(message).toContain('HTTPS_PROXY');
    expect(message).not.toContain('see above');
  });

  test.each([
    'WARNING: 401 Error, Credentials not correct for https://example.com/simple/idna/',
    'hint: An index URL (https://example.com/simple) could not be queried due to a lack of valid authentication credentials (401 Unauthorized)',
    'hint: An index (https://example.com/simple) returned a 403 Forbidden error.',
    'ERROR: HTTP error 403 while getting x\nHTTPError: 403 Client Error: Forbidden for url: https://example.com/x',
  ])('says that the index refuses: %s', (stderr) => {
    const { message } = failure(STEP, ended(1, { stderr }));
    expect(message).toContain('its packages could not be installed: the package index refuses\n');
    expect(message).toMatch(/fix: +check user and password of the index/);
  });

  test('names the package of the system that is missing for environments', () => {
    const stdout = 'The virtual environment was not created successfully because ensurepip is not available.';
    expect(failure(STEP, ended(1, { stdout })).message).toContain('fix:     install the part of Python');
  });

  test('leaves empty lines out', () => {
    expect(lastLines('a\n\n b \n\nc\n', 2)).toBe(' b\nc');
  });
});
