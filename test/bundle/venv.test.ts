import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureVenv, interpreter } from '../../src/bundle/venv';
import type { ProcessResult } from '../../src/system';
import { type Call, ended, mistake, NOT_FOUND, project, recorder, removeProjects, write } from './support';

afterAll(removeProjects);

interface Machine {
  readonly uv?: boolean;
  readonly install?: ProcessResult;
  /** Which markers apply. */
  readonly markers?: readonly boolean[];
}

/** A machine with Python 3.13, with or without uv, on which making and filling an environment works or not. */
function machine({ uv = false, install = ended(0), markers = [] }: Machine = {}) {
  return recorder(({ command, args }: Call) => {
    const make = () => {
      write(interpreter(args.at(-1) ?? ''), '');
      return ended(0);
    };
    if (command === 'uv') {
      if (!uv) return NOT_FOUND;
      if (args[0] === '--version') return ended(0, { stdout: 'uv 0.9.0' });
      return args[0] === 'venv' ? make() : install;
    }
    if (command === 'python3.13') return ended(0, { stdout: '3.13.0\n/usr/bin/python3.13\n' });
    if (args.includes('venv')) return make();
    if (args[1]?.endsWith('applying_markers.py')) return ended(0, { stdout: JSON.stringify(markers) });
    return args.includes('pip') ? install : NOT_FOUND;
  });
}

const LOCKS = { 'requirements-dev.lock': 'pytest==9 --hash=sha256:0\n', 'requirements.lock': 'fastapi==1\n' };

