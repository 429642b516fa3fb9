import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findRequirements } from '../../src/bundle/requirements';
import type { ProcessResult } from '../../src/system';
import { ended, mistake, NOT_FOUND, project, recorder, removeProjects, write } from './support';

afterAll(removeProjects);

const HASH = `--hash=sha256:${'0'.repeat(64)}`;
const PINNED = `fastapi==0.115.0 ${HASH}\n`;

/** A project with these files, on a machine with or without uv, and with a Python 3.13 whose programs end so. */
function setup(
  files: Record<string, string>,
  uv: ProcessResult = NOT_FOUND,
  python: ProcessResult = NOT_FOUND,
) {
  const folder = project(files);
  const { run, calls } = recorder(({ command, args }) => {
    if (command.endsWith('python3') && !python.missing)
      return args.includes('-c') ? ended(0, { stdout: '3.13.0\n/usr/bin/python3\n' }) : python;
    if (command !== 'uv') return NOT_FOUND;
    return args[0] === '--version' ? { ...uv, code: uv.missing ? null : 0 } : uv;
  });
  const progress: string[] = [];
  const find = (options: { lockFile?: string; development?: boolean } = {}) =>
    findRequirements(folder, { ...options, run, progress: (line) => progress.push(line) });
  return { folder, find, calls, progress };
}

describe('the requirements of a project', () => {
  test.each([
    [['requirements.txt'], 'requirements.txt', []],
    [
      ['requirements.lock', 'requirements.txt'],
      'requirements.lock',
      ['takes requirements.lock and not requirements.txt'],
    ],
    [
      ['uv.lock', 'requirements.lock', 'requirements.txt'],
      'uv.lock',
      ['reads uv.lock with uv', 'takes uv.lock and not requirements.lock, requirements.txt'],
    ],
  ])('of %j are those of %s, and it is said when there are others', async (names, taken, said) => {
    const files = Object.fromEntries(names.map((name) => [name, PINNED]));
    const { folder, find, progress } = setup(files, ended(0, { stdout: PINNED }));
    const found = await find();
    expect(found).toMatchObject({ source: join(folder, taken), hashed: true });
    expect(progress).toEqual(said);
  });

  test('are those of the file that is named, and only for development those of requirements-dev.lock', async () => {
    const { folder, find } = setup({
      'requirements.lock': PINNED,
      'requirements-dev.lock': PINNED,
      'prod.txt': PINNED,
    });
    expect((await find({ lockFile: 'prod.txt' })).source).toBe(join(folder, 'prod.txt'));
    expect((await find()).source).toBe(join(folder, 'requirements.lock'));
    expect((await find({ development: true })).source).toBe(join(folder, 'requirements-dev.lock'));
    expect(await mistake(() => find({ lockFile: 'other.lock' }))).toMatch(
      /other\.lock: the file does not exist[\s\S]*-o other\.lock$/,
    );
  });

  test('stay for whoever reads them later, while those of development are found', async () => {
    const { find } = setup({
      'requirements.lock': `-e .\n${PINNED}`,
      'requirements-dev.lock': `-e .\npytest==9 ${HASH}\n`,
    });
    const { file } = await find();
    await find({ development: true });
    expect(readFileSync(file, 'utf8')).toBe(PINNED);
  });

  test.each([
    [{}, 'uv pip compile --universal --generate-hashes pyproject.toml -o requirements.lock'],
    [
      { 'requirements.in': '' },
      'uv pip compile --universal --generate-hashes requirements.in -o requirements.lock',
    ],
  ])('that are nowhere are asked for, with the command that writes them: %j', async (files, command) => {
    const { folder, find } = setup(files);
    process.env.TERRAGATE_NO_UV = '1';
    const message = await mistake(find).finally(() => delete process.env.TERRAGATE_NO_UV);
    expect(message).toContain(
      `${folder}: there is no uv.lock, requirements.lock, pylock.toml, poetry.lock, pdm.lock, Pipfile.lock or requirements.txt`,
    );
    expect(message).toContain(`fix:     write one: ${command}`);
  });

  test('of a Pipfile.lock that was cut off are told to be written again, without the words of pipenv', async () => {
    const { folder, find } = setup({ 'Pipfile.lock': '{', Pipfile: '' });
    expect(await mistake(find)).toBe(
      `${join(folder, 'Pipfile.lock')}: Pipfile.lock is not JSON\n  fix:     take the last one from Git, or write it again: pipenv lock`,
    );
  });

  test('are all in a lock that a tool writes out, and need not be in a list', async () => {
    const files = { 'pylock.toml': '' };
    expect((await setup(files, NOT_FOUND, ended(0, { stdout: PINNED })).find()).complete).toBe(true);
    expect((await setup({ 'requirements.lock': PINNED }).find()).complete).toBeUndefined();
  });

  test.each([
    ['poetry.lock', 'pyproject.toml', 'poetry'],
    ['pdm.lock', 'pyproject.toml', 'pdm'],
    ['Pipfile.lock', 'Pipfile', 'pipenv'],
  ])('of a %s without its %s cannot be read', async (lock, manifest, tool) => {
    const { folder, find } = setup({ [lock]: '' });
    expect(await mistake(find)).toBe(
      `${join(folder, lock)}: there is no ${manifest} beside it, which ${tool} needs to read the lock\n  fix:     put ${manifest} beside ${lock}`,
    );
  });
});

