/**
 * Builds dist/:
 *
 * - `terragate.cjs`, the command line that starts without a compiler, and the texts of its `--help` and `--version`;
 *   `work.cjs`, what its commands load once they run; `aws-sdk.cjs`, what those with `--aws` load besides;
 *   `deploy-background.cjs`, the process behind `terragate up`. The framework and the provider bindings that synth needs are
 *   inside, and AWS's SDK, so that who uses the command alone installs none of them.
 * - with `--library`, as a package is packed with it: `lib/`, the library as CommonJS with declarations and source maps,
 *   and `esm/`, the same names for ES modules. Both have one implementation, so that a class is one class. `cdktn/` is a
 *   copy of both for CDK Terrain, the successor of CDKTF.
 */
const { execFileSync } = require('node:child_process');
const {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} = require('node:fs');
const { dirname, join, relative } = require('node:path');
const { build, transform } = require('esbuild');
const { stampOf } = require('./sources.cjs');

const ROOT = join(__dirname, '..');
const SRC = join(ROOT, 'src');
const WORK = './work.cjs';
/** Packages that are installed beside the command; all others are in its files. */
const { dependencies, version } = require('../package.json');
/** Entry points of the library by the name after `terragate`, each with its source. */
const ENTRIES = { index: 'index', modules: 'entry/modules', synth: 'entry/synth' };

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

/** The file that reads the HCL of the router modules, and the folder that it reads. */
const HCL_TEXT = 'modules/router/hcl-text';
const HCL_FOLDER = join(SRC, 'modules/router/hcl');

/** The code that takes the place of that file in a build: the texts themselves. */
function hclText() {
  const paths = readdirSync(HCL_FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.tf'))
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
  const texts = Object.fromEntries(paths.map((path) => [path, readFileSync(join(HCL_FOLDER, path), 'utf8')]));
  return `const TEXTS = ${JSON.stringify(texts, undefined, 2)};\nexports.hclText = (path) => TEXTS[path];\n`;
}

/** The code that takes the place of the file that reads the runtime of clients: the texts themselves. */
function runtimeText() {
  const folder = join(SRC, 'client/runtime');
  const names = readdirSync(folder).sort();
  const texts = Object.fromEntries(
    names.map((name) => [name.replace(/\.ts$/, ''), readFileSync(join(folder, name), 'utf8')]),
  );
  return `const TEXTS = ${JSON.stringify(texts, undefined, 2)};\nexports.runtimeText = (name) => TEXTS[name];\n`;
}

/** Puts the texts of the router modules and of the runtime of clients into a bundle. */
const texts = {
  name: 'texts',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]hcl-text\.ts$/ }, () => ({ contents: hclText(), loader: 'js' }));
    onLoad({ filter: /[\\/]runtime-text\.ts$/ }, () => ({ contents: runtimeText(), loader: 'js' }));
  },
};

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

/** The file with AWS's SDK, which is loaded when something is asked of AWS. */
const SDK = './aws-sdk.cjs';
const sdk = {
  name: 'sdk',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^\.\/aws-sdk$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: SDK, external: true } : undefined,
    );
  },
};

