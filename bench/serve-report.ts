import type { ColdStartResults, Kind } from './cold-start';
import { columns, count, fixed } from './format';
import type { LatencyResults, Path } from './latency';
import { type Chart, ticksFor } from './plot';
import type { ReloadResults } from './reload';
import type { ServeResults } from './serve';
import type { SpanChart } from './spans';
import type { StartupResults, Times } from './startup';
import { pairedRatio } from './statistics';
import { table } from './table';
import { SERVE_TARGETS, verdict } from './targets';

const WAYS: Readonly<Record<Path, string>> = {
  uvicorn: 'uvicorn alone',
  invoke: 'Lambda',
  gateway: 'API Gateway and Lambda',
  proxy: 'local proxy and all behind it',
};

const KINDS: Readonly<Record<Kind, string>> = { 'local-package': 'local package', package: 'package' };

/** What the report says of serving. */
export function servePart({ latency, coldStart, startup, reload }: ServeResults): string[] {
  return [
    'The example app on this machine, as `terragate up` runs it, beside the same files served by `python -m uvicorn`.',
    ...latencyPart(latency),
    ...coldStartPart(coldStart),
    ...startupPart(startup),
    ...reloadPart(reload),
  ];
}

function latencyPart({ requests, inRow, bytes, starts, rows }: LatencyResults): string[] {
  return [
    '### A request',
    '![Time of a request, by its way to the app](serve.svg)',
    [
      `\`GET /healthz\`, a JSON document of ${bytes} bytes: ${count(requests)} requests on each way after a warm-up, one after the`,
      `other on one connection, ${inRow} on each way in turns. A ratio of p50 is the median of the ratios of the turns.`,
      `Meanwhile the function's processes were started ${starts === 0 ? 'no other time' : `${count(starts)} more times`}.`,
    ].join('\n'),
    [
      '- _uvicorn alone_: `python -m uvicorn`, with the Python, the files and the settings of the function.',
      '- _Lambda_: the function by the Invoke API: its environment, the Lambda Web Adapter and uvicorn. No gateway.',
      '- _API Gateway and Lambda_: the stage at the address of the local AWS.',
      '- _local proxy and all behind it_: the address that `up` prints.',
    ].join('\n'),
    table(
      columns('way', 'p50 ms', 'p99 ms', 'p50 ratio', 'p99 ratio', 'to the way before', 'connections'),
      rows.map(({ path, p50, p99, ratio, connections, rounds }, i) => {
        const before = rows[i - 1];
        return [
          WAYS[path],
          milliseconds(p50),
          milliseconds(p99),
          fixed(ratio.p50, 1),
          fixed(ratio.p99, 1),
          before ? fixed(pairedRatio(rounds, before.rounds), 2) : '–',
          count(connections),
        ];
      }),
    ),
  ];
}

function coldStartPart({ runs, app, uvicorn, rows }: ColdStartResults): string[] {
  return [
    '### A cold start',
    '![Time of the first request against the size of the package](cold-start.svg)',
    [
      `A function is made, and invoked for the first time, by Lambda's own API: ${count(runs)} new ones of each row, in turns. The app`,
      `has ${fixed(app / 1e6, 0)} MB of files unpacked; the ballast on top is files that it does not read, which compress to an eighth.`,
      `Beside it uvicorn alone, from the start of its process to its first answer: ${seconds(uvicorn)} s. A ratio is the`,
      'median of the ratios in each turn.',
    ].join('\n'),
    [
      '- _twin_: what `terragate up` runs, a folder in place of the package, with compiled packages.',
      '- _package_: a zip that is unpacked when the function is made, without byte code, as it goes to AWS.',
      '',
      'Files that were just written are in memory. On AWS they come over a network: these figures are of this machine only.',
    ].join('\n'),
    table(
      columns(
        'runs as',
        'ballast MB',
        'zip MB',
        'made in s',
        'first request s',
        'ratio',
        'second request ms',
      ),
      rows.map(({ kind, ballast, zip, create, first, ratio, second }) => [
        KINDS[kind],
        fixed(ballast / 1e6, 0),
        kind === 'local-package' ? '–' : fixed(zip / 1e6, 1),
        seconds(create),
        seconds(first),
        fixed(ratio, 2),
        milliseconds(second),
      ]),
    ),
  ];
}

