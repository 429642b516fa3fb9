import { statSync, symlinkSync } from 'node:fs';
import { moduleFiles } from '../src/emit';
import { routerModule } from '../src/modules';
import { readApi } from '../src/openapi';
import { REPOSITORY, Workspace } from '../test/support/workspace';
import { appDocument } from './document';
import { inTurns, measureSuccess, type Pairs, type RawPairs, rawPairs, type Usage } from './process';
import { median, pairedRatio } from './statistics';

/** What the app that cdktf.json names takes for one document. */
export interface SynthRow {
  /** How many operations the generated document has. @default - the document of the example app */
  readonly operations?: number;
  /** Bytes of the document. */
  readonly document: number;
  readonly app: { readonly wall: number; readonly cpu: number; readonly peak: number };
  /** Loading CDKTF and nothing else, in turns with the app. */
  readonly base: { readonly wall: number; readonly cpu: number; readonly peak: number };
  readonly ratio: { readonly wall: number; readonly cpu: number; readonly peak: number };
  /** Seconds from the document's text to the text of one router module, in a process that has done it before. */
  readonly emit?: number;
  /** Each run, in the order of the pairs. */
  readonly raw: RawPairs;
}

export interface SynthResults {
  readonly runs: number;
  readonly rows: readonly SynthRow[];
}

const DOCUMENT = 'examples/fastapi-app/openapi.json';

/** Measures synth in a copy of the repository, for the example's document and for generated ones. */
export async function measureSynth(
  counts: readonly number[],
  runs: number,
  progress: (line: string) => void,
): Promise<SynthResults> {
  const workspace = new Workspace('bench-synth');
  try {
    for (const path of ['scripts', 'src', 'examples/cdktf', DOCUMENT, 'package.json', 'tsconfig.json'])
      workspace.copy(path);
    symlinkSync(`${REPOSITORY}/node_modules`, workspace.at('node_modules'));
    const place = { cwd: workspace.path, env: process.env };
    const base = () => measureSuccess(['node', '-e', "require('cdktf')"], place);
    const app = () => measureSuccess(['node', '--import', 'tsx', 'scripts/synth.ts'], place);

    const rows: SynthRow[] = [];
    for (const operations of [undefined, ...counts]) {
      progress(`synth: ${operations === undefined ? 'the example app' : `${operations} operations`}`);
      const text = operations === undefined ? undefined : JSON.stringify(appDocument(operations));
      if (text !== undefined) workspace.write(DOCUMENT, text);
      // The first run writes the modules, those that are measured find them up to date
      const first = await app();
      if (!/ modules, .* files, /.test(first.output)) throw new Error(`unexpected output\n${first.output}`);
      await base();
      const measured = await inTurns(runs, base, app);
      rows.push({
        ...(operations === undefined ? {} : { operations }),
        document: statSync(workspace.at(DOCUMENT)).size,
        app: middle(measured.other),
        base: middle(measured.base),
        ratio: {
          wall: ratio(measured, ({ wall }) => wall),
          cpu: ratio(measured, ({ cpu }) => cpu),
          peak: ratio(measured, ({ peak }) => peak),
        },
        raw: rawPairs(measured),
        ...(text === undefined ? {} : { emit: emitSeconds(text, runs) }),
      });
    }
    return { runs, rows };
  } finally {
    workspace.remove();
  }
}

function middle(usages: readonly Usage[]): SynthRow['app'] {
  return {
    wall: median(usages.map(({ wall }) => wall)),
    cpu: median(usages.map(({ cpu }) => cpu)),
    peak: median(usages.map(({ peak }) => peak)),
  };
}

function ratio({ base, other }: Pairs, of: (usage: Usage) => number): number {
  return pairedRatio(other.map(of), base.map(of));
}

function emitSeconds(text: string, runs: number): number {
  const once = () => {
    const start = performance.now();
    moduleFiles(routerModule({ name: 'bench', kind: 'rest', api: readApi(text, 'openapi.json') }));
    return (performance.now() - start) / 1000;
  };
  once();
  return median(Array.from({ length: runs }, once));
}
