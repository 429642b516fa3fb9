/**
 * `npm run prepare`: makes dist/terragate.cjs, the command line that starts without a compiler, and dist/work.cjs, what its
 * commands load once they run. Packages stay outside of both.
 */
const { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { dirname, join, relative } = require('node:path');
const { build, transform } = require('esbuild');
const { stampOf } = require('./sources.cjs');

const ROOT = join(__dirname, '../..');
const SRC = join(ROOT, 'src');
const WORK = './work.cjs';

/** Programs in Python, locks and templates are found from the source that uses them: its `__dirname` stays its folder. */
const sourceFolders = (dist) => ({
  name: 'source folders',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const source = readFileSync(path, 'utf8');
      if (!/\b__dirname\b/.test(source)) return undefined;
      const folder = JSON.stringify(relative(dist, dirname(path)).replaceAll('\\', '/'));
      // A definition replaces names, and no texts that hold the word
      const { code } = await transform(source, { loader: 'ts', define: { __dirname: '__sourceFolder' } });
      return { contents: `var __sourceFolder = require('node:path').join(__dirname, ${folder});\n${code}` };
    });
  },
});

/** Each import() of a source becomes one of the other file, and is noted in `later`. */
const laterIn = (later) => ({
  name: 'later',
  setup: ({ onResolve, onLoad, resolve }) => {
    onResolve({ filter: /^\./ }, async ({ kind, path, resolveDir, importer, namespace, pluginData }) => {
      if (path === WORK && namespace === 'later') return { path, external: true };
      if (kind !== 'dynamic-import' || pluginData === 'asked') return undefined;
      const found = await resolve(path, { kind, resolveDir, importer, pluginData: 'asked' });
      if (found.errors.length) return found;
      const name = relative(SRC, found.path).replaceAll('\\', '/');
      later.add(name);
      return { path: name, namespace: 'later' };
    });
    onLoad({ filter: /./, namespace: 'later' }, ({ path }) => ({
      contents: `module.exports = require('${WORK}')[${JSON.stringify(`./${path}`)}]();`,
    }));
  },
});

/**
 * Makes the two files, and beside them the stamp of the sources that they were made of.
 *
 * @param dist the folder. @default 'dist'
 * @returns the sources that are in each
 */
exports.makeDist = async (dist = join(ROOT, 'dist')) => {
  const stamp = stampOf(ROOT);
  const common = {
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    target: 'node20.12',
    write: false,
    metafile: true,
    logLevel: 'warning',
    absWorkingDir: ROOT,
  };
  const later = new Set();
  const start = await build({
    ...common,
    entryPoints: [join(SRC, 'cli/main.ts')],
    plugins: [laterIn(later), sourceFolders(dist)],
  });
  const names = [...later].sort().map((name) => JSON.stringify(`./${name}`));
  const work = await build({
    ...common,
    stdin: {
      contents: names.map((name) => `exports[${name}] = () => require(${name});`).join('\n'),
      resolveDir: SRC,
      sourcefile: 'work.cjs',
    },
    plugins: [sourceFolders(dist)],
  });
  mkdirSync(dist, { recursive: true });
  const write = (name, text) => {
    const temporary = join(dist, `${name}.${process.pid}.tmp`);
    writeFileSync(temporary, text);
    renameSync(temporary, join(dist, name));
  };
  rmSync(join(dist, 'sources'), { force: true });
  write('work.cjs', work.outputFiles[0].text);
  write('terragate.cjs', start.outputFiles[0].text);
  write('sources', stamp);
  return { start: Object.keys(start.metafile.inputs), work: Object.keys(work.metafile.inputs) };
};

if (require.main === module) {
  exports.makeDist().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
