import { spawnSync } from 'node:child_process';
import { rmSync, utimesSync } from 'node:fs';
import { Workspace } from '../support/workspace';

describe('the command runs', () => {
  let workspace: Workspace;

  const run = (...args: string[]) =>
    spawnSync(process.execPath, [workspace.at('src/cli/terragate.cjs'), ...(args.length ? args : ['a'])], {
      encoding: 'utf8',
    });
  const stamp = () => {
    const script = `process.stdout.write(require('./scripts/sources.cjs').stampOf('.'))`;
    const { stdout } = spawnSync(process.execPath, ['-e', script], { cwd: workspace.path, encoding: 'utf8' });
    workspace.write('dist/sources', stdout);
  };

  beforeEach(() => {
    workspace = new Workspace('start');
    for (const name of ['src/cli/terragate.cjs', 'scripts/sources.cjs']) workspace.copy(name);
    workspace.write('package.json', '{}');
    workspace.write('src/deep/a.ts', '');
    workspace.write('dist/terragate.cjs', program('as it was'));
    // What builds here writes a program that says so
    workspace.write(
      'scripts/build.cjs',
      `exports.makeDist = async () => require('node:fs').writeFileSync(
        require('node:path').join(__dirname, '../dist/terragate.cjs'), ${JSON.stringify(program('built anew'))});`,
    );
    stamp();
  });

  it('as it was built, with its exit code', () => {
    expect(run()).toMatchObject({ stdout: 'a as it was\n', stderr: '', status: 4 });
  });

  it.each([
    ['changed', () => workspace.write('src/deep/a.ts', 'a')],
    ['changed to the same size', () => utimesSync(workspace.at('src/deep/a.ts'), 4e9, 4e9)],
    ['is new', () => workspace.write('src/deep/b.ts', '')],
    [
      'was removed',
      () => {
        workspace.write('src/deep/b.ts', '');
        stamp();
        rmSync(workspace.at('src/deep/b.ts'));
      },
    ],
  ])('after a new build once a source %s', (_, change) => {
    change();

    expect(run()).toMatchObject({ stdout: 'a built anew\n', stderr: '', status: 4 });
  });

  it('as it was built when a file has changed that is not in the build', () => {
    workspace.write('src/deep/program.py', '1');

    expect(run().stdout).toBe('a as it was\n');
  });

  it.each([
    ['--help', 'help.txt'],
    ['-h', 'help.txt'],
    ['help', 'help.txt'],
    ['--version', 'version.txt'],
    ['-v', 'version.txt'],
  ])('without being loaded for %s: the build has written the text', (argument, file) => {
    workspace.write('dist/terragate.cjs', 'throw new Error("loaded");');
    workspace.write(`dist/${file}`, 'the text\n');

    expect(run(argument)).toMatchObject({ stdout: 'the text\n', stderr: '', status: 0 });
  });

  it('as it was built where more is asked than the build has written, or it has written nothing', () => {
    expect(run('--help').stdout).toBe('--help as it was\n');
    workspace.write('dist/help.txt', 'the text\n');

    expect(run('--help', 'up').stdout).toBe('--help as it was\n');
    expect(run('up', '--help').stdout).toBe('up as it was\n');
    workspace.write('src/deep/a.ts', 'a');
    expect(run('--help').stdout).toBe('--help built anew\n');
  });

  it('and ends in order where nobody reads its output', () => {
    workspace.write('dist/help.txt', 'line\n'.repeat(100_000));
    const command = `'${process.execPath}' '${workspace.at('src/cli/terragate.cjs')}' --help | head -n 1`;

    expect(spawnSync('sh', ['-c', command], { encoding: 'utf8' })).toMatchObject({
      stdout: 'line\n',
      stderr: '',
    });
  });

  it('after a first build where there is none', () => {
    rmSync(workspace.at('dist/sources'));

    expect(run().stdout).toBe('a built anew\n');
  });

  it('as it was built in a package that was installed, which has no build script', () => {
    rmSync(workspace.at('scripts'), { recursive: true });
    utimesSync(workspace.at('src/deep/a.ts'), 4e9, 4e9);

    expect(run().stdout).toBe('a as it was\n');
  });
});

/** A program in the place of the built command. */
function program(text: string): string {
  return `exports.main = async (args) => { console.log(args[0], ${JSON.stringify(text)}); return 4; };`;
}
