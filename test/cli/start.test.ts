import { spawnSync } from 'node:child_process';
import { rmSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { Workspace } from '../support/workspace';

const ROOT = join(__dirname, '../..');

describe('the command starts', () => {
  let workspace: Workspace;

  const run = () =>
    spawnSync(process.execPath, [workspace.at('src/cli/terragate.cjs'), 'a'], { encoding: 'utf8' });
  const stamp = () => {
    const script = `process.stdout.write(require('./src/cli/sources.cjs').stampOf('.'))`;
    const { stdout } = spawnSync(process.execPath, ['-e', script], { cwd: workspace.path, encoding: 'utf8' });
    workspace.write('dist/sources', stdout);
  };

  beforeEach(() => {
    workspace = new Workspace('start');
    for (const name of ['terragate.cjs', 'sources.cjs']) workspace.copy(`src/cli/${name}`);
    symlinkSync(join(ROOT, 'node_modules'), workspace.at('node_modules'));
    workspace.write('package.json', '{}');
    workspace.write('tsconfig.json', '{}');
    workspace.write('src/deep/a.ts', 'export const a: string = "of the sources";');
    workspace.write(
      'src/cli/main.ts',
      'export const main = async (args: string[]) => { const { a } = await import("../deep/a"); console.log(args[0], a); return 3; };',
    );
    workspace.write(
      'dist/terragate.cjs',
      'exports.main = async (args) => { console.log(args[0], "of the bundle"); return 4; };',
    );
    stamp();
  });

  it('from the bundle, with its exit code', () => {
    expect(run()).toMatchObject({ stdout: 'a of the bundle\n', stderr: '', status: 4 });
  });

  it.each([
    ['changed', () => workspace.write('src/deep/a.ts', 'export const a: string = "that changed";')],
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
  ])('from the sources once one %s', (_, change) => {
    change();

    expect(run()).toMatchObject({
      stdout: expect.stringMatching(/^a (?:of the sources|that changed)\n$/),
      status: 3,
    });
  });

  it('from the bundle when a file has changed that is not in it', () => {
    workspace.write('src/deep/program.py', '1');

    expect(run().status).toBe(4);
  });

  it('from the sources where there is no bundle', () => {
    rmSync(workspace.at('dist'), { recursive: true });

    expect(run()).toMatchObject({ stdout: 'a of the sources\n', stderr: '', status: 3 });
  });

  it('from the bundle in a package that was installed, whose files have the times of the installation', () => {
    rmSync(workspace.at('tsconfig.json'));
    utimesSync(workspace.at('src/deep/a.ts'), 4e9, 4e9);

    expect(run().status).toBe(4);
  });
});