/** Licence texts of the packages that are inside of a file, each once: their licences ask for them. */
function licences(...metafiles) {
  const packages = new Map();
  for (const path of metafiles.flatMap(({ inputs }) => Object.keys(inputs))) {
    const [folder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? [];
    if (!folder) continue;
    const { name, version, license } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
    const file = readdirSync(join(ROOT, folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? readFileSync(join(ROOT, folder, file), 'utf8').trim() : `Licence: ${license}`;
    packages.set(`${name} ${version}`, text);
  }
  return [...packages]
    .sort()
    .map(([name, text]) => `# ${name}\n\n${text}\n`)
    .join('\n');
}

/**
 * Makes the files of the command, and beside them the stamp of the sources that they were made of.
 *
 * @param dist the folder. @default 'dist'
 * @returns the sources that are in `start`, `work`, `background` and `aws`
 */
exports.makeDist = async (dist = join(ROOT, 'dist')) => {
  const stamp = stampOf(ROOT);
  const common = {
    bundle: true,
    external: [...Object.keys(dependencies), 'tsx'],
    platform: 'node',
    format: 'cjs',
    target: 'node20.12',
    // Names stay as they are, for stacks that are shown
    minifySyntax: true,
    minifyWhitespace: true,
    write: false,
    metafile: true,
    logLevel: 'warning',
    absWorkingDir: ROOT,
    define: { __distFolder: '__dirname' },
    plugins: [texts, sdk, sourceFolders(dist)],
  };
  const later = new Set();
  const start = await build({
    ...common,
    entryPoints: [join(SRC, 'cli/main.ts')],
    plugins: [laterIn(later), ...common.plugins],
  });
  const names = [...later].sort().map((name) => JSON.stringify(`./${name}`));
  const work = await build({
    ...common,
    stdin: {
      contents: names.map((name) => `exports[${name}] = () => require(${name});`).join('\n'),
      resolveDir: SRC,
      sourcefile: 'work.cjs',
    },
  });
  const background = await build({
    ...common,
    entryPoints: [join(SRC, 'deploy/background/process.ts')],
  });
  const aws = await build({
    ...common,
    entryPoints: [join(SRC, 'deploy/aws-sdk.ts')],
    // Its modules, of which only those stay that are used
    mainFields: ['module', 'main'],
  });
  const made = { start, work, background, aws };
  mkdirSync(dist, { recursive: true });
  const write = writerOf(dist);
  rmSync(join(dist, 'sources'), { force: true });
  write('work.cjs', work.outputFiles[0].text);
  write('deploy-background.cjs', background.outputFiles[0].text);
  write('aws-sdk.cjs', aws.outputFiles[0].text);
  write('terragate.cjs', start.outputFiles[0].text);
  const program = join(dist, 'terragate.cjs');
  write('help.txt', printedBy(program, ['--help']));
  write('version.txt', printedBy(program, ['--version']));
  write('overview.txt', printedBy(program, []));
  write('LICENCES.md', licences(...Object.values(made).map(({ metafile }) => metafile)));
  write('sources', stamp);
  return Object.fromEntries(
    Object.entries(made).map(([name, { metafile }]) => [name, Object.keys(metafile.inputs)]),
  );
};

/** The text that the built program prints. */
function printedBy(program, args) {
  const script = `require(${JSON.stringify(program)}).main(${JSON.stringify(args)})`;
  // Packages are found from the checkout, wherever the program lies
  const env = { ...process.env, NODE_PATH: join(ROOT, 'node_modules') };
  return execFileSync(process.execPath, ['-e', script], { encoding: 'utf8', env });
}

/** Makes the library: `lib/` by the TypeScript compiler, and the files of `esm/` that hand its names on. */
exports.makeLibrary = (dist = join(ROOT, 'dist')) => {
  for (const folder of ['lib', 'esm']) rmSync(join(dist, folder), { recursive: true, force: true });
  const tsc = require.resolve('typescript/bin/tsc');
  execFileSync(
    process.execPath,
    [tsc, '-p', join(ROOT, 'scripts/tsconfig.json'), '--outDir', join(dist, 'lib')],
    {
      stdio: 'inherit',
    },
  );
  writerOf(join(dist, 'lib'))(`${HCL_TEXT}.js`, `'use strict';\n${hclText()}`);
  rmSync(join(dist, 'lib', `${HCL_TEXT}.js.map`), { force: true });
  mkdirSync(join(dist, 'esm'), { recursive: true });
  const write = writerOf(join(dist, 'esm'));
  for (const [entry, source] of Object.entries(ENTRIES)) {
    const names = Object.keys(require(join(dist, 'lib', source))).sort();
    write(
      `${entry}.mjs`,
      `export {\n${names.map((name) => `  ${name},\n`).join('')}} from '../lib/${source}.js';\n`,
    );
    write(`${entry}.d.mts`, `export * from '../lib/${source}.js';\n`);
  }
  makeForCdktn(dist);
};

/**
 * Copies the library for CDK Terrain, which has the names of CDKTF in packages of other names. The names of packages stand
 * in imports alone, in code and in declarations. Source maps are not copied: the lines are those of the library.
 */
function makeForCdktn(dist) {
  const to = join(dist, 'cdktn');
  rmSync(to, { recursive: true, force: true });
  for (const path of ['lib', 'esm'].flatMap((folder) =>
    readdirSync(join(dist, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.map'))
      .map((entry) => relative(dist, join(entry.parentPath, entry.name))),
  )) {
    const text = readFileSync(join(dist, path), 'utf8')
      .replace(/\n?\/\/# sourceMappingURL=.*\n?$/, '\n')
      .replace(
        /(?<=\b(?:from |require\(|import\())(["'])(cdktf|@cdktf\/provider-(?:aws|archive)\/lib\/[a-z0-9-]+)\1/g,
        (_, quote, name) => `${quote}${name.replace('cdktf', 'cdktn')}${quote}`,
      )
      .replace("exports.OWN_FRAMEWORK = 'cdktf'", "exports.OWN_FRAMEWORK = 'cdktn'");
    mkdirSync(dirname(join(to, path)), { recursive: true });
    writeFileSync(join(to, path), text);
  }
}

/** Packs the package into a folder, with a library made anew. Nothing is done where nothing has changed since it was packed. */
exports.makePackage = async (folder) => {
  const stamp = stampOf(ROOT, () => true);
  const file = join(folder, `terragate-${version}.tgz`);
  const noted = join(folder, 'sources');
  if (existsSync(file) && existsSync(noted) && readFileSync(noted, 'utf8') === stamp) return;
  await exports.makeDist();
  exports.makeLibrary();
  mkdirSync(folder, { recursive: true });
  rmSync(noted, { force: true });
  execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder, ROOT]);
  writeFileSync(noted, stamp);
};

/** Writes files of a folder whole: a file is there as it was, or as it is to be. */
function writerOf(folder) {
  return (name, text) => {
    const temporary = join(folder, `${name}.${process.pid}.tmp`);
    writeFileSync(temporary, text);
    renameSync(temporary, join(folder, name));
  };
}

if (require.main === module) {
  (async () => {
    const [, , option, folder] = process.argv;
    if (option === '--package') return exports.makePackage(folder);
    await exports.makeDist();
    if (option === '--library') exports.makeLibrary();
  })().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
