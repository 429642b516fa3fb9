import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkedTarget } from '../../src/bundle/target';
import { unpacked, wheels } from '../../src/bundle/wheels';
import { zipFiles } from '../../src/bundle/zip';
import { type ProcessResult, sha256 } from '../../src/system';
import { ended, file, mistake, project, recorder, removeProjects, wheel, write } from './support';

afterAll(removeProjects);

const FASTAPI = wheel('fastapi', [file('fastapi/__init__.py', 'fast')]);
const PYDANTIC = wheel('pydantic_core', [file('pydantic_core/core.so', 'ELF')]);

/** An index that has these wheels, and a Python whose pip downloads from it. */
function index(
  found: readonly { file: string; bytes: Uint8Array }[],
  download: ProcessResult = ended(0),
  missing = '',
) {
  return recorder(({ args }) => {
    if (args[1]?.endsWith('missing_requirements.py')) return ended(0, { stdout: missing });
    if (!args.includes('pip')) return ended(0, { stdout: FASTAPI.lock + PYDANTIC.lock });
    const into = args[args.indexOf('--dest') + 1] ?? '';
    for (const { file: name, bytes } of found) write(join(into, name), bytes);
    return download;
  });
}

/** The requirements of a project as they are on disk now. */
function locked(folder: string) {
  const source = join(folder, 'requirements.lock');
  return { file: source, source, hashed: true, key: sha256(readFileSync(source)) };
}

function setup(lock = FASTAPI.lock + PYDANTIC.lock, { hashed = true } = {}) {
  const folder = project({ 'requirements.lock': lock });
  const progress: string[] = [];
  const get = (run: ReturnType<typeof index>['run'], architecture = 'arm64') =>
    wheels(folder, {
      target: checkedTarget(architecture, '3.13'),
      requirements: { sources: [], ...locked(folder), hashed },
      python: 'python',
      progress: (line) => progress.push(line),
      run,
    });
  return { folder, get, progress };
}

