import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { basename, join } from 'node:path';
import { buildPackage, ensureLocalPackage, type LocalPackageOptions, listAppFiles } from '../../src/bundle';
import {
  type Call,
  ended,
  file,
  mistake,
  NOT_FOUND,
  project,
  recorder,
  removeProjects,
  wheel,
  write,
} from './support';

const before = process.env.XDG_CACHE_HOME;
beforeAll(() => {
  // where uv may have been installed
  process.env.XDG_CACHE_HOME = project();
});
afterAll(() => {
  if (before === undefined) delete process.env.XDG_CACHE_HOME;
  else process.env.XDG_CACHE_HOME = before;
  removeProjects();
});

const FASTAPI = wheel('fastapi', [file('fastapi/__init__.py', 'fast'), file('fastapi/routing.py', 'slow')]);

/** A project with one dependency, and a machine with a Python 3.13 whose pip brings it. */
function setup(files: Record<string, string> = {}) {
  const folder = project({
    'app/main.py': 'app = 1\n',
    'app/routers/items.py': 'items = 1\n',
    'run.sh': '#!/bin/sh\r\nexec python\r\n',
    'requirements.lock': FASTAPI.lock,
    'tests/test_app.py': '',
    ...files,
  });
  const bin = project({ python: '' });
  const python = join(bin, 'python');
  const machine = { version: '3.13.0', pip: ended(0) };
  const { run, calls } = recorder(({ command, args }: Call) => {
    if (args.at(-1)?.includes('version_info') && (command === 'python3.13' || command === python))
      return ended(0, { stdout: `${machine.version}\n${python}\n` });
    if (command !== python) return NOT_FOUND;
    const target = args[args.indexOf('--target') + 1] ?? '';
    if (args.includes('--target') && machine.pip.code === 0) {
      write(join(target, 'fastapi/__init__.py'), 'fast');
      write(join(target, 'fastapi/routing.py'), 'slow');
      write(join(target, 'fastapi/__pycache__/__init__.cpython-313.pyc'), 'code');
      write(join(target, 'bin/fastapi'), `#!${python}\n`);
      write(
        join(target, 'fastapi-1.0.dist-info/RECORD'),
        'fastapi/__init__.py,sha256=0,4\n"fastapi/routing.py",,\n',
      );
    }
    return machine.pip;
  });
  const localPackage = (options: Partial<LocalPackageOptions> = {}) =>
    ensureLocalPackage(folder, { folder: '.terragate/local-package', run, ...options });
  return { folder, localPackage, calls, machine, python, path: join(folder, '.terragate/local-package') };
}

