import { columns, count, fixed, gibibytes, times } from './format';
import { GENERATORS, type GenerationResults } from './generation';
import type { MemoryResults } from './memory';
import type { PackageResults } from './package';
import type { PlanResults, Seconds } from './plan';
import { type Axis, type Chart, lineChart, type Series, ticksFor } from './plot';
import type { PrintResults } from './printing';
import { type Part, type Results, type Run, runsOf } from './results';
import { FORMS } from './roots';
import { coldStartChart, latencyChart, servePart } from './serve-report';
import { spanChart } from './spans';
import type { StreamResults } from './stream';
import type { SynthResults } from './synth';
import { table } from './table';
import {
  CLIENT_TARGETS,
  MEMORY_TARGET,
  PACKAGE_TARGETS,
  PLAN_TARGETS,
  RESOURCE_TARGETS,
  SETTINGS_TARGETS,
  STREAM_TARGETS,
  SYNTH_TARGETS,
  type Target,
  verdict,
} from './targets';

const NAMES = Object.fromEntries(FORMS.map(({ key, name }) => [key, name]));

/** The files of a report, by their names. */
export function reportFiles(results: Results): Readonly<Record<string, string>> {
  const { plan, synth, serve } = results;
  return {
    'results.md': markdown(results),
    'results.json': `${JSON.stringify(results, null, 2)}\n`,
    ...(plan ? { 'plan.svg': lineChart(planChart(plan.figures)) } : {}),
    ...(synth ? { 'synth.svg': lineChart(synthChart(synth.figures)) } : {}),
    ...(serve
      ? {
          'serve.svg': spanChart(latencyChart(serve.figures)),
          'cold-start.svg': lineChart(coldStartChart(serve.figures)),
        }
      : {}),
  };
}

/** How the parts are called in the report. */
const TITLES: Readonly<Record<Part, string>> = {
  plan: 'Plan without a change',
  synth: 'Synth',
  print: 'Printing',
  serve: 'Serving',
  stream: 'Streams',
  memory: 'Memory',
  client: 'Clients',
  package: 'The package',
};