describe('wheels', () => {
  test('are downloaded for the platform of the function and never built', async () => {
    const { get, progress } = setup();
    const { run, calls } = index([PYDANTIC, FASTAPI]);
    const found = await get(run);
    expect(found.map(({ name }) => name)).toEqual(['fastapi', 'pydantic_core']);
    expect(found[0]?.files.map(({ name }) => name)).toEqual([
      'fastapi-1.0.dist-info/METADATA',
      'fastapi/__init__.py',
    ]);
    expect(progress).toEqual(['downloads wheels for Linux arm64, Python 3.13']);
    const pip = calls[1]?.args ?? [];
    expect(pip).toEqual(expect.arrayContaining(['--require-hashes', '--no-deps', '--only-binary=:all:']));
    expect(pip.join(' ')).toContain('--python-version 3.13 --abi cp313');
    expect(pip.join(' ')).toContain('--platform manylinux2014_aarch64');
    expect(pip.join(' ')).not.toContain('x86_64');
  });

  test('are kept for the next time, without what came before them', async () => {
    const { folder, get } = setup();
    const { run, calls } = index([FASTAPI, PYDANTIC]);
    await get(run);
    write(join(folder, '.terragate/wheels/arm64-python3.13-12345678.tmp/x'), 'of an interrupted run');
    await get(run, 'x86_64');
    const before = calls.length;
    await get(run);
    expect(calls).toHaveLength(before);
    write(join(folder, 'requirements.lock'), `# new\n${FASTAPI.lock}${PYDANTIC.lock}`);
    await get(run);
    const kept = readdirSync(join(folder, '.terragate/wheels')).map((name) =>
      name.replace(/[0-9a-f]{12}$/, ''),
    );
    expect(kept).toEqual(['arm64-python3.13-', 'x86_64-python3.13-']);
  });

  test('that were damaged on disk are downloaded again', async () => {
    const { folder, get } = setup();
    const { run, calls } = index([FASTAPI, PYDANTIC]);
    await get(run);
    const [kept = ''] = readdirSync(join(folder, '.terragate/wheels'));
    write(join(folder, '.terragate/wheels', kept, FASTAPI.file), 'damaged');
    const before = calls.length;
    expect(await get(run)).toHaveLength(2);
    expect(calls.length).toBeGreaterThan(before);
  });

  test('whose hash the lock does not have are refused', async () => {
    const { get } = setup(FASTAPI.lock);
    expect(await mistake(() => get(index([FASTAPI, PYDANTIC]).run))).toContain(
      'files whose hashes are not in the lock',
    );
  });

  test('of requirements without hashes are taken as they come, and as they were when they are used again', async () => {
    const { folder, get } = setup('fastapi==1.0\n', { hashed: false });
    const { run, calls } = index([FASTAPI]);
    await get(run);
    expect(calls.find(({ args }) => args.includes('pip'))?.args).not.toContain('--require-hashes');
    const before = calls.length;
    await get(run);
    expect(calls).toHaveLength(before);
    const [kept = ''] = readdirSync(join(folder, '.terragate/wheels'));
    write(join(folder, '.terragate/wheels', kept, FASTAPI.file), 'damaged');
    expect(await get(run)).toHaveLength(1);
    expect(calls.length).toBeGreaterThan(before);
  });

  test('that need others, which nobody pinned, are refused and not kept', async () => {
    const { folder, get } = setup();
    const { run } = index([FASTAPI, PYDANTIC], ended(0), 'fastapi needs starlette>=0.40\n');
    expect(await mistake(() => get(run))).toContain(
      'requirements.lock: the lock does not pin all that is needed: fastapi needs starlette>=0.40\n',
    );
    expect(readdirSync(join(folder, '.terragate/wheels'))).toEqual([]);
  });

  test('of packages beside the project are made for markers that apply to the target, whatever this machine is', async () => {
    const folder = project({ 'requirements.lock': '', 'lib/setup.py': '', 'other/setup.py': '' });
    const beside = (name: string, marker: string) => ({
      ...{ declared: join(folder, name), marker, folder: join(folder, name) },
    });
    const lib = wheel('lib', []);
    const { run, calls } = recorder(({ args }) => {
      const asked = args[1]?.endsWith('applying_markers.py');
      if (!args.includes('pip')) return ended(0, { stdout: asked ? '[false, true]' : '' });
      write(join(args[args.indexOf('--wheel-dir') + 1] ?? '', lib.file), lib.bytes);
      return ended(0);
    });
    const sources = [beside('other', 'sys_platform == "win32"'), beside('lib', 'sys_platform == "linux"')];
    const target = checkedTarget('arm64', '3.12');
    const requirements = { ...locked(folder), sources };
    const found = await wheels(folder, { target, requirements, python: 'python', progress: () => {}, run });
    expect(found.map(({ name }) => name)).toEqual(['lib']);
    const asked = calls.find(({ args }) => args[1]?.endsWith('applying_markers.py'))?.args.at(-1) ?? '';
    expect(JSON.parse(asked)).toMatchObject({
      ...{ sys_platform: 'linux', platform_machine: 'aarch64', python_version: '3.12' },
    });
    expect(calls.at(-1)?.args.at(-1)).toBe(join(folder, 'lib'));
  });

  test('that do not exist for the target are named', async () => {
    const { get } = setup();
    const stderr = 'ERROR: No matching distribution found for docopt==0.6.2\n';
    const message = await mistake(() => get(index([], ended(1, { stderr })).run, 'x86_64'));
    expect(message).toContain(
      'requirements.lock: docopt==0.6.2 has no wheel for Linux x86_64 and Python 3.13',
    );
  });

  describe('that the index has not', () => {
    /** An index that has no wheel of fastapi, and sources of it that pip makes this file of. */
    const sources = (made: string, end = ended(0)) =>
      recorder(({ args }) => {
        if (args[1]?.endsWith('missing_requirements.py')) return ended(0);
        if (!args.includes('pip')) return ended(0, { stdout: FASTAPI.lock + PYDANTIC.lock });
        if (args.includes('wheel')) {
          if (made) write(join(args[args.indexOf('--wheel-dir') + 1] ?? '', made), FASTAPI.bytes);
          return end;
        }
        const asked = readFileSync(args.at(-1) ?? '', 'utf8');
        if (asked.includes('fastapi'))
          return ended(1, { stderr: 'ERROR: No matching distribution found for fastapi==1.0\n' });
        write(join(args[args.indexOf('--dest') + 1] ?? '', PYDANTIC.file), PYDANTIC.bytes);
        return ended(0);
      });

    test('are made from its sources, where these are of Python alone', async () => {
      const { get, progress } = setup();
      const { run, calls } = sources('fastapi-1.0-py3-none-any.whl');
      expect((await get(run)).map(({ name }) => name)).toEqual(['fastapi', 'pydantic_core']);
      const made = calls.find(({ args }) => args.includes('wheel'))?.args ?? [];
      expect(made).toEqual(
        expect.arrayContaining(['--require-hashes', '--no-deps', '--no-binary', 'fastapi']),
      );
      expect(progress.at(-1)).toBe(
        'makes the wheel of fastapi==1.0, of which the index has its sources alone',
      );
      const complete = calls.findLast(({ args }) => args[1]?.endsWith('missing_requirements.py'));
      expect(complete).toBeDefined();
      // kept, as wheels are
      const again = sources('');
      expect((await get(again.run)).map(({ name }) => name)).toEqual(['fastapi', 'pydantic_core']);
      expect(again.calls).toEqual([]);
    });

    test.each([
      [
        'have compiled parts',
        'fastapi-1.0-cp313-cp313-linux_x86_64.whl',
        ended(0),
        /compiled parts \(fastapi-1\.0-cp313-cp313-linux_x86_64\.whl\)/,
      ],
      [
        'cannot be built',
        '',
        ended(1, { stderr: 'error: no setup.py\n' }),
        /its sources cannot be made into one[\s\S]*no setup\.py/,
      ],
      [
        'are not there',
        '',
        ended(1, { stderr: 'ERROR: No matching distribution found for fastapi==1.0\n' }),
        /^requirements\.lock: fastapi==1\.0 has no wheel for Linux arm64 and Python 3\.13\n/,
      ],
    ])('are refused by name where the sources %s', async (_, made, end, message) => {
      const { folder, get } = setup();
      const said = await mistake(() => get(sources(made, end).run));
      expect(said.replaceAll(`${folder}/`, '')).toMatch(message);
      expect(said).toContain('fastapi==1.0 has no wheel for Linux arm64 and Python 3.13');
      expect(readdirSync(join(folder, '.terragate/wheels'))).toEqual([]);
    });
  });

  test('are not blamed when the network is down', async () => {
    const { folder, get } = setup();
    const stderr =
      'WARNING: Retrying: NewConnectionError\nERROR: No matching distribution found for fastapi==1.0\n';
    const message = await mistake(() => get(index([], ended(1, { stderr })).run));
    expect(message).toContain('could not be downloaded: the package index could not be reached');
    expect(message).not.toContain('has no wheel');
    expect(readdirSync(join(folder, '.terragate/wheels'))).toEqual([]);
  });
});

