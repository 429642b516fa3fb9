import { cpSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { buildPackage, ensureLocalPackage, ensureVenv } from '../../src/bundle';
import { unzipFiles } from '../../src/bundle/zip';
import { ensureTool } from '../../src/python';
import { type Run, run, sha256 } from '../../src/system';
import { describeWithTools } from '../support/tools';
import { REPOSITORY } from '../support/workspace';
import { mistake, project, removeProjects, write } from './support';

const EXAMPLE = join(REPOSITORY, 'examples/fastapi-app');
const MINUTES = 60_000;

/** The example in a new folder, without what was made in it. */
function copy(): string {
  const folder = project();
  const left = ['.venv', '.terragate', '__pycache__', '.pytest_cache'];
  cpSync(EXAMPLE, folder, { recursive: true, filter: (path) => !left.includes(basename(path)) });
  return folder;
}

/** What an installer notes about itself, and byte code: of no use to an application. */
const NOT_COMPARED =
  /\.pyc$|\.dist-info\/(RECORD|INSTALLER|REQUESTED|direct_url\.json|uv_cache\.json)$|^\.|^__pycache__/;

/** Names of files with mode and hash. */
function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !NOT_COMPARED.test(name),
  );
  const shown = files.flatMap((name) => {
    const stats = statSync(join(folder, name));
    return stats.isFile() ? [[name, sha256(readFileSync(join(folder, name)))]] : [];
  });
  return Object.fromEntries(shown);
}

function packed(zip: string): Record<string, string> {
  const files = unzipFiles(readFileSync(zip)).filter(({ name }) => !NOT_COMPARED.test(name));
  return Object.fromEntries(files.map(({ name, data }) => [name, sha256(data)]));
}