/** The results as Markdown. */
export function markdown(results: Results): string {
  const { plan, synth, print, serve, stream, memory, client, package: installed } = results;
  const parts = [
    '# What it costs',
    [
      'Written by `npm run bench`. Compare ratios: seconds depend on the machine and on what else it does. CPU time, which',
      'other work on the machine disturbs least, decides whether a target of plans or synth is met and is what the plot of',
      'plans shows.',
    ].join('\n'),
    runsOf(results).map(runLine).join('\n'),
    ...(plan ? planPart(plan.figures) : []),
    ...(synth ? synthPart(synth.figures) : []),
    ...(print ? printPart(print.figures) : []),
    ...(serve ? [`## ${TITLES.serve}`, ...servePart(serve.figures)] : []),
    ...(stream ? streamPart(stream.figures) : []),
    ...(memory ? memoryPart(memory.figures) : []),
    ...(client ? clientPart(client.figures) : []),
    ...(installed ? packagePart(installed.figures) : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

function runLine({ run, parts }: { readonly run: Run; readonly parts: readonly Part[] }): string {
  const { machine, load, took, quick } = run;
  return [
    `- _${parts.map((part) => TITLES[part]).join('_, _')}_: ${machine.date}${quick ? ', a quick run, whose figures say little' : ''}.`,
    `  ${machine.cores} cores (${machine.processor}), ${gibibytes(machine.memory)} GiB of memory, Node ${machine.node}, Terraform ${machine.terraform}.`,
    `  Load (processes that want a core): ${fixed(load.start, 1)} at the start, ${fixed(load.end, 1)} at the end of ${fixed(took / 60, 0)} minutes.`,
  ].join('\n');
}

function planPart({ runs, provider, role, rows }: PlanResults): string[] {
  const header = columns(
    'operations',
    'form',
    'resources',
    'target',
    'calls to apply',
    'calls to plan',
    'apply s',
    'plan s',
    'CPU s',
    'ratio',
    'CPU ratio',
    'target',
    'state KB',
  );
  return [
    `## ${TITLES.plan}`,
    '![Plan time against the number of operations](plan.svg)',
    [
      `Each API is applied to an emulated AWS and planned again, with nothing to do. Medians of ${times(runs)}, in turns with the`,
      'plan of a root that holds one role; a ratio is the median of the ratios of neighbouring plans. The fastest and the',
      'slowest plan stand in brackets. The emulated AWS answers in milliseconds; the real one allows ten calls a second.',
      `The AWS provider is ${provider}.`,
    ].join('\n'),
    [
      `- _${NAMES.body}_: \`modules/rest-api\` with a document that has a route for each of N operations, and CORS for two origins.`,
      '- _REST_ and _HTTP router module_: what synth writes for an app of N operations.',
      `- _${NAMES.settings}_: the REST router module with a route and three settings for each operation, all on one function.`,
      `- _${NAMES.isolated}_: the same with a function, a role and a log group for each.`,
      `- _${NAMES.each}_: \`aws_api_gateway_resource\`, \`_method\` and \`_integration\` by \`for_each\`, without CORS (four more`,
      '  resources for each path).',
    ].join('\n'),
    table(header, [
      [
        '–',
        'one role',
        '1',
        '–',
        count(role.calls.apply),
        count(role.calls.plan),
        fixed(role.apply, 1),
        withRange(role.plan),
        fixed(role.plan.cpu, 2),
        '1',
        '1',
        '–',
        fixed(role.state / 1000, 0),
      ],
      ...rows.map((row) => [
        count(row.operations),
        NAMES[row.form] as string,
        count(row.resources),
        verdict(
          row.resources,
          row.form in RESOURCE_TARGETS
            ? RESOURCE_TARGETS[row.form as keyof typeof RESOURCE_TARGETS]
            : undefined,
        ),
        count(row.calls.apply),
        count(row.calls.plan),
        fixed(row.apply, 1),
        withRange(row.plan),
        fixed(row.plan.cpu, 2),
        fixed(row.ratio.wall, 2),
        fixed(row.ratio.cpu, 2),
        verdict(row.ratio.cpu, planTarget(row)),
        fixed(row.state / 1000, 0),
      ]),
    ]),
  ];
}

/** What is made for each operation grows with them: its cost is told, and compared with nothing. */
function planTarget({ form, operations }: PlanResults['rows'][number]): Target | undefined {
  if (form === 'each' || form === 'isolated') return undefined;
  return (form === 'settings' ? SETTINGS_TARGETS : PLAN_TARGETS).get(operations);
}

function synthPart({ runs, rows }: SynthResults): string[] {
  const header = columns(
    'operations',
    'document KB',
    'wall s',
    'CPU s',
    'target',
    'peak MB',
    'target',
    'CDKTF s',
    'CDKTF MB',
    'ratio',
    'CPU ratio',
    'memory ratio',
    'one module ms',
  );
  return [
    `## ${TITLES.synth}`,
    '![Synth against the number of operations](synth.svg)',
    [
      '`node --import tsx scripts/synth.ts`, which `cdktf.json` names: it reads the document and makes all modules and the example',
      `stack. Beside it \`node -e "require('cdktf')"\`, which loads CDKTF and does nothing. Medians of ${times(runs)}, in turns. The last`,
      'column is one router module, from the text of the document to the text of its files, in a process that has done it before.',
    ].join('\n'),
    table(
      header,
      rows.map((row) => [
        row.operations === undefined ? 'example app' : count(row.operations),
        fixed(row.document / 1000, 0),
        fixed(row.app.wall, 2),
        fixed(row.app.cpu, 2),
        verdict(row.app.cpu, row.operations === undefined ? SYNTH_TARGETS.cpu : undefined),
        fixed(row.app.peak / 1e6, 0),
        verdict(row.app.peak / 1e6, row.operations === undefined ? SYNTH_TARGETS.peak : undefined),
        fixed(row.base.wall, 2),
        fixed(row.base.peak / 1e6, 0),
        fixed(row.ratio.wall, 2),
        fixed(row.ratio.cpu, 2),
        fixed(row.ratio.peak, 2),
        row.emit === undefined ? '–' : fixed(row.emit * 1000, 1),
      ]),
    ),
  ];
}

function printPart({ runs, blocks, hcl, json, ratio }: PrintResults): string[] {
  return [
    `## ${TITLES.print}`,
    `A file of ${count(blocks)} resource blocks, and \`JSON.stringify\` of the same data. Medians of ${times(runs)}, in turns.`,
    table(columns('', 'KB', 'KB/s'), [
      ['HCL', fixed(hcl.size / 1000, 0), count(Math.round(hcl.speed / 1000))],
      ['JSON', fixed(json.size / 1000, 0), count(Math.round(json.speed / 1000))],
    ]),
    `HCL takes ${fixed(ratio, 1)} times as long as JSON.`,
  ];
}

function streamPart({ requests, rows }: StreamResults): string[] {
  return [
    `## ${TITLES.stream}`,
    [
      `Time from a request to the first line of its answer: three lines, before each of which the app waits. ${count(requests)} requests by the`,
      'local proxy and to uvicorn alone, in turns, each on a connection of its own. A ratio is the median of those of neighbours.',
    ].join('\n'),
    table(
      columns(
        'the app waits ms',
        'uvicorn p50 ms',
        'p99 ms',
        'local proxy p50 ms',
        'p99 ms',
        'ratio',
        'target',
      ),
      rows.map(({ wait, uvicorn, proxy, ratio }) => [
        count(wait),
        ...[uvicorn.p50, uvicorn.p99, proxy.p50, proxy.p99].map((seconds) => fixed(seconds * 1000, 1)),
        fixed(ratio, 2),
        verdict(ratio, STREAM_TARGETS.get(wait)),
      ]),
    ),
  ];
}

function memoryPart({ connections, points }: MemoryResults): string[] {
  const [first] = points;
  const megabytes = (bytes: number) => fixed(bytes / 1e6, 0);
  return [
    `## ${TITLES.memory}`,
    [
      `Resident memory of the local AWS after so many requests of \`GET /healthz\` by the local proxy, on ${connections} connections. Between the`,
      'first row and the last one, requests of another route make the function print; a ratio is over the first row.',
    ].join('\n'),
    table(
      columns('requests', 'printed MB', 'resident MB', 'ratio', 'target'),
      points.map(({ requests, printed, resident }, i) => {
        const ratio = resident / (first?.resident ?? resident);
        const target = i === points.length - 1 ? MEMORY_TARGET : undefined;
        return [
          count(requests),
          megabytes(printed),
          megabytes(resident),
          i === 0 ? '1' : fixed(ratio, 2),
          verdict(ratio, target),
        ];
      }),
    ),
  ];
}

function clientPart({ runs, versions, rows }: GenerationResults): string[] {
  const megabytes = (bytes: number) => fixed(bytes / 1e6, 0);
  const kilobytes = (bytes: number) => fixed(bytes / 1e3, 1);
  return [
    `## ${TITLES.client}`,
    [
      `Clients of generated documents with types, functions, dates and TanStack Query, by \`terragate client\`, hey-api ${versions['@hey-api/openapi-ts']} and`,
      `orval ${versions.orval} in turns: medians of ${times(runs)}. \`tsc --strict\` compiles each, and a page's script that calls two operations is`,
      'bundled by esbuild.',
    ].join('\n'),
    table(
      columns(
        'operations',
        'way',
        'CPU s',
        'peak MB',
        'client KB',
        'files',
        'tsc s',
        'tsc MB',
        'page KB gzipped',
      ),
      rows.flatMap(({ operations, of }) =>
        GENERATORS.map((generator) => {
          const { cpu, peak, size, files, check, page } = of[generator];
          return [
            count(operations),
            generator,
            ...[fixed(cpu, 2), megabytes(peak), kilobytes(size), count(files)],
            ...[fixed(check.wall, 1), megabytes(check.peak), page === undefined ? '–' : kilobytes(page)],
          ];
        }),
      ),
    ),
    "Terragate's over hey-api's, medians of the ratios of neighbours:",
    table(
      columns('operations', 'CPU', 'target', 'peak', 'target', 'tsc', 'target', 'page bytes', 'target'),
      rows.map(({ operations, ratio, of: { terragate } }) => [
        count(operations),
        ...(['cpu', 'peak', 'check'] as const).flatMap((key) => [
          fixed(ratio[key], 2),
          verdict(ratio[key], CLIENT_TARGETS[key].get(operations)),
        ]),
        count(terragate.page ?? 0),
        verdict(terragate.page ?? 0, CLIENT_TARGETS.page),
      ]),
    ),
  ];
}

function packagePart({ runs, help, packed, installed }: PackageResults): string[] {
  const { command, framework } = installed;
  const megabytes = (bytes: number) => fixed(bytes / 1e6, 1);
  return [
    `## ${TITLES.package}`,
    [
      `The package, ${megabytes(packed)} MB packed, installed in an empty folder. \`terragate --help\` and \`node -e 0\` are medians of ${times(runs)}, in`,
      'turns; the ratio is the median of the ratios of neighbours, of wall and of CPU time.',
    ].join('\n'),
    table(columns('command', 'wall ms', 'ratio', 'CPU ratio', 'target'), [
      ['`node -e 0`', fixed(help.node * 1000, 0), '1', '1', '–'],
      [
        '`terragate --help`',
        fixed(help.terragate * 1000, 0),
        fixed(help.ratio.wall, 2),
        fixed(help.ratio.cpu, 2),
        verdict(help.ratio.wall, PACKAGE_TARGETS.help),
      ],
    ]),
    'Beside the command, the packages of CDKTF with its command and its providers, which the command has in its own files:',
    table(columns('', 'packages', 'MB', 'ratio', 'target'), [
      ['with CDKTF', count(framework.packages), megabytes(framework.bytes), '1', '–'],
      [
        'the command',
        count(command.packages),
        megabytes(command.bytes),
        fixed(installed.ratio, 2),
        verdict(installed.ratio, PACKAGE_TARGETS.size),
      ],
    ]),
  ];
}

/** Plans against the number of operations. */
export function planChart({ rows }: PlanResults): Chart {
  const series = FORMS.map(({ key, name }) => ({
    name,
    points: rows.filter(({ form }) => form === key).map((row) => ({ x: row.operations, y: row.ratio.cpu })),
  }));
  const operations = along(series);
  const marks = [...PLAN_TARGETS]
    .filter(([at]) => operations.ticks.includes(at))
    .map(([x, { most }]) => ({ x, y: most, label: `target ${most}` }));
  return {
    title: 'Planning an API that has not changed',
    notes: ['CPU time as a multiple of the plan of one role, measured in turns. Lower is better.'],
    x: operations,
    y: { label: 'CPU time of a plan (× one role, log scale)', ticks: upTo(series), log: true },
    series,
    marks,
  };
}

/** Synth against the number of operations. */
export function synthChart({ rows }: SynthResults): Chart {
  const of = (name: string, key: 'wall' | 'cpu' | 'peak') => ({
    name,
    points: rows.flatMap((row) =>
      row.operations === undefined ? [] : [{ x: row.operations, y: row.ratio[key] }],
    ),
  });
  const series = [of('wall time', 'wall'), of('CPU time', 'cpu'), of('peak memory', 'peak')];
  return {
    title: 'Synth of all modules for an app',
    notes: ['As a multiple of a process that loads CDKTF and does nothing. Lower is better.'],
    x: along(series),
    y: { label: 'Synth (× loading CDKTF)', ticks: ticksFor([0, ...valuesOf(series)]) },
    series,
  };
}

function valuesOf(series: readonly Series[]): number[] {
  return series.flatMap(({ points }) => points.map(({ y }) => y));
}

function along(series: readonly Series[]): Axis {
  const ticks = [...new Set(series.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b);
  return { label: 'Operations of the app (log scale)', ticks, log: true };
}

/** Ticks for ratios that are near 1, or some times as much. */
function upTo(series: readonly Series[]): number[] {
  const values = valuesOf(series);
  const all = [0.25, 0.5, 0.7, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32];
  const from = Math.max(
    0,
    all.findLastIndex((tick) => tick <= Math.min(...values)),
  );
  const to = all.findIndex((tick) => tick >= Math.max(...values, 1.5));
  return all.slice(from, to < 0 ? all.length : to + 1);
}

function withRange({ wall, range: [shortest, longest] }: Seconds): string {
  const text = fixed(wall, 2);
  return shortest === longest ? text : `${text} (${fixed(shortest, 2)}–${fixed(longest, 2)})`;
}
