import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { buildPackage, ensureVenv, exportOpenApi, type PythonVersion } from '../../src/bundle';
import { checkedTarget, markerEnvironment } from '../../src/bundle/target';
import { unzipFiles, zipFiles } from '../../src/bundle/zip';
import { run } from '../../src/system';
import { anyPort } from '../../src/system/port';
import { describeWithPython } from './real-python';
import { mistake, project, removeProjects, write } from './support';

const ROOT = join(__dirname, '../..');
const EXAMPLE = join(ROOT, 'examples/fastapi-app');
const MINUTES = 60_000;

/** The example in a new folder, without what was made in it. */
function copy(): string {
  const folder = project();
  const left = ['.venv', '.terragate', '__pycache__', '.pytest_cache'];
  cpSync(EXAMPLE, folder, { recursive: true, filter: (path) => !left.includes(basename(path)) });
  return folder;
}

/** Unpacks a package as Lambda does. */
function unpack(zip: string): string {
  const folder = project();
  for (const { name, data, executable } of unzipFiles(readFileSync(zip))) {
    write(join(folder, name), data);
    chmodSync(join(folder, name), executable ? 0o755 : 0o644);
  }
  return folder;
}

describeWithPython()('a package from the real index', () => {
  let python = '';

  beforeAll(async () => {
    python = (await ensureVenv(EXAMPLE)).python;
  }, 5 * MINUTES);
  afterAll(removeProjects);

  test(
    'has the same bytes each time, run.sh with mode 0755, and libraries for arm64',
    async () => {
      const [first, second] = [copy(), copy()];
      const target = { architecture: 'arm64', pythonVersion: '3.13', outFile: 'lambda.zip', python };
      const built = await buildPackage(first, target);
      chmodSync(join(second, 'run.sh'), 0o644);
      const again = await buildPackage(second, target);
      expect(again.sha256Base64).toBe(built.sha256Base64);
      expect(readFileSync(again.path).equals(readFileSync(built.path))).toBe(true);

      // read by another implementation than the one that wrote it
      const listing = `
import json, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
so = [i.filename for i in archive.infolist() if i.filename.endswith(".so")]
print(json.dumps({
  "modes": {i.filename: oct(i.external_attr >> 16) for i in archive.infolist() if i.filename in ("run.sh", "app/main.py")},
  "dates": sorted({i.date_time for i in archive.infolist()}),
  "machines": sorted({int.from_bytes(archive.read(name)[18:20], "little") for name in so}),
  "names": archive.namelist(),
}))`;
      const listed = await run(python, ['-c', listing, built.path]);
      const { names, ...rest } = JSON.parse(listed.stdout) as { names: string[] };
      expect(rest).toEqual({
        modes: { 'run.sh': '0o100755', 'app/main.py': '0o100644' },
        dates: [[1980, 1, 1, 0, 0, 0]],
        machines: [183], // EM_AARCH64
      });
      expect(names.filter((name) => /\.pyc$|__pycache__|^bin\/|^tests\/|^\.|INSTALLER$/.test(name))).toEqual(
        [],
      );
      expect(names).toEqual(
        expect.arrayContaining(['uvicorn/main.py', 'mangum/adapter.py', 'app/routers/items.py']),
      );
    },
    5 * MINUTES,
  );

  test(
    'for this machine runs from its own folder alone, by import and by run.sh',
    async () => {
      const version = await run(python, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])']);
      const folder = copy();
      const { path } = await buildPackage(folder, {
        architecture: process.arch === 'arm64' ? 'arm64' : 'x86_64',
        pythonVersion: version.stdout.trim() as PythonVersion,
        outFile: 'lambda.zip',
        python,
      });
      if (process.platform !== 'linux') return; // its libraries are of Linux
      const unpacked = unpack(path);
      // -S: without the packages of the interpreter
      const imported = await run(
        python,
        ['-S', '-c', 'import app.main, pydantic_core; print(pydantic_core.__file__)'],
        {
          cwd: '/',
          env: { PYTHONPATH: unpacked, PYTHONDONTWRITEBYTECODE: '1' },
        },
      );
      expect(imported.stderr).toBe('');
      expect(imported.stdout.startsWith(unpacked)).toBe(true);

      const bin = project();
      symlinkSync(baseInterpreter(python), join(bin, 'python'));
      const port = await anyPort();
      const server = spawn(join(unpacked, 'run.sh'), [], {
        cwd: '/',
        env: {
          PATH: `${bin}${delimiter}/usr/bin${delimiter}/bin`,
          LAMBDA_TASK_ROOT: unpacked,
          AWS_EXECUTION_ENV: `AWS_Lambda_python${version.stdout.trim()}`,
          AWS_LWA_PORT: String(port),
          LOG_LEVEL: 'NOTSET', // not a level of uvicorn
          ALLOWED_ORIGINS: 'https://app.example.com',
          PYTHONDONTWRITEBYTECODE: '1',
        },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let log = '';
      server.stderr.on('data', (chunk) => {
        log += String(chunk);
      });
      try {
        const root = await answer(
          port,
          '/',
          () => server.exitCode === null,
          () => log,
        );
        expect(await root.json()).toEqual({ name: 'My API', version: '0.1.0' });
        const headers = { Origin: 'https://app.example.com' };
        const boom = await fetch(`http://127.0.0.1:${port}/boom`, { headers });
        expect(boom.status).toBe(500);
        expect(await boom.json()).toEqual({ detail: 'Internal Server Error' });
        expect(boom.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
        expect(log).toContain('RuntimeError: This route always fails');
        expect(log).not.toContain('"GET / HTTP/1.1"');
      } finally {
        server.kill();
        await new Promise((resolve) => server.once('close', resolve));
      }
    },
    5 * MINUTES,
  );

  test(
    'cannot be built without a network, and says so',
    async () => {
      const dead = 'http://127.0.0.1:9';
      const message = await mistake(() =>
        buildPackage(copy(), {
          outFile: 'lambda.zip',
          python,
          run: (command, args, options) =>
            run(command, args, {
              ...options,
              env: {
                ...options?.env,
                ...{ HTTPS_PROXY: dead, https_proxy: dead, NO_PROXY: undefined, no_proxy: undefined },
                ...{ PIP_NO_CACHE_DIR: '1', PIP_RETRIES: '1' },
              },
            }),
        }),
      );
      expect(message).toContain('could not be downloaded: the package index could not be reached');
    },
    MINUTES,
  );

  test('has what is made from sources where the index has no wheel, checked against the lock', async () => {
    const folder = copy();
    const hash = '49b3a825280bd66b3aa83585ef59c4a8c82f2c8a522dbe754a8bc8d08c85c491';
    write(join(folder, 'requirements.lock'), `docopt==0.6.2 --hash=sha256:${hash}\n`);
    await buildPackage(folder, { outFile: 'lambda.zip', python });
    const names = unzipFiles(readFileSync(join(folder, 'lambda.zip'))).map(({ name }) => name);
    expect(names).toContain('docopt.py');
    const other = hash.replaceAll('4', '5');
    write(join(folder, 'requirements.lock'), `docopt==0.6.2 --hash=sha256:${other}\n`);
    const message = await mistake(() => buildPackage(folder, { outFile: 'other.zip', python }));
    expect(message).toMatch(
      /docopt==0\.6\.2 has no wheel[\s\S]*its sources cannot be made into one[\s\S]*hash/i,
    );
    expect(readdirSync(folder)).not.toContain('other.zip');
  }, 120_000);

  test('takes the requirements of the target and not of this machine', async () => {
    const lock = join(project(), 'requirements.lock');
    write(
      lock,
      [
        '# a comment',
        '--extra-index-url https://index.example.com/simple',
        "a==1 ; sys_platform == 'win32' \\",
        '    --hash=sha256:00',
        "b==1 ; python_full_version < '3.13' \\",
        '    --hash=sha256:11 \\',
        '    --hash=sha256:22',
        '    # via a',
        "c==1 ; platform_machine == 'aarch64' --hash=sha256:33",
        'd[x]==1 --hash=sha256:44  # why',
      ].join('\n'),
    );
    const select = async (architecture: string, version: string) => {
      const environment = JSON.stringify(markerEnvironment(checkedTarget(architecture, version)));
      const script = join(ROOT, 'src/bundle/select_requirements.py');
      return (await run(python, ['-I', script, lock, environment])).stdout.trim().split(/\r?\n/).slice(1);
    };
    expect(await select('arm64', '3.13')).toEqual(['c==1 --hash=sha256:33', 'd[x]==1 --hash=sha256:44']);
    expect(await select('x86_64', '3.12')).toEqual([
      'b==1 --hash=sha256:11 --hash=sha256:22',
      'd[x]==1 --hash=sha256:44',
    ]);
  });

  test('knows what its wheels need on the target, with extras, and what Lambda brings', async () => {
    const folder = project();
    const make = (name: string, ...needs: string[]) => {
      const metadata = [
        'Metadata-Version: 2.1',
        `Name: ${name}`,
        ...needs.map((one) => `Requires-Dist: ${one}`),
        '',
        'x',
      ];
      const files = [
        { name: `${name}-1.0.dist-info/METADATA`, data: Buffer.from(metadata.join('\n')), executable: false },
      ];
      write(join(folder, `${name}-1.0-py3-none-any.whl`), zipFiles(files));
    };
    make(
      'Web_App',
      'core >=2',
      'fast ; extra == "speed"',
      'boto3',
      'gone ; sys_platform == "win32"',
      'not a requirement!',
    );
    make('core', 'web-app[speed] ; extra == "all"', 'old ; python_version < "3.12"');
    const missing = async (...lines: string[]) => {
      const file = join(project(), 'requirements.txt');
      write(file, lines.join('\n'));
      const environment = JSON.stringify(markerEnvironment(checkedTarget('arm64', '3.13')));
      const script = join(ROOT, 'src/bundle/missing_requirements.py');
      const done = await run(python, ['-I', script, folder, file, environment]);
      expect(done.stderr).toBe('');
      return done.stdout.trim();
    };
    expect(await missing('--pre', 'web-app==1.0 --hash=sha256:00', 'core==1.0')).toBe('');
    expect(await missing('web.app[speed]==1.0', 'core==1.0')).toBe('web-app needs fast');
    // an extra that only another package asks for
    expect(await missing('web-app==1.0', 'core[all]==1.0')).toBe('web-app needs fast');
    make('core', 'other>=1,<2', 'third');
    expect(await missing('core==1.0')).toBe('core needs other<2,>=1\ncore needs third');
  }, 60_000);

  test('comes with the OpenAPI document of the application', async () => {
    const folder = copy();
    write(join(folder, 'openapi.json'), 'old');
    await exportOpenApi(folder, { python });
    expect(readFileSync(join(folder, 'openapi.json'), 'utf8')).toBe(
      readFileSync(join(EXAMPLE, 'openapi.json'), 'utf8'),
    );
    write(join(folder, 'app/broken.py'), 'import no_such_package\n');
    const message = await mistake(() =>
      exportOpenApi(folder, { python, app: 'app.broken:app', out: 'new.json' }),
    );
    expect(message).toContain("No module named 'no_such_package' (app/broken.py:1)");
    write(join(folder, 'app/typo.py'), 'app = = 1\n');
    expect(
      await mistake(() => exportOpenApi(folder, { python, app: 'app.typo:app', out: 'new.json' })),
    ).toMatch(/cannot import app\.typo: SyntaxError: invalid syntax/);
    for (const app of ['app.main:api', 'main:app', 'app.main', 'app.main:create_app']) {
      const wrong = await mistake(() => exportOpenApi(folder, { python, app, out: 'new.json' }));
      expect(wrong).toContain('fix:     name the variable that holds FastAPI(), as module:variable');
      expect(wrong).not.toMatch(/Traceback|^\s+at /m);
    }
    expect(readdirSync(folder)).not.toContain('new.json');
  }, 60_000);

  test(
    'is of an application whose own tests pass',
    () => {
      const folder = copy();
      const tests = spawnSync(python, ['-m', 'pytest', '-p', 'no:cacheprovider'], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect(tests.stdout).toMatch(/^\d+ passed in /m);
      expect(tests.status).toBe(0);
    },
    2 * MINUTES,
  );
});

/** The interpreter that an environment was made from, which has none of the environment's packages. */
function baseInterpreter(python: string): string {
  const said = spawnSync(python, ['-c', 'import sys; print(sys._base_executable)'], { encoding: 'utf8' });
  return said.stdout.trim();
}

/** The first answer of a server that is starting. */
async function answer(
  port: number,
  path: string,
  alive: () => boolean,
  log: () => string,
): Promise<Response> {
  while (alive()) {
    try {
      return await fetch(`http://127.0.0.1:${port}${path}`);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error(`the server ended: ${log()}`);
}