describe('the environment of a project', () => {
  test('is made by Python and filled by pip from the lock with hashes', async () => {
    const folder = project(LOCKS);
    const { run, calls } = machine();
    const progress: string[] = [];
    const { python, reused } = await ensureVenv(folder, { run, progress: (line) => progress.push(line) });
    expect(python).toBe(interpreter(join(folder, '.venv')));
    expect(reused).toBe(false);
    expect(progress).toEqual(['installs requirements-dev.lock with pip, Python 3.13.0']);
    const [make, install] = calls.slice(-2);
    expect([make?.command, ...(make?.args ?? [])]).toEqual([
      '/usr/bin/python3.13',
      '-I',
      '-m',
      'venv',
      join(folder, '.venv'),
    ]);
    expect(install?.command).toBe(python);
    expect(install?.args.slice(-3)).toEqual([
      '--require-hashes',
      '-r',
      join(folder, 'requirements-dev.lock'),
    ]);
  });

  test('is made and filled by uv where there is uv', async () => {
    const folder = project(LOCKS);
    const { run, calls } = machine({ uv: true });
    await ensureVenv(folder, { run, lockFile: 'requirements.lock' });
    const used = calls.filter(({ command, args }) => command === 'uv' && args[0] !== '--version');
    expect(used.map(({ args }) => args[0])).toEqual(['venv', 'pip']);
    expect(used[1]?.args.slice(-2)).toEqual(['-r', join(folder, 'requirements.lock')]);
    // it has no hashes
    expect(used[1]?.args).not.toContain('--require-hashes');
  });

  test('stays as it is while the lock is the same, and is made again when it is another', async () => {
    const folder = project(LOCKS);
    const { run, calls } = machine();
    await ensureVenv(folder, { run });
    write(join(folder, '.venv/left-over'), '');
    const before = calls.length;
    expect((await ensureVenv(folder, { run })).reused).toBe(true);
    expect(calls).toHaveLength(before);
    write(join(folder, 'requirements-dev.lock'), 'pytest==10 --hash=sha256:0\n');
    expect((await ensureVenv(folder, { run })).reused).toBe(false);
    expect(existsSync(join(folder, '.venv/left-over'))).toBe(false);
  });

  test('that lost its interpreter is made again', async () => {
    const folder = project(LOCKS);
    const { run } = machine();
    const { python } = await ensureVenv(folder, { run });
    rmSync(python);
    expect((await ensureVenv(folder, { run })).reused).toBe(false);
    expect(existsSync(python)).toBe(true);
  });

  test('that was left half made is made again', async () => {
    const folder = project(LOCKS);
    const failing = machine({
      install: ended(1, { stderr: 'ERROR: THESE PACKAGES DO NOT MATCH THE HASHES' }),
    });
    const message = await mistake(() => ensureVenv(folder, { run: failing.run }));
    expect(message).toContain(`${join(folder, 'requirements-dev.lock')}: packages could not be installed`);
    expect(message).toContain('    | ERROR: THESE PACKAGES DO NOT MATCH THE HASHES');
    expect((await ensureVenv(folder, { run: machine().run })).reused).toBe(false);
    expect((await ensureVenv(folder, { run: machine().run })).reused).toBe(true);
    expect(readdirSync(join(folder, '.terragate'))).toEqual(['.gitignore', '.ignore', 'tmp']);
    expect(readdirSync(join(folder, '.terragate/tmp'))).toEqual([]);
  });

  test('names the packages that have no wheel for its Python, and could not be built', async () => {
    const folder = project(LOCKS);
    const { run } = machine({ install: ended(1, { stderr: '  ERROR: Failed building wheel for greenlet' }) });
    expect(await mistake(() => ensureVenv(folder, { run }))).toMatch(
      /requirements-dev\.lock: packages could not be installed: greenlet has no wheel for Python 3\.\d+, and its build failed\n[\s\S]*fix: +take versions that have one/,
    );
  });

  test('has a package beside the project where its marker applies, by a link to its folder', async () => {
    const folder = project({
      'requirements.lock': 'fastapi==1\n-e ./old ; python_version < "3"\n./new ; python_version >= "3"\n',
      'old/setup.py': '',
      'new/setup.py': '',
    });
    const { run, calls } = machine({ markers: [false, true] });
    const { python } = await ensureVenv(folder, { run });
    const [asked, install] = calls.slice(-2);
    expect(asked?.command).toBe(python);
    expect(asked?.args.at(-1)).toBe(JSON.stringify(['python_version < "3"', 'python_version >= "3"']));
    expect(install?.args.slice(-3)).toEqual(['--no-deps', '-e', join(folder, 'new')]);
  });

  test('that the user made is left alone, and another one is used', async () => {
    const folder = project({ ...LOCKS, '.venv/pyvenv.cfg': 'of the user' });
    const progress: string[] = [];
    const { python } = await ensureVenv(folder, {
      run: machine().run,
      progress: (line) => progress.push(line),
    });
    expect(python).toBe(interpreter(join(folder, '.terragate/venv')));
    expect(progress[0]).toBe('.venv is not of Terragate and stays as it is: uses .terragate/venv');
    expect(readdirSync(join(folder, '.venv'))).toEqual(['pyvenv.cfg']);
    expect(readFileSync(join(folder, '.venv/pyvenv.cfg'), 'utf8')).toBe('of the user');
    expect((await ensureVenv(folder, { run: machine().run })).reused).toBe(true);
  });

  test('has the Python of the functions where the machine has it, and is made again for another one', async () => {
    const folder = project(LOCKS);
    const { run } = recorder(({ command, args }) => {
      const version = /python(3\.1[23])$/.exec(command)?.[1];
      if (version && args.includes('-c'))
        return ended(0, { stdout: `${version}.0\n/usr/bin/python${version}\n` });
      if (!args.includes('venv')) return args.includes('pip') ? ended(0) : NOT_FOUND;
      write(interpreter(args.at(-1) ?? ''), command);
      return ended(0);
    });
    const made = async (pythonVersion?: string) => {
      const { python, reused } = await ensureVenv(folder, { run, ...(pythonVersion && { pythonVersion }) });
      return [readFileSync(python, 'utf8'), reused];
    };
    expect(await made('3.12')).toEqual(['/usr/bin/python3.12', false]);
    expect(await made('3.12')).toEqual(['/usr/bin/python3.12', true]);
    expect(await made()).toEqual(['/usr/bin/python3.12', true]);
    expect(await made('3.13')).toEqual(['/usr/bin/python3.13', false]);
    // the machine has none: any that the project takes will do
    expect(await made('3.11')).toEqual(['/usr/bin/python3.13', false]);
  });

  test('needs a lock file', async () => {
    const folder = project();
    const message = await mistake(() => ensureVenv(folder, { run: machine().run }));
    expect(message).toContain('no uv.lock, requirements-dev.lock, requirements.lock, pylock.toml');
    expect(message).toContain('uv pip compile --universal --generate-hashes');
  });
});
