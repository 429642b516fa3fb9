import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';
import { Workspace } from '../test/support/workspace';
import { appDocument } from './document';
import { measureSuccess, type Usage } from './process';
import { median, pairedRatio } from './statistics';

/** Packages that are installed beside Terragate's: the generators, and what their clients are compiled with. */
const PACKAGES = {
  '@hey-api/openapi-ts': '0.99.0',
  orval: '8.30.0',
  typescript: '5.9.3',
  '@tanstack/react-query': '5.90.12',
  '@types/react': '19.2.7',
  react: '19.2.1',
} as const;

/** A generator of clients with types, functions, dates and options or hooks for TanStack Query. */
export const GENERATORS = ['terragate', 'hey-api', 'orval'] as const;
export type Generator = (typeof GENERATORS)[number];

/** What a generator takes for one document, and what comes of it. */
export interface GeneratorFigures {
  /** Medians: CPU seconds, seconds, and bytes of the largest process. */
  readonly cpu: number;
  readonly wall: number;
  readonly peak: number;
  /** Bytes and files of the client. */
  readonly size: number;
  readonly files: number;
  /** Seconds and bytes of `tsc --strict` on the client. */
  readonly check: { readonly wall: number; readonly peak: number };
  /** Bytes, gzipped, of a page's script that calls two operations; undefined where there is no function for each. */
  readonly page?: number;
}

export interface GenerationRow {
  readonly operations: number;
  readonly of: Readonly<Record<Generator, GeneratorFigures>>;
  /** Terragate's over hey-api's, medians of neighbours. */
  readonly ratio: { readonly cpu: number; readonly peak: number; readonly check: number };
}

export interface GenerationResults {
  readonly runs: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly rows: readonly GenerationRow[];
}

/** Measures how clients of generated documents are made and compiled, Terragate's and those of two other generators in turns. */
export async function measureGeneration(
  counts: readonly number[],
  runs: number,
  progress: (line: string) => void,
): Promise<GenerationResults> {
  const workspace = new Workspace('bench-generation');
  try {
    progress('client: install');
    install(workspace);
    const rows: GenerationRow[] = [];
    for (const operations of counts) {
      workspace.write('openapi.json', JSON.stringify(appDocument(operations)));
      const made: Record<Generator, Usage[]> = { terragate: [], 'hey-api': [], orval: [] };
      const checked: Record<Generator, Usage[]> = { terragate: [], 'hey-api': [], orval: [] };
      const place = { cwd: workspace.path, env: process.env };
      for (let run = 0; run < runs; run++) {
        progress(`client: ${operations} operations, ${run + 1} of ${runs}`);
        const turn = run % 2 ? [...GENERATORS].reverse() : GENERATORS;
        for (const generator of turn) {
          rmSync(workspace.at(generator), { recursive: true, force: true });
          made[generator].push(await measureSuccess(COMMANDS[generator], place));
        }
        for (const generator of turn)
          checked[generator].push(await measureSuccess(checkOf(workspace, generator), place));
      }
      const of = (generator: Generator): GeneratorFigures => {
        const files = filesBelow(workspace.at(generator));
        const page = generator === 'orval' ? undefined : pageSize(workspace, generator);
        return {
          cpu: median(made[generator].map(({ cpu }) => cpu)),
          wall: median(made[generator].map(({ wall }) => wall)),
          peak: median(made[generator].map(({ peak }) => peak)),
          size: files.reduce((sum, file) => sum + statSync(file).size, 0),
          files: files.length,
          check: {
            wall: median(checked[generator].map(({ wall }) => wall)),
            peak: median(checked[generator].map(({ peak }) => peak)),
          },
          ...(page === undefined ? {} : { page }),
        };
      };
      const ratio = (usages: Readonly<Record<Generator, Usage[]>>, key: 'cpu' | 'peak' | 'wall') =>
        pairedRatio(
          usages.terragate.map((usage) => usage[key]),
          usages['hey-api'].map((usage) => usage[key]),
        );
      rows.push({
        operations,
        of: { terragate: of('terragate'), 'hey-api': of('hey-api'), orval: of('orval') },
        ratio: { cpu: ratio(made, 'cpu'), peak: ratio(made, 'peak'), check: ratio(checked, 'wall') },
      });
    }
    return { runs, versions: PACKAGES, rows };
  } finally {
    workspace.remove();
  }
}

