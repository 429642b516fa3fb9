import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findRequirements } from '../../src/bundle/requirements';
import type { ProcessResult } from '../../src/system';
import { ended, mistake, NOT_FOUND, project, recorder, removeProjects, write } from './support';

afterAll(removeProjects);

const HASH = `--hash=sha256:${'0'.repeat(64)}`;
const PROJECT = '[project]\nname = "shop"\nrequires-python = ">=3.11"\ndependencies = ["fastapi"]\n';

/** A project on a machine with uv, whose lock says what pyproject.toml says. */
function setup(files: Record<string, string>, { lock = ended(0) }: { lock?: ProcessResult } = {}) {
  const folder = project(files);
  const { run, calls } = recorder(({ command, args }) => {
    if (command !== 'uv') return NOT_FOUND;
    if (args[0] === 'lock' && lock.code === 0) {
      const manifest = readFileSync(join(folder, 'pyproject.toml'), 'utf8');
      write(join(folder, 'uv.lock'), `locked: ${manifest}`);
    }
    if (args[0] === 'lock') return lock;
    const dev = !args.includes('--no-dev') && !args.includes('--no-default-groups');
    const packages = dev ? ['fastapi', 'pytest'] : ['fastapi'];
    return ended(0, { stdout: packages.map((name) => `${name}==1.0 ${HASH}\n`).join('') });
  });
  const progress: string[] = [];
  const find = (options: { development?: boolean; pythonVersion?: string } = {}) =>
    findRequirements(folder, { ...options, run, progress: (line) => progress.push(line) });
  const asked = () =>
    calls
      .filter(({ command, args }) => command === 'uv' && args[0] !== '--version')
      .map(({ args }) => args[0]);
  return { folder, find, asked, progress, calls };
}

