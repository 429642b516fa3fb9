import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildPackage } from '../../src/bundle';
import { unzipFiles, type ZipFile } from '../../src/bundle/zip';
import { sha256 } from '../../src/system';
import { ended, file, mistake, NOT_FOUND, project, recorder, removeProjects, wheel, write } from './support';

afterAll(removeProjects);

/** A project with one dependency, and a pip that brings it. */
function setup(files: readonly ZipFile[] = [file('fastapi/__init__.py', 'fast')]) {
  const dependency = wheel('fastapi', files);
  const folder = project({
    'app/main.py': 'app = 1\n',
    'run.sh': '#!/bin/sh\n',
    'requirements.lock': dependency.lock,
    'tests/test_app.py': '',
  });
  const { run, calls } = recorder(({ args }) => {
    if (args[1]?.endsWith('select_requirements.py')) return ended(0, { stdout: dependency.lock });
    if (!args.includes('pip')) return ended(0);
    write(join(args[args.indexOf('--dest') + 1] ?? '', dependency.file), dependency.bytes);
    return ended(0);
  });
  const build = (options = {}) =>
    buildPackage(folder, { outFile: 'out/lambda.zip', python: 'python', run, ...options });
  return { folder, calls, build };
}

describe('a package', () => {
  test('holds the application and its dependencies side by side', async () => {
    const { folder, build } = setup();
    const built = await build();
    const bytes = readFileSync(join(folder, 'out/lambda.zip'));
    expect(unzipFiles(bytes).map(({ name, executable }) => name + (executable ? '*' : ''))).toEqual([
      'app/main.py',
      'fastapi-1.0.dist-info/METADATA',
      'fastapi/__init__.py',
      'run.sh*',
      'terragate_asgi.py',
      'terragate_events.py',
      'terragate_prefix.py',
      'terragate_secrets.py',
    ]);
    expect(built).toEqual({
      path: join(folder, 'out/lambda.zip'),
      bytes: bytes.length,
      files: 8,
      sha256Base64: sha256(bytes, 'base64'),
      reused: false,
    });
  });

  test('of the same project in another folder has the same bytes', async () => {
    expect((await setup().build()).sha256Base64).toBe((await setup().build()).sha256Base64);
  });

  test('is not built again while nothing changed', async () => {
    const { calls, build } = setup();
    const first = await build();
    const before = calls.length;
    expect(await build()).toEqual({ ...first, reused: true });
    expect(calls).toHaveLength(before);
  });

  test('is built again without a download when the application changed, and a test of it is no change', async () => {
    const { folder, calls, build } = setup();
    await build();
    const before = calls.length;
    write(join(folder, 'tests/test_app.py'), 'changed');
    expect((await build()).reused).toBe(true);
    write(join(folder, 'app/main.py'), 'app = 2\n');
    expect((await build()).reused).toBe(false);
    expect(calls).toHaveLength(before);
    const main = unzipFiles(readFileSync(join(folder, 'out/lambda.zip'))).find(
      ({ name }) => name === 'app/main.py',
    );
    expect(main?.data.toString()).toBe('app = 2\n');
  });

  test.each(['gone', 'changed by somebody'])('is built again when the zip is %s', async (what) => {
    const { folder, build } = setup();
    const first = await build();
    const zip = join(folder, 'out/lambda.zip');
    if (what === 'gone') rmSync(zip);
    else write(zip, 'other');
    expect(await build()).toEqual(first);
    expect(sha256(readFileSync(zip), 'base64')).toBe(first.sha256Base64);
  });

  test('for another architecture or Python version is another package', async () => {
    const { build } = setup();
    await build();
    expect((await build({ architecture: 'x86_64' })).reused).toBe(false);
    expect((await build({ pythonVersion: '3.12' })).reused).toBe(false);
    // the dependency is pure Python, so that the bytes are the same and the zip that is there stays
    expect((await build()).reused).toBe(true);
  });

  test('of an application that hides a file of a dependency is refused', async () => {
    const { folder, build } = setup([file('app/main.py', 'another app')]);
    const message = await mistake(build);
    expect(message).toContain('app/main.py: both the application and the package fastapi have this file');
    expect(existsSync(join(folder, 'out/lambda.zip'))).toBe(false);
  });

  test('holds the guard of operations, and no file of the application in its place', async () => {
    const { folder, build } = setup();
    await build();
    const guard = unzipFiles(readFileSync(join(folder, 'out/lambda.zip'))).find(
      ({ name }) => name === 'terragate_asgi.py',
    );
    expect(Buffer.from(guard?.data ?? []).toString()).toContain('class BehindGateway');
    write(join(folder, 'terragate_asgi.py'), 'app = 1\n');
    write(join(folder, 'terragate_secrets.py'), '');
    expect((await mistake(build)).match(/rename or remove the file of the application/g)).toHaveLength(2);
  });

  test('that is too large is refused before it is written', async () => {
    const { folder, build } = setup([
      { name: 'big.so', data: Buffer.alloc(251 * 1024 * 1024), executable: false },
    ]);
    expect(await mistake(build)).toContain('Largest: fastapi 251.0 MB, the application 0.0 MB');
    expect(existsSync(join(folder, 'out/lambda.zip'))).toBe(false);
  });

  test('needs a Python, and says so in one line and what to do', async () => {
    const { folder } = setup();
    // a uv that an earlier run left in the user's cache would be asked to fetch one
    process.env.TERRAGATE_NO_UV = '1';
    const message = await mistake(() =>
      buildPackage(folder, { outFile: 'l.zip', run: async () => NOT_FOUND }),
    ).finally(() => delete process.env.TERRAGATE_NO_UV);
    expect(message).toMatch(
      /^Python: Python 3\.11 or newer is not on PATH \(found: none\)\n {2}fix: {5}install one \(.*\), or set TERRAGATE_PYTHON/,
    );
  });

  test('is made of another file with versions where that is named', async () => {
    const { folder, build, calls } = setup();
    renameSync(join(folder, 'requirements.lock'), join(folder, 'requirements-prod.txt'));
    expect((await build({ lockFile: 'requirements-prod.txt' })).files).toBe(8);
    expect(calls.find(({ args }) => args[1]?.endsWith('select_requirements.py'))?.args).toContain(
      join(folder, 'requirements-prod.txt'),
    );
  });

  test('that would lack what its packages need is refused', async () => {
    const { folder } = setup();
    const { run } = recorder(({ args }) =>
      ended(0, {
        stdout: args[1]?.endsWith('missing_requirements.py') ? 'a needs b>=1\nc needs d\n' : 'a==1\n',
      }),
    );
    const message = await mistake(() => buildPackage(folder, { outFile: 'l.zip', python: 'python', run }));
    expect(message).toContain(
      'requirements.lock: the lock does not pin all that is needed: a needs b>=1, c needs d\n',
    );
    expect(existsSync(join(folder, 'l.zip'))).toBe(false);
  });

  test('needs a lock file and a target that Lambda has', async () => {
    const { folder, build } = setup();
    expect(await mistake(() => build({ architecture: 'arm46' }))).toContain('did you mean "arm64"?');
    rmSync(join(folder, 'requirements.lock'));
    expect(await mistake(build)).toContain('there is no uv.lock, requirements.lock, pylock.toml');
  });
});