const COMMANDS: Readonly<Record<Generator, readonly string[]>> = {
  terragate: [
    ...[process.execPath, 'node_modules/terragate/src/cli/terragate.cjs'],
    ...['client', '--document', 'openapi.json', '--out', 'terragate', '--tanstack'],
  ],
  'hey-api': [process.execPath, 'node_modules/@hey-api/openapi-ts/bin/run.js', '-f', 'hey-api.config.mjs'],
  orval: [process.execPath, 'node_modules/orval/dist/bin/orval.mjs', '--config', 'orval.config.mjs'],
};

function install(workspace: Workspace): void {
  workspace.write('package.json', JSON.stringify({ private: true, dependencies: PACKAGES }));
  const build = [join(__dirname, '../scripts/build.cjs'), '--package', workspace.path];
  execFileSync(process.execPath, build, { stdio: 'pipe' });
  const packed = readdirSync(workspace.path).find((name) => name.endsWith('.tgz')) ?? '';
  const options = ['--no-audit', '--no-fund', '--prefer-offline', '--legacy-peer-deps'];
  execFileSync('npm', ['install', ...options, `./${packed}`], { cwd: workspace.path, stdio: 'pipe' });
  workspace.write(
    'hey-api.config.mjs',
    `export default ${JSON.stringify({
      input: './openapi.json',
      output: './hey-api',
      logs: { level: 'silent', file: false },
      plugins: [
        '@hey-api/client-fetch',
        { name: '@hey-api/transformers', dates: true },
        { name: '@hey-api/sdk', transformer: true },
        '@tanstack/react-query',
      ],
    })};\n`,
  );
  workspace.write(
    'orval.config.mjs',
    `export default ${JSON.stringify({
      api: {
        input: './openapi.json',
        output: {
          target: './orval/index.ts',
          client: 'react-query',
          httpClient: 'fetch',
          override: { useDates: true },
        },
      },
    })};\n`,
  );
}

/** The command that compiles a client. */
function checkOf(workspace: Workspace, generator: Generator): readonly string[] {
  const file = `tsconfig.${generator}.json`;
  workspace.write(
    file,
    JSON.stringify({
      compilerOptions: {
        ...{ strict: true, noEmit: true, skipLibCheck: true, target: 'ES2022', module: 'ESNext' },
        ...{
          moduleResolution: 'bundler',
          lib: ['ES2022', 'DOM', 'DOM.Iterable'],
          types: [],
          jsx: 'react-jsx',
        },
      },
      include: [generator],
    }),
  );
  return [process.execPath, 'node_modules/typescript/bin/tsc', '-p', file];
}

/** Bytes, gzipped, of the script of a page that lists and creates. */
function pageSize(workspace: Workspace, generator: Generator): number {
  const from = generator === 'terragate' ? 'terragate/operations.ts' : 'hey-api/sdk.gen.ts';
  const text = readFileSync(workspace.at(from), 'utf8');
  const [list = '', create = ''] = ['list', 'create'].map(
    (verb) => new RegExp(`export (?:const|function) (${verb}Things1\\w*)`).exec(text)?.[1] ?? '',
  );
  const entry = workspace.write(
    `page-${generator}.ts`,
    `import { ${list}, ${create} } from './${from.replace(/\.ts$/, '')}';\nObject.assign(globalThis, { ${list}, ${create} });\n`,
  );
  const { outputFiles } = buildSync({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
  });
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