describe('a project with pyproject.toml alone', () => {
  test('is locked by uv once, with a message to commit the lock', async () => {
    const { folder, find, asked, progress } = setup({ 'pyproject.toml': PROJECT });
    const found = await find();
    expect(found.source).toBe(join(folder, 'uv.lock'));
    expect(readFileSync(found.file, 'utf8')).toBe(`fastapi==1.0 ${HASH}\n`);
    expect(progress).toEqual([
      'locks the packages that pyproject.toml names, with uv',
      'wrote uv.lock: commit it',
      'reads uv.lock with uv',
    ]);
    expect(asked()).toEqual(['lock', 'export']);
    await find();
    expect(asked()).toEqual(['lock', 'export']);
  });

  test.each([
    ['garbage [[', 'uv.lock is not as uv writes it', /git checkout uv\.lock/],
    [
      'version = 1\n<<<<<<< HEAD\n=======\n>>>>>>> b\n',
      'uv.lock has the marks of a merge that is not done',
      /take one of the two sides/,
    ],
  ])('is not blamed for a lock that cannot be read: %j', async (text, what, fix) => {
    const stderr =
      'error: Failed to parse `uv.lock`\n  cause: TOML parse error at line 2, column 1\n  |\n1 | x\n  | ^\nkey with no value, expected `=`';
    const { folder, find } = setup(
      { 'pyproject.toml': PROJECT, 'uv.lock': text },
      { lock: ended(2, { stderr }) },
    );
    const message = await mistake(find);
    expect(message).toContain(`${join(folder, 'uv.lock')}:2: ${what}\n`);
    expect(message).toMatch(fix);
  });

  test('has what development needs in its environment, and not in its package', async () => {
    const { folder, find, asked, progress } = setup({ 'pyproject.toml': PROJECT });
    expect(readFileSync((await find({ development: true })).file, 'utf8')).toContain('pytest');
    expect(readFileSync((await find()).file, 'utf8')).not.toContain('pytest');
    // the second one finds the lock as it should be, and keeps the file of the first
    expect(asked()).toEqual(['lock', 'export', 'lock', 'export']);
    expect(progress.filter((line) => line.startsWith('wrote'))).toHaveLength(1);
    expect(readdirSync(join(folder, '.terragate')).filter((name) => name.endsWith('.txt'))).toHaveLength(2);
  });

  test('with default groups of its own has none of them in its package', async () => {
    const groups = '[tool.uv]\ndefault-groups = ["test"]\n';
    const { find, calls } = setup({ 'pyproject.toml': PROJECT + groups });
    await find();
    expect(calls.at(-1)?.args).toContain('--no-default-groups');
  });

  test('is locked again when pyproject.toml changes, with a message', async () => {
    const { folder, find, progress } = setup({ 'pyproject.toml': PROJECT });
    await find();
    progress.length = 0;
    write(join(folder, 'pyproject.toml'), PROJECT.replace('fastapi', 'fastapi[all]'));
    await find();
    expect(progress).toEqual([
      'wrote uv.lock again, since pyproject.toml has changed: commit it',
      'reads uv.lock with uv',
    ]);
  });

  test.each([
    ['without a project in it', { 'pyproject.toml': '[tool.ruff]\n' }],
    ['and no file at all', {}],
  ])('%s is not locked', async (_, files) => {
    const { folder, find, asked } = setup(files as Record<string, string>);
    expect(await mistake(find)).toContain('there is no uv.lock, requirements.lock,');
    expect(asked()).toEqual([]);
    expect(existsSync(join(folder, 'uv.lock'))).toBe(false);
  });

  test.each([
    ['requirements.txt', false],
    ['requirements-dev.lock', true],
  ])('and a %s is not locked', async (name, development) => {
    const { folder, find, asked } = setup({ 'pyproject.toml': PROJECT, [name]: `fastapi==1.0 ${HASH}\n` });
    expect((await find({ development })).source).toBe(join(folder, name));
    expect(asked()).toEqual([]);
  });

  test('is not locked where TERRAGATE_NO_UV says so', async () => {
    process.env.TERRAGATE_NO_UV = '1';
    const { find, asked } = setup({ 'pyproject.toml': PROJECT });
    const message = await mistake(find).finally(() => delete process.env.TERRAGATE_NO_UV);
    expect(message).toContain(
      'fix:     write one: uv pip compile --universal --generate-hashes pyproject.toml',
    );
    expect(asked()).toEqual([]);
  });

  test('that is broken is one message with its line', async () => {
    const stderr = [
      'warning: Failed to parse `pyproject.toml` during settings discovery:',
      '  TOML parse error at line 7, column 1',
      '    |',
      '  7 | [dependency-groups]',
      '    | ^',
      '  missing comma between array elements, expected `,`',
      '',
      'error: Failed to parse: pyproject.toml',
    ].join('\n');
    const { folder, find } = setup({ 'pyproject.toml': PROJECT }, { lock: ended(2, { stderr }) });
    expect(await mistake(find)).toBe(
      `${join(folder, 'pyproject.toml')}:7: pyproject.toml can't be read: missing comma between array elements, expected \`,\`\n  fix:     correct this line or one above`,
    );
  });

  test('with an invalid requirement names its line', async () => {
    const stderr =
      '[stdout]\n  configuration error: `project.dependencies[0]` must be pep508\n  GIVEN VALUE:\n      "fastapi>>1"\n\n  OFFENDING RULE: x';
    const manifest = PROJECT.replace('"fastapi"', '"fastapi>>1"');
    const { folder, find } = setup({ 'pyproject.toml': manifest }, { lock: ended(1, { stderr }) });
    expect(await mistake(find)).toMatch(
      `${join(folder, 'pyproject.toml')}:4: project.dependencies[0] is not what it should be: "fastapi>>1"\n`,
    );
  });

  test('whose packages do not go together is refused in the words of uv', async () => {
    const stderr = 'error: No solution found\n  cause: Because only fastapi<=1 is available';
    const { folder, find } = setup({ 'pyproject.toml': PROJECT }, { lock: ended(1, { stderr }) });
    expect(await mistake(find)).toBe(
      `${join(folder, 'pyproject.toml')}: uv could not lock its packages\n    | error: No solution found\n    |   cause: Because only fastapi<=1 is available\n  fix:     see the lines above, and correct pyproject.toml`,
    );
  });

  test('has a lock that UV_LOCKED keeps as it is', async () => {
    const stderr = 'error: The lockfile at `uv.lock` needs to be updated, but `UV_LOCKED=1` was provided.';
    const files = { 'pyproject.toml': PROJECT, 'uv.lock': 'old' };
    const { folder, find } = setup(files, { lock: ended(1, { stderr }) });
    expect(await mistake(find)).toBe(
      `${join(folder, 'uv.lock')}: uv.lock does not fit pyproject.toml, and UV_LOCKED forbids to write it\n  fix:     uv lock`,
    );
  });

  test('whose requires-python leaves out the Python of the functions is refused before uv is asked', async () => {
    const { folder, find, asked } = setup({ 'pyproject.toml': PROJECT.replace('3.11', '3.14') });
    expect(await mistake(() => find({ pythonVersion: '3.13' }))).toContain(
      `${join(folder, 'pyproject.toml')}: requires-python = ">=3.14" leaves out Python 3.13`,
    );
    expect(asked()).toEqual([]);
    await find({ pythonVersion: '3.14' });
  });
});

describe('a member of a uv workspace', () => {
  const WORKSPACE =
    '[tool.uv.workspace]\nmembers = ["packages/*"]\nexclude = [\n  "packages/alone",\n]\n\n[tool.ruff]\n';
  const member = (name: string) => {
    const { folder } = setup({ 'pyproject.toml': WORKSPACE, [`packages/${name}/pyproject.toml`]: PROJECT });
    const place = join(folder, 'packages', name);
    const { run, calls } = recorder(({ command, args }) => {
      if (command !== 'uv') return NOT_FOUND;
      if (args[0] === 'lock') write(join(name === 'alone' ? place : folder, 'uv.lock'), '');
      return ended(0, { stdout: args[0] === 'export' ? `fastapi==1.0 ${HASH}\n` : '' });
    });
    return { folder, place, calls, find: () => findRequirements(place, { run, progress: () => {} }) };
  };

  test('has the packages of its own that the one lock of the workspace holds', async () => {
    const { folder, place, calls, find } = member('shop');
    expect((await find()).source).toBe(join(folder, 'uv.lock'));
    const exported = calls.find(({ args }) => args[0] === 'export');
    expect(exported?.args).toEqual(expect.arrayContaining(['--no-emit-project', '--directory', place]));
    expect(existsSync(join(place, 'uv.lock'))).toBe(false);
  });

  test('that the workspace leaves out has a lock of its own', async () => {
    const { place, find } = member('alone');
    expect((await find()).source).toBe(join(place, 'uv.lock'));
  });
});