describe('a wheel', () => {
  test('is unpacked to where imports find it, without scripts and byte code', () => {
    const bytes = zipFiles([
      file('pkg/__init__.py', 'a'),
      file('pkg/tests/test_a.py', 'kept'),
      file('pkg/bin/tool', 'ELF', true),
      file('pkg/__pycache__/x.cpython-313.pyc'),
      file('pkg/y.pyc'),
      file('pkg-1.0.data/purelib/pure.py'),
      file('pkg-1.0.data/platlib/fast.so'),
      file('pkg-1.0.data/data/share/pkg.txt'),
      file('pkg-1.0.data/scripts/pkg', '#!python', true),
      file('pkg-1.0.data/headers/pkg.h'),
      file('pkg-1.0.dist-info/RECORD'),
    ]);
    const names = unpacked('pkg-1.0-py3-none-any.whl', bytes).map(
      ({ name, executable }) => name + (executable ? '*' : ''),
    );
    expect(names.sort()).toEqual([
      'fast.so',
      'pkg-1.0.dist-info/RECORD',
      'pkg/__init__.py',
      'pkg/bin/tool*',
      'pkg/tests/test_a.py',
      'pure.py',
      'share/pkg.txt',
    ]);
  });

  test.each(['../evil.py', '/etc/evil', 'a/../../evil.py'])('that reaches outside is refused: %s', (name) => {
    expect(() => unpacked('evil.whl', zipFiles([file(name)]))).toThrow(`evil.whl holds ${name}`);
  });
});