function startupPart({ first, cold, down, warm, plan, ratio }: StartupResults): string[] {
  const runs = (times: Times) => count(times.runs.length);
  return [
    '### Commands',
    [
      'From the start of the command to its end. Packages and tools are on this machine. `terraform plan` is of the same root,',
      'state and environment as in `up`, in turns with it.',
    ].join('\n'),
    table(columns('command', 'runs', 'wall s', 'target'), [
      ['`up`, the first of a project', '1', fixed(first, 2), '–'],
      ['`up`, nothing runs', runs(cold), seconds(cold), '–'],
      ['`up`, nothing changed', runs(warm), seconds(warm), verdict(warm.median, SERVE_TARGETS.warm)],
      ['`terraform plan`, nothing changed', runs(plan), seconds(plan), '–'],
      ['`down`', runs(down), seconds(down), '–'],
    ]),
    `\`up\` where nothing changed takes ${fixed(ratio.wall, 2)} times as long as the plan alone, and ${fixed(ratio.cpu, 2)} times its CPU time.`,
  ];
}

function reloadPart({ pause, watch, uvicorn, ratio }: ReloadResults): string[] {
  const row = (name: string, { median, runs, range }: Times, target: string) => [
    name,
    count(runs.length),
    fixed(median, 2),
    fixed(range[1], 2),
    target,
  ];
  return [
    '### A save',
    `From the save of a file of the app to the first answer of the new code, asked again ${pause} ms after each answer; in turns.`,
    table(columns('from a save to the new answer', 'saves', 'p50 s', 'max s', 'target'), [
      row('`terragate up --watch`', watch, verdict(watch.median, SERVE_TARGETS.save)),
      row('`uvicorn --reload`', uvicorn, '–'),
    ]),
    `\`up --watch\` takes ${fixed(ratio, 2)} times as long as \`uvicorn --reload\`.`,
  ];
}

/** A request by its way to the app. */
export function latencyChart({ latency: { rows, requests } }: ServeResults): SpanChart {
  const values = rows.flatMap(({ p50, p99 }) => [p50 * 1000, p99 * 1000]);
  return {
    title: 'A request on this machine, by its way to the app',
    notes: [`${count(requests)} requests of a small JSON document on each way, in turns. Shorter is better.`],
    x: { label: 'Milliseconds (log scale)', ticks: ticksFor(values, true), log: true },
    legend: { from: 'half of the requests take less', to: '99 of 100 take less' },
    spans: rows.map(({ path, p50, p99, ratio }) => ({
      name: WAYS[path],
      from: p50 * 1000,
      to: p99 * 1000,
      note: path === 'uvicorn' ? '1' : `× ${fixed(ratio.p50, 0)}, × ${fixed(ratio.p99, 0)}`,
    })),
  };
}

/** Cold starts against the size of the package. */
export function coldStartChart({ coldStart: { rows, uvicorn, runs } }: ServeResults): Chart {
  const of = (name: string, kind: Kind, key: 'create' | 'first') => ({
    name,
    points: rows
      .filter((row) => row.kind === kind)
      .map((row) => ({ x: row.ballast / 1e6, y: row[key].median })),
  });
  const sizes = [...new Set(rows.map(({ ballast }) => ballast / 1e6))].sort((a, b) => a - b);
  const series = [
    of('local package: first request', 'local-package', 'first'),
    of('package: first request', 'package', 'first'),
    of('package: made', 'package', 'create'),
    { name: 'uvicorn alone: started', points: sizes.map((x) => ({ x, y: uvicorn.median })) },
  ];
  return {
    title: 'The first request of a function',
    notes: [
      `Medians of ${count(runs)} starts. A package is unpacked when the function is made, and a local package never. Lower is better.`,
    ],
    x: { label: 'Ballast on top of the app (MB, unpacked)', ticks: sizes },
    y: {
      label: 'Seconds',
      ticks: ticksFor([0, ...series.flatMap(({ points }) => points.map(({ y }) => y))]),
    },
    series,
  };
}

function milliseconds(value: number): string {
  return fixed(value * 1000, 1);
}

function seconds({ median, range: [shortest, longest], runs }: Times): string {
  const text = fixed(median, 2);
  return runs.length === 1 ? text : `${text} (${fixed(shortest, 2)}–${fixed(longest, 2)})`;
}
