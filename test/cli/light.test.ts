import { spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { Workspace } from '../support/workspace';

const ROOT = join(__dirname, '../..');

/** Every file that is in memory when the command has printed its help. */
function loadedFor(start: string, args: readonly string[]): { files: string[]; summary: string } {
  const script = `
    process.on('exit', () => process.stderr.write(JSON.stringify(Object.keys(require.cache))));
    ${start}.main(${JSON.stringify(args)});`;
  const done = spawnSync(process.execPath, ['-e', script], { cwd: ROOT, encoding: 'utf8' });
  expect(done.stderr).toMatch(/^\[.*\]$/);
  const files = (JSON.parse(done.stderr) as string[]).map((path) => relative(ROOT, path));
  return {
    files: files.filter((path) => !/^node_modules\/(?:tsx|esbuild)\//.test(path)),
    summary: done.stdout,
  };
}

const SOURCES = `require('tsx/cjs'), require('./src/cli/main.ts')`;
const LIGHT =
  /^(?:package\.json|src\/(?:system\/paint|language\/(?:terminal|visible)|cli\/[\w/-]+)\.ts|node_modules\/commander\/.*)$/;

describe('the help', () => {
  it.each([[['--help']], [[]], [['up', '--help']]])('of %j loads nothing but the command line', (args) => {
    const { files, summary } = loadedFor(`(${SOURCES})`, args);

    expect(summary).toContain('terragate');
    expect(files).toContain('src/cli/commands/up.ts');
    expect(files.filter((path) => !LIGHT.test(path))).toEqual([]);
  });

  it('of the bundle loads nothing but the command line', async () => {
    const { makeDist } = await import(join(ROOT, 'scripts/build.cjs'));
    const workspace = new Workspace('dist');
    const { start, work } = await makeDist(workspace.path);
    expect(
      start.filter(
        (path: string) =>
          !/^(?:later:|package\.json$|src\/(?:cli\/|language\/(?:terminal|visible)\.ts$|system\/paint\.ts$))/.test(
            path,
          ),
      ),
    ).toEqual([]);
    expect(work).toContain('src/deploy/up.ts');
    // A bundle finds packages from the folder that it is in
    symlinkSync(join(ROOT, 'node_modules'), workspace.at('node_modules'));
    const { files } = loadedFor(`require(${JSON.stringify(workspace.at('terragate.cjs'))})`, ['--help']);

    const outside = files.filter((path) => !path.startsWith('node_modules/commander/'));
    expect(outside.map((path) => basename(path))).toEqual(['terragate.cjs']);
    for (const [file, args] of [
      ['help.txt', ['--help']],
      ['version.txt', ['--version']],
      ['overview.txt', []],
    ] as const) {
      const { summary } = loadedFor(`require(${JSON.stringify(workspace.at('terragate.cjs'))})`, args);
      expect(readFileSync(workspace.at(file), 'utf8')).toBe(summary);
    }
  });

  it('of the bundle is not everything: other commands find the files beside its sources', async () => {
    const { makeDist } = await import(join(ROOT, 'scripts/build.cjs'));
    const workspace = new Workspace('dist');
    await makeDist(workspace.path);
    symlinkSync(join(ROOT, 'node_modules'), workspace.at('node_modules'));
    workspace.write('project/terragate.json', '{"name": "shop", "root": "."}');
    const run = (...args: string[]) => {
      const { files, summary } = loadedFor(`require(${JSON.stringify(workspace.at('terragate.cjs'))})`, args);
      return { files: files.map((path) => basename(path)), summary };
    };

    const { files, summary } = run('status', '--json', '--cwd', workspace.at('project'));
    expect(JSON.parse(summary)).toMatchObject({ project: 'shop', running: false });
    expect(files).toContain('work.cjs');
    const folders = readFileSync(workspace.at('work.cjs'), 'utf8').matchAll(
      /__sourceFolder\d* ?= ?require\("node:path"\)\.join\(__dirname, ?"([^"]+)"\)/g,
    );
    expect([...folders].map(([, folder = '']) => resolve(workspace.path, folder))).toEqual(
      expect.arrayContaining(['bundle', 'deploy', 'python'].map((name) => join(ROOT, 'src', name))),
    );
    // The program of the background process lies beside it, all else beside its source
    expect(readFileSync(workspace.at('work.cjs'), 'utf8')).not.toMatch(
      /join\d*\)\(__dirname(?!,"deploy-background\.cjs"\))/,
    );
  });
});