/** Files of a folder without dot files, sorted. */
function names(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

describe('a local package', () => {
  test('holds the files of the package beside the packages of this machine', async () => {
    const { path, localPackage, python } = setup();
    const made = await localPackage();
    expect(made).toEqual({
      folder: path,
      revision: expect.stringMatching(/^[0-9a-f]{64}$/),
      changed: true,
      python,
    });
    expect(names(path)).toEqual([
      'app/main.py',
      'app/routers/items.py',
      'fastapi-1.0.dist-info/RECORD',
      'fastapi/__init__.py',
      'fastapi/__pycache__/__init__.cpython-313.pyc',
      'fastapi/routing.py',
      'run.sh',
      'terragate_asgi.py',
      'terragate_events.py',
      'terragate_prefix.py',
      'terragate_secrets.py',
    ]);
    expect(readFileSync(join(path, 'run.sh'), 'utf8')).toBe('#!/bin/sh\nexec python\n');
    expect(statSync(join(path, 'run.sh')).mode & 0o777).toBe(0o755);
    expect(statSync(join(path, 'app/main.py')).mode & 0o777).toBe(0o644);
  });

  test('is installed for the Python version of the function, with the hashes of the lock and nothing else', async () => {
    const { localPackage, calls } = setup();
    await localPackage();
    const install = calls.find(({ args }) => args.includes('--target'));
    expect(install?.args).toEqual(expect.arrayContaining(['--no-deps', '--require-hashes']));
    expect(install?.args).not.toContain('--no-compile');
    expect(calls[0]?.command).toBe('python3.13');
  });

  test('is installed by uv where there is uv', async () => {
    const { folder, python } = setup();
    const { run, calls } = recorder(({ command, args }) => {
      if (command === 'python3.13') return ended(0, { stdout: `3.13.0\n${python}\n` });
      if (args.includes('--target')) write(join(args[args.indexOf('--target') + 1] ?? '', 'fastapi.py'), '');
      return command === 'uv' ? ended(0) : NOT_FOUND;
    });
    const { folder: path } = await ensureLocalPackage(folder, { folder: '.terragate/local-package', run });
    expect(existsSync(join(path, 'fastapi.py'))).toBe(true);
    const install = calls.find(({ args }) => args.includes('--target'))?.args.join(' ');
    expect(install).toMatch(
      new RegExp(
        `^pip install --python ${python} --target \\S+ --compile-bytecode --no-deps --require-hashes -r `,
      ),
    );
  });

  test('starts no program and stays the same generation while nothing changed', async () => {
    const { localPackage, calls } = setup();
    const first = await localPackage();
    const before = calls.length;
    expect(await localPackage()).toEqual({ ...first, changed: false });
    expect(calls).toHaveLength(before);
  });

  test('takes over what was saved, and only that, without a program', async () => {
    const { folder, path, localPackage, calls } = setup();
    const first = await localPackage();
    const before = calls.length;
    const inode = (name: string) => statSync(join(path, name)).ino;
    const [items, fastapi, main] = [
      inode('app/routers/items.py'),
      inode('fastapi/__init__.py'),
      inode('app/main.py'),
    ];
    write(join(folder, 'app/main.py'), 'app = 2\n');
    const second = await localPackage();
    expect(second.changed).toBe(true);
    expect(second.revision).not.toBe(first.revision);
    expect(readFileSync(join(path, 'app/main.py'), 'utf8')).toBe('app = 2\n');
    expect([inode('app/routers/items.py'), inode('fastapi/__init__.py')]).toEqual([items, fastapi]);
    // a new file in place of the old one: who reads it has all of the one or all of the other
    expect(inode('app/main.py')).not.toBe(main);
    expect(calls).toHaveLength(before);
    write(join(folder, 'app/main.py'), 'app = 1\n');
    expect((await localPackage()).revision).toBe(first.revision);
  });

  /** Says of a file that it had another content when it was read last: this stays so until it is read again. */
  function forge(path: string, name: string) {
    const state = join(path, '.terragate-local-package.json');
    const known = JSON.parse(readFileSync(state, 'utf8'));
    known.app[name].hash = 'forged';
    write(state, JSON.stringify(known));
  }

  test('reads again what was saved just now: it may be saved once more with the same size and times', async () => {
    const { path, localPackage } = setup();
    const { revision } = await localPackage();
    forge(path, 'app/main.py');
    expect((await localPackage()).revision).toBe(revision);
  });

  test('does not read again what was saved long ago, unless its size or times are others', async () => {
    const { folder, path, localPackage } = setup();
    const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_000);
    try {
      const { revision } = await localPackage();
      forge(path, 'app/main.py');
      expect((await localPackage()).revision).not.toBe(revision);
      utimesSync(join(folder, 'app/main.py'), 1_600_000_000, 1_600_000_000);
      expect((await localPackage()).revision).toBe(revision);
    } finally {
      now.mockRestore();
    }
  });

  test('loses what the application lost, and its empty folders', async () => {
    const { folder, path, localPackage } = setup();
    await localPackage();
    rmSync(join(folder, 'app/routers'), { recursive: true });
    expect((await localPackage()).changed).toBe(true);
    expect(existsSync(join(path, 'app/routers'))).toBe(false);
    expect(existsSync(join(path, 'app/main.py'))).toBe(true);
    // a folder becomes a file, and a file a folder
    write(join(folder, 'app/routers'), 'a file');
    rmSync(join(folder, 'app/main.py'));
    write(join(folder, 'app/main.py/deep.txt'), 'a folder');
    await localPackage();
    expect(names(join(path, 'app'))).toEqual(['main.py/deep.txt', 'routers']);
  });

  test('gets back what somebody removed from it', async () => {
    const { path, localPackage } = setup();
    const { revision } = await localPackage();
    rmSync(join(path, 'app/main.py'));
    expect(await localPackage()).toMatchObject({ revision, changed: false });
    expect(existsSync(join(path, 'app/main.py'))).toBe(true);
    rmSync(path, { recursive: true });
    expect(await localPackage()).toMatchObject({ revision, changed: true });
    expect(existsSync(join(path, 'fastapi/__init__.py'))).toBe(true);
  });

  test('that was interrupted is completed', async () => {
    const { folder, path, localPackage } = setup();
    await localPackage();
    write(join(folder, 'app/main.py'), 'app = 2\n');
    write(join(folder, 'app/z.py'), '');
    chmodSync(path, 0o755);
    // the second file cannot be written: a folder with content is in its place
    write(join(path, 'app/z.py/x'), '');
    await expect(localPackage()).rejects.toThrow();
    rmSync(join(path, 'app/z.py'), { recursive: true });
    write(join(folder, 'app/main.py'), 'app = 1\n');
    await localPackage();
    expect(readFileSync(join(path, 'app/main.py'), 'utf8')).toBe('app = 1\n');
  });

  test('is made again when the lock changes, once for each lock', async () => {
    const { folder, path, localPackage, calls } = setup();
    const first = await localPackage();
    const installations = () => calls.filter(({ args }) => args.includes('--target')).length;
    write(join(path, 'left-over.py'), '');
    write(join(folder, 'requirements.lock'), FASTAPI.lock.replace('1.0', '2.0'));
    const second = await localPackage();
    expect(second.changed).toBe(true);
    expect(second.revision).not.toBe(first.revision);
    expect(installations()).toBe(2);
    expect(existsSync(join(path, 'left-over.py'))).toBe(false);
    // a second local package of the same project shares the packages
    await localPackage({ folder: '.terragate/other' });
    expect(installations()).toBe(2);
    expect(readdirSync(join(folder, '.terragate/native'))).toHaveLength(1);
    expect(readdirSync(join(folder, '.terragate')).filter((name) => /busy/.test(name))).toEqual([]);
    expect(readdirSync(join(folder, '.terragate/tmp'))).toEqual([]);
  });

  test('that lies in the project is not in itself, nor in the package', async () => {
    const { folder, localPackage } = setup();
    await localPackage({ folder: 'local-package' });
    await localPackage({ folder: 'local-package' });
    expect(existsSync(join(folder, 'local-package/local-package'))).toBe(false);
    expect(names(join(folder, 'local-package'))).toContain('app/main.py');
    expect(listAppFiles(folder).map(({ name }) => name)).toEqual([
      'app/main.py',
      'app/routers/items.py',
      'run.sh',
    ]);
  });

  test('does not take a folder that holds something else', async () => {
    const { folder, path, localPackage } = setup({ '.terragate/local-package/notes.txt': 'mine' });
    expect(await mistake(localPackage)).toContain(
      `${path}: the folder holds files that are not a local package`,
    );
    expect(names(path)).toEqual(['notes.txt']);
    expect(existsSync(join(folder, '.terragate/native'))).toBe(false);
  });

  test('is refused when the application hides a file of a package, also later, and the package is too', async () => {
    const { folder, localPackage } = setup();
    await localPackage();
    write(join(folder, 'fastapi/routing.py'), 'mine');
    const fileConflict = 'fastapi/routing.py: both the application and the package fastapi have this file';
    expect(await mistake(localPackage)).toContain(fileConflict);
    expect(await mistake(() => localPackage({ folder: '.terragate/new' }))).toContain(fileConflict);
  });

  test('needs the Python version of the function on this machine', async () => {
    const { folder, localPackage, machine, python } = setup();
    expect(await mistake(() => localPackage({ pythonVersion: '3.14' }))).toMatch(
      /^Python: Python 3\.14 is not on this machine \(found: none\).*\n {2}fix: {5}install it \(.*uv python install 3\.14\), or set TERRAGATE_PYTHON/,
    );
    machine.version = '3.12.1';
    expect(await mistake(() => localPackage({ python }))).toMatch(
      /^python: .* is Python 3\.12\.1, and the function runs with 3\.13\n {2}got: {5}.*\n {2}fix: /,
    );
    expect(await mistake(() => localPackage({ pythonVersion: '3.9' }))).toContain('not a Python version');
    expect(existsSync(join(folder, '.terragate/local-package'))).toBe(false);
  });

  test('lets uv fetch the Python version that is not here', async () => {
    const { folder, python } = setup();
    let fetched = false;
    const progress: string[] = [];
    const { run } = recorder(({ command, args }) => {
      if (command !== 'uv') return NOT_FOUND;
      if (args[1] === 'install' && args[0] === 'python') fetched = true;
      if (args[1] === 'find') return fetched ? ended(0, { stdout: `${python}\n` }) : ended(2);
      return ended(0);
    });
    const made = await ensureLocalPackage(folder, {
      folder: '.terragate/local-package',
      run,
      progress: (line) => progress.push(line),
    });
    expect(made.python).toBe(python);
    expect(progress[0]).toBe('fetches Python 3.13 with uv');
  });

  test('has the packages beside the project, also where its Python has no pip', async () => {
    const lib = wheel('lib', []);
    const { folder, python } = setup({
      'requirements.lock': `${FASTAPI.lock}./lib\n`,
      'lib/setup.py': '',
    });
    const { run } = recorder(({ command, args }) => {
      if (command === 'python3.13') return ended(0, { stdout: `3.13.0\n${python}\n` });
      if (command === python && args.includes('pip'))
        return ended(1, { stderr: `${python}: No module named pip` });
      const into = (option: string) => args[args.indexOf(option) + 1] ?? '';
      if (args.includes('--wheel-dir')) write(join(into('--wheel-dir'), lib.file), lib.bytes);
      else if (args.includes('--target')) write(join(into('--target'), basename(args.at(-1) ?? '')), '');
      return command === 'uv' ? NOT_FOUND : ended(0);
    });
    const { folder: path } = await ensureLocalPackage(folder, { folder: '.terragate/local-package', run });
    expect(names(path)).toEqual(expect.arrayContaining(['app/main.py', lib.file]));
  });

  test('that could not be installed leaves nothing behind, and comes later', async () => {
    const { folder, path, localPackage, machine } = setup();
    machine.pip = ended(1, { stderr: 'ERROR: Temporary failure in name resolution' });
    // without pip, an environment with one is tried, which fails here as well
    expect(await mistake(localPackage)).toContain('the package index could not be reached');
    expect(existsSync(path)).toBe(false);
    expect(readdirSync(join(folder, '.terragate/native'))).toEqual([]);
    machine.pip = ended(0);
    expect((await localPackage()).changed).toBe(true);
  });

  test('needs the file that its handler names, as the package does', async () => {
    const { folder, localPackage } = setup();
    await localPackage({ handler: 'run.sh' });
    await localPackage({ handler: 'app.main.handler' });
    const build = () =>
      buildPackage(folder, {
        outFile: 'l.zip',
        handler: 'start.sh',
        python: 'python',
        run: async () => NOT_FOUND,
      });
    for (const work of [() => localPackage({ handler: 'start.sh' }), build]) {
      const message = await mistake(work);
      expect(message).toContain(
        `${join(folder, 'start.sh')}: the script start.sh does not exist, and the function starts with it`,
      );
      expect(message).toContain('#!/bin/sh\n');
      expect(message).toContain(
        'TERRAGATE_APP=main:app exec python -m uvicorn terragate_asgi:app --host 127.0.0.1',
      );
    }
    expect(await mistake(() => localPackage({ handler: 'app.api.handler' }))).toContain(
      `the handler's module app/api.py is not in ${folder}`,
    );
  });
});