describe('uv.lock', () => {
  test('is read by uv, without what development needs and without the project, once for each content', async () => {
    const { folder, find, calls } = setup({ 'uv.lock': 'v1' }, ended(0, { stdout: PINNED }));
    const first = await find();
    expect(readFileSync(first.file, 'utf8')).toBe(PINNED);
    const exported = () => calls.filter(({ args }) => args[0] === 'export');
    expect(exported()[0]?.args).toEqual(
      expect.arrayContaining(['--frozen', '--no-dev', '--no-emit-project', 'requirements-txt', folder]),
    );
    const before = calls.length;
    expect(await find()).toEqual(first);
    expect(calls).toHaveLength(before);
    write(join(folder, 'uv.lock'), 'v2');
    await find();
    expect(exported()).toHaveLength(2);
    expect(readdirSync(join(folder, '.terragate')).filter((name) => name.endsWith('.txt'))).toHaveLength(1);
  });

  test('needs uv, and says how to get it or to do without, where none may be installed', async () => {
    process.env.TERRAGATE_NO_UV = '1';
    const { folder, find } = setup({ 'uv.lock': 'v1' });
    const message = await mistake(find).finally(() => delete process.env.TERRAGATE_NO_UV);
    expect(message).toContain(`${join(folder, 'uv.lock')}: the lock is read by uv, which is not on PATH`);
    expect(message).toContain('pip install uv');
    expect(message).toContain(
      'uv export --frozen --no-dev --no-emit-project --format requirements-txt -o requirements.lock',
    );
  });

  test('without uv leaves it to the next file, and says so', async () => {
    const { folder, find, progress } = setup({ 'uv.lock': 'v1', 'requirements.lock': PINNED });
    expect((await find()).source).toBe(join(folder, 'requirements.lock'));
    expect(progress).toEqual(['takes requirements.lock: uv.lock is read by uv, which is not on PATH']);
  });

  test('of a workspace is read with a Python that its members take, where the root names none', async () => {
    const pythons = async (requires: string) => {
      const files = {
        'pyproject.toml': '[tool.uv.workspace]\nmembers = ["shop"]\n',
        'uv.lock': `version = 1\nrequires-python = "${requires}"\n`,
      };
      const { find, calls } = setup(files, ended(0, { stdout: PINNED }), ended(0));
      await find();
      const [lock] = calls.filter(({ args }) => args[0] === 'lock');
      return lock?.args.slice(lock.args.indexOf('--python')).slice(1);
    };
    expect(await pythons('>=3.13, <4')).toEqual(['/usr/bin/python3']);
    // this machine has none: uv is left to look for one, or to fetch it
    expect(await pythons('>=3.14, <4')).not.toContain('/usr/bin/python3');
  });

  test('that uv can fetch no Python for is no matter of the package index', async () => {
    const stderr =
      'error: Request failed after 3 retries\n  cause: Failed to download `https://example.com/download/1/cpython-3.14.1%2B1-x86_64.tar.gz`\n  cause: dns error';
    const { find } = setup(
      { 'pyproject.toml': '[project]\nname = "a"\nrequires-python = ">=3.14"\n' },
      ended(2, { stderr }),
    );
    expect(await mistake(find)).toMatch(
      /pyproject\.toml: the project needs Python 3\.14, which is not on this machine, and uv could not fetch it\n[\s\S]*dns error\n {2}fix: +install it \(uv python install 3\.14\)/,
    );
  });

  test('that uv cannot read is refused in the words of uv', async () => {
    const { find, folder } = setup(
      { 'uv.lock': 'x' },
      ended(2, { stderr: 'error: Failed to parse `uv.lock`' }),
    );
    const message = await mistake(find);
    expect(message).toContain(
      'uv.lock: uv could not read uv.lock\n    | error: Failed to parse `uv.lock`\n  fix:     write uv.lock again: uv lock',
    );
    expect(readdirSync(join(folder, '.terragate'))).toEqual(['.gitignore', '.ignore']);
  });

  test('with a package that lies in a folder has it beside those of the index', async () => {
    const { folder, find } = setup(
      { 'uv.lock': 'x', 'packages/shared/pyproject.toml': '' },
      ended(0, { stdout: `${PINNED}-e ./packages/shared\n` }),
    );
    const shared = join(folder, 'packages/shared');
    const found = await find();
    expect(found.sources).toEqual([{ declared: shared, folder: shared }]);
    expect(readFileSync(found.file, 'utf8')).toBe(PINNED);
    expect(found.hashed).toBe(true);
  });
});