describeWithTools('a local package with packages from the real index', ['python3.13'], () => {
  let uv: Run;
  const pip: Run = (command, args, options) =>
    command === 'uv' ? run('no-uv-here', []) : run(command, args, options);

  beforeAll(async () => {
    const lock = join(REPOSITORY, 'src/python/uv-requirements.lock');
    const python = await ensureTool({ name: 'uv', lock, pythons: ['3.13'] });
    const PATH = [dirname(python), process.env.PATH].join(delimiter);
    uv = (command, args, options) => {
      const path = command === 'uv' ? join(dirname(python), 'uv') : command;
      return run(path, args, { ...options, env: { ...options?.env, ...(command === 'uv' && { PATH }) } });
    };
  }, 5 * MINUTES);
  afterAll(removeProjects);

  test(
    'is, file by file, the package for this machine, by pip and by uv',
    async () => {
      if (process.platform !== 'linux') return; // packages are of Linux
      const [folder, other] = [copy(), copy()];
      const { path } = await buildPackage(folder, {
        ...{ architecture: process.arch === 'arm64' ? 'arm64' : 'x86_64', pythonVersion: '3.13' },
        ...{ outFile: 'lambda.zip', python: (await ensureVenv(EXAMPLE)).python },
      });
      const byPip = await ensureLocalPackage(folder, { folder: '.terragate/local-package', run: pip });
      expect(contents(byPip.folder)).toEqual(packed(path));
      const byUv = await ensureLocalPackage(other, { folder: '.terragate/local-package', run: uv });
      expect(contents(byUv.folder)).toEqual(packed(path));
      expect(byUv.revision).toBe(byPip.revision);
      expect(statSync(join(byUv.folder, 'run.sh')).mode & 0o777).toBe(0o755);
      for (const { folder: localPackage, python } of [byPip, byUv]) {
        const program =
          'import app.main, pydantic_core; print(pydantic_core.__file__, pydantic_core.__cached__)';
        const done = await run(python, ['-S', '-c', program], {
          cwd: '/',
          env: { PYTHONPATH: localPackage, PYTHONDONTWRITEBYTECODE: '1' },
        });
        expect(done.stderr).toBe('');
        const [file = '', compiled = ''] = done.stdout.trim().split(' ');
        expect(file.startsWith(localPackage)).toBe(true);
        // compiled with the installation: nothing is kept of a process of the function
        expect(statSync(compiled).isFile()).toBe(true);
        expect(readdirSync(join(localPackage, 'app'))).not.toContain('__pycache__');
      }
    },
    5 * MINUTES,
  );

  test(
    'and the package are made of uv.lock, by uv that reads it and pip that downloads, without what development needs',
    async () => {
      const folder = copy();
      for (const name of ['requirements.lock', 'requirements-dev.lock']) rmSync(join(folder, name));
      const { python } = await ensureVenv(EXAMPLE);
      const locked = await uv('uv', ['lock', '--directory', folder, '--python', python]);
      expect(locked.stderr).toContain('Resolved');
      expect(readFileSync(join(folder, 'uv.lock'), 'utf8')).toContain('name = "pytest"');
      const localPackage = await ensureLocalPackage(folder, { folder: '.terragate/local-package', run: uv });
      const { path } = await buildPackage(folder, { outFile: 'lambda.zip', python, run: uv });
      for (const names of [Object.keys(contents(localPackage.folder)), Object.keys(packed(path))]) {
        expect(names).toEqual(expect.arrayContaining(['fastapi/__init__.py', 'app/main.py', 'run.sh']));
        expect(names.filter((name) => /^(pytest|my_api)/.test(name))).toEqual([]);
      }
      const fresh = project({ 'uv.lock': readFileSync(join(folder, 'uv.lock')) });
      process.env.TERRAGATE_NO_UV = '1';
      const message = await mistake(() =>
        ensureLocalPackage(fresh, { folder: 'local-package', run: pip }),
      ).finally(() => delete process.env.TERRAGATE_NO_UV);
      expect(message).toContain('uv.lock: the lock is read by uv, which is not on PATH');
    },
    5 * MINUTES,
  );

  test(
    'and the package are made of a requirements.txt without hashes, which must pin all',
    async () => {
      const folder = copy();
      const { python } = await ensureVenv(EXAMPLE);
      const lock = readFileSync(join(folder, 'requirements.lock'), 'utf8');
      const pins = [...lock.matchAll(/^[\w.-]+==\S+/gm)].map(([pin]) => pin);
      for (const name of ['requirements.lock', 'requirements-dev.lock']) rmSync(join(folder, name));
      const file = join(folder, 'requirements.txt');
      const build = () => buildPackage(folder, { outFile: 'lambda.zip', python, run: pip });
      write(file, pins.filter((pin) => !/^(starlette|h11)/.test(pin)).join('\n'));
      const message = await mistake(build);
      expect(message).toContain(`${file}: the lock does not pin all that is needed: uvicorn needs h11>=`);
      expect(message).toMatch(/, fastapi needs starlette\S+\n {2}fix: {5}pin them too/);
      write(file, pins.join('\n'));
      const { path } = await build();
      const localPackage = await ensureLocalPackage(folder, { folder: '.terragate/local-package', run: pip });
      expect(Object.keys(packed(path)).length).toBeGreaterThan(300);
      expect(contents(localPackage.folder)['fastapi/__init__.py']).toBe(packed(path)['fastapi/__init__.py']);
      // what came once is not asked for again, and not taken when it was changed
      const [kept = ''] = readdirSync(join(folder, '.terragate/wheels'));
      const [wheel = ''] = readdirSync(join(folder, '.terragate/wheels', kept)).filter((name) =>
        /^fastapi/.test(name),
      );
      write(join(folder, '.terragate/wheels', kept, wheel), 'changed by somebody');
      write(join(folder, 'app/main.py'), 'app = 1\n');
      const told: string[] = [];
      await buildPackage(folder, {
        outFile: 'lambda.zip',
        python,
        run: pip,
        progress: (line) => told.push(line),
      });
      expect(told[0]).toBe('downloads wheels for Linux arm64, Python 3.13');
    },
    5 * MINUTES,
  );
});
