import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkSynthesizer, isSynthesizerFile, synthesize } from '../../src/deploy/cdktf';
import { readProject } from '../../src/project';

/** Stands for a synthesizer: one stack, in the folder that it is told. */
const MAIN = `
const { mkdirSync, writeFileSync } = require('node:fs');
const stack = process.env.CDKTF_OUTDIR + '/stacks/shop';
mkdirSync(stack, { recursive: true });
writeFileSync(stack + '/cdk.tf.json', JSON.stringify({ context: process.env.CDKTF_CONTEXT_JSON, cwd: process.cwd() }));
`;

describe('a CDKTF project', () => {
  let folder: string;
  const progress: string[] = [];
  const run = () => synthesize(readProject(folder), (line) => progress.push(line));

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'terragate-cdktf-'));
    progress.length = 0;
    write('terragate.json', JSON.stringify({ name: 'shop', cdktf: 'infra' }));
    write('infra/cdktf.json', JSON.stringify({ app: 'node main.js', context: { stage: 'test' } }));
    write('infra/main.js', MAIN);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }

  it('gets its root from the command of its cdktf.json, which runs in its folder with its context', async () => {
    await run();

    const root = JSON.parse(readFileSync(join(folder, 'infra/cdktf.out/stacks/shop/cdk.tf.json'), 'utf8'));
    expect(root).toEqual({ context: '{"stage":"test"}', cwd: join(folder, 'infra') });
    expect(progress).toEqual(['node main.js']);
  });

  it('is refused with the npm packages that are not installed, before anything runs', async () => {
    const packages = { dependencies: { terragate: '1', there: '1' }, devDependencies: { tsx: '4' } };
    write('infra/package.json', JSON.stringify(packages));
    mkdirSync(join(folder, 'node_modules/there'), { recursive: true });

    await expect(run()).rejects.toThrow(
      /package\.json: npm packages are not installed: terragate, tsx\n {2}fix: {5}npm install --prefix infra$/,
    );
    expect(existsSync(join(folder, 'infra/cdktf.out'))).toBe(false);
    for (const name of ['terragate', 'tsx'])
      mkdirSync(join(folder, 'infra/node_modules', name), { recursive: true });
    await run();
  });

  it('fails with the output of its synthesizer', async () => {
    write('infra/main.js', 'console.error("TypeError: no such input"); process.exit(1)');

    await expect(run()).rejects.toThrow(
      /cdktf\.json: app: "node main\.js" ended with exit code 1\n {4}\| TypeError: no such input\n {2}fix: {5}run the command alone in .*infra/,
    );
  });

  it('is refused with the names of its stacks where the root is none of them', async () => {
    write('terragate.json', JSON.stringify({ name: 'shopp', cdktf: 'infra' }));

    await expect(run()).rejects.toThrow(
      /terragate\.json: root: "node main\.js" makes no stack shopp\n {2}got: {5}"shopp"\n {2}allowed: shop \(did you mean "shop"\?\)\n {2}fix: {5}give the folder of a stack: infra\/cdktf\.out\/stacks\/shop$/,
    );
  });

  it.each([
    ['{}', /cdktf\.json has no command "app"/],
    [undefined, /the file does not exist/],
  ])('needs a command in its cdktf.json: %s', async (text, what) => {
    rmSync(join(folder, 'infra/cdktf.json'));
    if (text !== undefined) write('infra/cdktf.json', text);

    await expect(run()).rejects.toThrow(what);
  });

  it('has nothing to synthesize where the root is written by hand', async () => {
    write('terragate.json', JSON.stringify({ root: 'infra' }));

    expect(checkSynthesizer(readProject(folder))).toBeUndefined();
    await run();
    expect(existsSync(join(folder, 'infra/cdktf.out'))).toBe(false);
  });

  it('is synthesized again for a change of its sources, and for no change of emitted files', () => {
    const project = readProject(folder);
    const is = (path: string) => isSynthesizerFile(project, join(folder, path));

    expect(['infra/main.ts', 'infra/lib/stack.ts', 'infra/cdktf.json'].filter((path) => !is(path))).toEqual(
      [],
    );
    const others = [
      'shop/main.py',
      'infra/cdktf.out/stacks/x/a.ts',
      'infra/node_modules/x/a.js',
      'infra/notes.md',
    ];
    expect(others.filter(is)).toEqual([]);
  });
});