describe('requirements.txt', () => {
  const key = async (text: string) => (await setup({ 'requirements.txt': text }).find()).key;

  test.each([
    'fastapi==0.115.0',
    'fastapi == 0.115.0',
    'fastapi[standard]==0.115.0  # why',
    'fastapi===0.115.0',
    "uvloop==0.21.0 ; sys_platform != 'win32'",
    'zope.interface==7.0',
    'a==1.0.post1+cu118',
    'a @ https://example.com/a-1.0-py3-none-any.whl',
    '--extra-index-url https://index.example.com/simple\nfastapi==0.115.0',
  ])('is used as it is where it is pinned: %s', async (text) => {
    const { folder, find } = setup({ 'requirements.txt': `${text}\n` });
    const found = await find();
    expect(found).toMatchObject({ file: join(folder, 'requirements.txt'), hashed: false });
    expect(existsSync(join(folder, '.terragate'))).toBe(false);
  });

  test.each([
    ['fastapi', 'fastapi (line 1)'],
    ['# a comment\n\nfastapi>=0.115', 'fastapi>=0.115 (line 3)'],
    ['a==1\nfastapi==0.115.*', 'fastapi==0.115.* (line 2)'],
    ['fastapi==0.115.0,<2', 'fastapi==0.115.0,<2 (line 1)'],
    ['a\nb\nc\nd\ne\nf\ng', 'e (line 5) and 2 more'],
  ])(
    'that is not pinned is refused where uv is not to be used, with all that is loose and how to lock it: %j',
    async (text, shown) => {
      const { folder, find } = setup({ 'requirements.txt': text });
      process.env.TERRAGATE_NO_UV = '1';
      const message = await mistake(find).finally(() => delete process.env.TERRAGATE_NO_UV);
      const path = join(folder, 'requirements.txt');
      expect(message).toContain(`${path}: requirements are not pinned with ==`);
      expect(message).toContain(shown);
      expect(message).toContain(
        `uv pip compile --universal --generate-hashes ${path} -o ${join(folder, 'requirements.lock')} (or pip-compile`,
      );
    },
  );

  const COMMIT = '0123456789abcdef0123456789abcdef01234567';

  test.each([
    ['git+https://github.com/a/b.git', 'names no commit'],
    ['b @ git+ssh://git@host/b', 'names no commit'],
    ['b @ git+ssh://git@host/b@main', 'names no commit'],
    ['./libs/b', 'there is no '],
    ['-e ../nowhere', 'there is no '],
    ['b @ file:///nowhere/b', 'there is no /nowhere/b'],
    ['libs/b.whl', 'is a file, and not a folder with a Python project'],
    ['./libs', 'has neither pyproject.toml nor setup.py'],
  ])('with a package that cannot be made from its sources is refused: %s', async (line, why) => {
    const { folder, find } = setup({ 'requirements.txt': `a==1\n${line}\n`, 'libs/b.whl': '' });
    const message = await mistake(find);
    expect(message).toContain(`${join(folder, 'requirements.txt')}:2: ${line}`);
    expect(message).toContain(why);
    expect(message).not.toContain('not pinned');
  });

  test.each([
    ['./libs/b', 'libs/b'],
    ['-e libs/b', 'libs/b'],
    ['file:libs/b', 'libs/b'],
    ['./libs/b[fast] ; sys_platform == "linux"', 'libs/b'],
    [`b @ git+https://example.com/b.git@${COMMIT}#subdirectory=x`, undefined],
    [`-e git+https://example.com/b.git@${COMMIT}`, undefined],
  ])('may have a package that is made from its sources: %s', async (line, place) => {
    const { folder, find } = setup({ 'requirements.txt': `a==1\n${line}\n`, 'libs/b/setup.py': '' });
    const { file, sources } = await find();
    expect(readFileSync(file, 'utf8')).toBe('a==1\n');
    expect(sources.map((one) => one.folder)).toEqual([place && join(folder, place)]);
  });

  test.each([
    '-e libs/b ; sys_platform == "linux"',
    './libs/b; sys_platform == "linux"',
    './libs/b;sys_platform == "linux"',
    'b @ file:libs/b ; sys_platform == "linux"',
    `b @ git+https://example.com/b;c.git@${COMMIT} ; sys_platform == "linux"`,
  ])('may say where such a package is installed: %s', async (line) => {
    const { folder, find } = setup({ 'requirements.txt': `${line}\n`, 'libs/b/setup.py': '' });
    const b = join(folder, 'libs/b');
    const marker = 'sys_platform == "linux"';
    expect((await find()).sources).toEqual([
      line.includes('git+')
        ? { declared: `b @ git+https://example.com/b;c.git@${COMMIT}`, marker }
        : { declared: b, marker, folder: b },
    ]);
  });

  test('has hashes for all or for none', async () => {
    const { find } = setup({ 'requirements.txt': `a==1 \\\n    ${HASH}\nb==1\n` });
    expect(await mistake(find)).toContain(
      'some requirements have hashes, and these have none: b==1 (line 3)',
    );
    expect((await setup({ 'requirements.txt': `a==1 \\\n    ${HASH}\n` }).find()).hashed).toBe(true);
  });

  test('may include others, and name the project itself', async () => {
    const { folder, find } = setup({
      'requirements.txt': '-r reqs/base.txt\n-c limits.txt\n-e .\nb==1\n',
      'reqs/base.txt': '-r more.txt\na==1\n',
      'reqs/more.txt': '-r base.txt\n--pre\nc==1\n',
    });
    const { file, source } = await find();
    expect(source).toBe(join(folder, 'requirements.txt'));
    expect(readFileSync(file, 'utf8')).toBe('--pre\nc==1\na==1\nb==1\n');
    write(join(folder, 'reqs/more.txt'), '-r gone.txt\n');
    expect(await mistake(find)).toContain('more.txt:1: the included file gone.txt does not exist');
  });

  test('may be of PowerShell, in UTF-16', async () => {
    const folder = project({ 'requirements.txt': Buffer.from('\uFEFFfastapi==1\r\n', 'utf16le') });
    const found = await findRequirements(folder, { run: async () => NOT_FOUND, progress: () => {} });
    expect(readFileSync(found.file, 'utf8')).toBe('fastapi==1\n');
  });

  test('has the same key with other comments and line ends, and another one with other versions', async () => {
    const plain = await key('a==1\nb==2\n');
    expect(await key('# hello\r\na==1 # x\r\n\r\nb==2')).toBe(plain);
    expect(await key('a==1\nb==3\n')).not.toBe(plain);
  });
});
