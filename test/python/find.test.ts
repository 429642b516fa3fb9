import { basename, join } from 'node:path';
import { findPython } from '../../src/python';
import type { ProcessResult } from '../../src/system';
import { ended, mistake, NOT_FOUND, project, recorder, removeProjects } from '../bundle/support';

afterAll(removeProjects);

/** A machine on which these commands exist. */
function machine(commands: Record<string, string | ProcessResult>) {
  return recorder(({ command, args }) => {
    const name = [command, ...args.filter((arg) => /^-3$/.test(arg))].join(' ');
    const found = commands[name];
    if (found === undefined) return NOT_FOUND;
    return typeof found === 'string'
      ? ended(0, { stdout: `${found}\n/usr/bin/${basename(command)}\n` })
      : found;
  });
}

const linux = { platform: 'linux', env: {} } as const;

describe('Python', () => {
  test('is the first on PATH that is new enough', async () => {
    const { run, calls } = machine({ 'python3.12': '3.12.4', python3: '3.13.0' });
    expect(await findPython({ run, ...linux })).toEqual({ path: '/usr/bin/python3.12', version: '3.12.4' });
    expect(calls.map(({ command }) => command)).toEqual(['python3.13', 'python3.12']);
  });

  test('is found where only "python3" is new enough', async () => {
    const { run } = machine({ python3: '3.14.1', python: '2.7.18' });
    expect(await findPython({ run, ...linux })).toEqual({ path: '/usr/bin/python3', version: '3.14.1' });
  });

  test('may be as old as the oldest version', async () => {
    const { run, calls } = machine({ 'python3.10': '3.10.2', python3: '3.8.1' });
    expect((await findPython({ run, oldest: '3.9', ...linux })).version).toBe('3.10.2');
    expect(calls.map(({ command }) => command)).not.toContain('python3.9');
    expect(await mistake(() => findPython({ run, ...linux }))).toContain('found: python3 is 3.8.1');
    const older = machine({ 'python3.9': '3.9.0' });
    expect((await findPython({ run: older.run, oldest: '3.9', ...linux })).version).toBe('3.9.0');
  });

  test('of a version manager that has no such version is passed over', async () => {
    const { run } = machine({
      'python3.13': ended(127, { stdout: '3.13.0\n/shims/python3.13\n' }),
      'python3.11': '3.11.7',
    });
    expect((await findPython({ run, ...linux })).version).toBe('3.11.7');
  });

  test('of Windows is asked for by its launcher', async () => {
    const { run, calls } = machine({ 'py -3': '3.12.0' });
    expect((await findPython({ run, platform: 'win32', env: {} })).version).toBe('3.12.0');
    expect(calls[0]?.args.slice(0, 1)).toEqual(['-3']);
  });

  test('that is too old or does not run is named, with what to do', async () => {
    const { run } = machine({ python3: '3.9.6', python: ended(9009) });
    expect(await mistake(() => findPython({ run, platform: 'darwin', env: {} }))).toBe(
      [
        'Python: Python 3.11 or newer is not on PATH (found: python3 is 3.9.6, python does not run)',
        '  fix:     install one (brew install python@3.13), or set TERRAGATE_PYTHON to its path',
      ].join('\n'),
    );
  });

  test('that is not on PATH is reported as not found', async () => {
    const { run } = machine({});
    const message = await mistake(() => findPython({ run, ...linux }));
    expect(message).toContain('(found: none)');
    expect(message).toContain('apt install python3 python3-venv');
  });

  test('that TERRAGATE_PYTHON names is the only one that is asked', async () => {
    const { run, calls } = machine({ '/opt/python': '3.10.1', 'python3.13': '3.13.0' });
    const message = await mistake(() =>
      findPython({ run, platform: 'linux', env: { TERRAGATE_PYTHON: '/opt/python' } }),
    );
    expect(message).toContain(
      'TERRAGATE_PYTHON: /opt/python is not Python 3.11 or newer (found: /opt/python is 3.10.1)',
    );
    expect(calls).toHaveLength(1);
  });

  test('of one version is found by its name, by another name, and where pyenv holds it', async () => {
    const wanted = { versions: ['3.13'], ...linux };
    const named = machine({ 'python3.13': '3.13.0', python3: '3.12.1' });
    expect((await findPython({ run: named.run, ...wanted })).version).toBe('3.13.0');
    const other = machine({ 'python3.13': ended(127), python3: '3.13.2' });
    expect((await findPython({ run: other.run, ...wanted })).version).toBe('3.13.2');
    const root = project({ 'versions/3.13.1/bin/python3.13': '', 'versions/3.12.1/bin/python3.12': '' });
    const path = join(root, 'versions/3.13.1/bin/python3.13');
    const { run } = machine({ [path]: '3.13.1', python3: '3.12.1' });
    expect((await findPython({ run, ...wanted, env: { PYENV_ROOT: root } })).version).toBe('3.13.1');
  });

  test('of one version is not the one that TERRAGATE_PYTHON names where that is another', async () => {
    const { run } = machine({ '/opt/python': '3.12.0', 'python3.13': '3.13.0' });
    const env = { TERRAGATE_PYTHON: '/opt/python' };
    expect((await findPython({ run, platform: 'linux', env, versions: ['3.13'] })).version).toBe('3.13.0');
    expect((await findPython({ run, platform: 'linux', env, versions: ['3.12'] })).version).toBe('3.12.0');
    // 3.1 is not 3.13
    expect(
      await mistake(() => findPython({ run, platform: 'linux', env, versions: ['3.1'], where: 'tool' })),
    ).toContain('tool: Python 3.1 is not on this machine (found: /opt/python is 3.12.0)');
  });
});
