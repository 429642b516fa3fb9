import { type Command, Option } from 'commander';
import { Context, type Outputs, type Shared, shared } from '../context';
import { addCostOptions, type CostOptions, costOnly, trafficOf } from '../cost-options';

const FORMATS = ['table', 'mermaid', 'svg'] as const;
type Format = (typeof FORMATS)[number];

interface Options extends Shared, CostOptions {
  readonly app?: boolean;
  readonly format?: Format;
  readonly out?: string;
  readonly force?: boolean;
}

/** Columns of the tables: narrower and wider ones are hard to read. */
const WIDTH = { least: 60, most: 160 };

export function addInspect(root: Command, outputs: Outputs): void {
  const command = root
    .command('inspect')
    .description('what the API is: operations, callers, functions, limits')
    .option('--app', 'what Lambda does in another way than the code of the app expects')
    .addOption(new Option('--format <format>', 'how to show it (default: table)').choices(FORMATS))
    .option('-o, --out <file>', 'write a diagram into a file: .svg, or .mmd for Mermaid')
    .option('--force', 'write over a file that terragate inspect did not write');
  addCostOptions(command).action(async (options: Options, { error }: Command) => {
    const format = formatOf(options);
    if (options.json && options.format && options.out === undefined)
      error.call(command, "error: '--json' and '--format' are two forms of one result: give one of them");
    if (options.out !== undefined && format === 'table')
      error.call(command, "error: '--out' takes a diagram: give --format svg or --format mermaid");
    if (options.app && (options.format || options.out !== undefined))
      error.call(command, "error: '--app' shows the app, and not its API: leave out '--format' and '--out'");
    if (options.cost && (options.app || options.format || options.out !== undefined))
      error.call(
        command,
        "error: '--cost' shows what a month costs, and nothing else: leave out '--app', '--format' and '--out'",
      );
    const without = options.cost ? [] : costOnly(options);
    if (without.length)
      error.call(command, `error: '${without.join("', '")}': the option counts with '--cost', give that too`);
    const context = await Context.open(options, outputs);
    if (options.cost) return showCost(context, options);
    if (options.app) return showApp(context);
    const { inspect, mermaid, svg, table } = await import('../../inspect');
    const inspection = await inspect(context.project);
    if (options.out !== undefined) {
      const { writeDiagram } = await import('../diagram-file');
      const { text } = (format === 'svg' ? svg : mermaid)(inspection);
      const state = writeDiagram(options.out, text, options.force === true);
      context.result({ ...inspection, out: options.out, state }, [`${options.out} ${state}`]);
    } else if (format === 'table') {
      const { color } = context.out;
      context.result(inspection, table(inspection, { color, width: width() }));
    } else context.out.line((format === 'svg' ? svg : mermaid)(inspection).text.trimEnd());
  });
  shared(
    command,
    'terragate inspect\nterragate inspect --app\nterragate inspect --cost --requests 1e6\nterragate inspect --out docs/api.svg\nterragate inspect --json',
  );
}

async function showApp(context: Context): Promise<void> {
  const { project, report, out } = context;
  const { appReport } = await import('../../deploy');
  const { appTable, hasOwnRoutes } = await import('../../inspect');
  const found = await report.stage('app', async (progress) => {
    const value = await appReport(project, await hasOwnRoutes(project), progress);
    const { length } = value.findings;
    return { value, summary: `${length || 'no'} finding${length === 1 ? '' : 's'}` };
  });
  context.result(found, appTable(found, { color: out.color, width: width() }));
}

async function showCost(context: Context, options: CostOptions): Promise<void> {
  const { costReport, costTable } = await import('../../inspect');
  const report = await costReport(context.project, trafficOf(options));
  context.result(report, costTable(report, { color: context.out.color, width: width() }));
}

/** The format that was asked for, or that of the file's name. */
function formatOf({ format, out }: Options): Format {
  if (format) return format;
  if (out === undefined) return 'table';
  if (/\.svg$/i.test(out)) return 'svg';
  return /\.(?:mmd|mermaid)$/i.test(out) ? 'mermaid' : 'table';
}

/** Columns of the terminal. What goes to another program is not cut. */
function width(): number {
  const { columns } = process.stdout;
  return columns ? Math.min(WIDTH.most, Math.max(WIDTH.least, columns)) : Number.POSITIVE_INFINITY;
}
