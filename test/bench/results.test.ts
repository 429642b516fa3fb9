import { markdown, reportFiles } from '../../bench/report';
import { merged, type Part, type Results, type Run, readResults, runsOf } from '../../bench/results';
import { Workspace } from '../support/workspace';
import { COLD_START, LATENCY, RELOAD, STARTUP } from './figures';

const PRINT = {
  runs: 1,
  blocks: 2,
  hcl: { size: 1000, speed: 2000 },
  json: { size: 1000, speed: 4000 },
  ratio: 2,
};
const SERVE = { latency: LATENCY, coldStart: COLD_START, startup: STARTUP, reload: RELOAD };

function run(date: string, processor: string): Run {
  const machine = { date, processor, cores: 2, memory: 2 ** 33, node: '20.0.0', terraform: '1.11.4' };
  return { machine, load: { start: 1, end: 2 }, took: 90, quick: false };
}

const before: Results = {
  print: { run: run('2026-01-02', 'First'), figures: PRINT },
  serve: { run: run('2026-01-02', 'First'), figures: SERVE },
};
const after: Results = {
  serve: { run: run('2026-03-04', 'Second'), figures: { ...SERVE, latency: { ...LATENCY, requests: 77 } } },
};

test('a run of one part keeps the figures of the others, with their run', () => {
  const all = merged(before, after);
  expect(all.print).toBe(before.print);
  expect(all.serve).toBe(after.serve);
});

test('parts come in the order of the report, whatever was measured first', () => {
  expect(Object.keys(merged(after, { print: before.print } as Results))).toEqual(['print', 'serve']);
});

test('the report names date and machine of each part, once where they are the same', () => {
  expect(runsOf(before).map(({ parts }) => parts)).toEqual([['print', 'serve'] satisfies Part[]]);
  const text = markdown(merged(before, after));
  expect(text).toContain('- _Printing_: 2026-01-02.\n  2 cores (First)');
  expect(text).toContain('- _Serving_: 2026-03-04.\n  2 cores (Second)');
  expect(text).toContain('## Printing');
  expect(text).toContain('77 requests');
});

test('the report says what the package costs, and whether that is within the targets', () => {
  const raw = { base: [], other: [] };
  const figures = {
    runs: 3,
    help: { node: 0.06, terragate: 0.075, ratio: { wall: 1.25, cpu: 1.01 }, raw },
    packed: 1_200_000,
    installed: {
      command: { packages: 17, bytes: 14e6 },
      framework: { packages: 594, bytes: 140e6 },
      ratio: 0.1,
    },
  };
  const text = markdown({ package: { run: run('2026-01-02', 'First'), figures } });
  expect(text).toMatch(/terragate --help` +\| +75 \| +1\.25 \| +1\.01 \| FAIL \(≤ 1\.15×\)/);
  expect(text).toMatch(/the command +\| +17 \| +14\.0 \| +0\.10 \| pass \(≤ 0\.35×\)/);
});

test('the report says how much memory grows, and whether the last figure is within the target', () => {
  const points = [
    { requests: 500, printed: 0, resident: 500e6 },
    { requests: 2000, printed: 40e6, resident: 700e6 },
    { requests: 10_000, printed: 100e6, resident: 590e6 },
  ];
  const text = markdown({
    memory: { run: run('2026-01-02', 'First'), figures: { connections: 4, points } },
  });
  expect(text).toMatch(/\| +500 \| +0 \| +500 \| +1 \| –/);
  expect(text).toMatch(/\| +2,000 \| +40 \| +700 \| +1\.40 \| –/);
  expect(text).toMatch(/\| +10,000 \| +100 \| +590 \| +1\.18 \| pass \(≤ 1\.2×\)/);
});

test('the first line of a stream is beside that of uvicorn, with the wait of the app that a target is for', () => {
  const row = (wait: number, ratio: number) => ({
    ...{ wait, ratio },
    uvicorn: { p50: 0.1015, p99: 0.11 },
    proxy: { p50: 0.112, p99: 0.13 },
  });
  const stream = {
    run: run('2026-01-02', 'First'),
    figures: { requests: 50, rows: [row(0, 12), row(100, 1.35)] },
  };
  const text = markdown({ stream } as Results);
  expect(text).toMatch(/\| +0 \| +101\.5 \| +110\.0 \| +112\.0 \| +130\.0 \| +12\.00 \| –/);
  expect(text).toMatch(/\| +100 \| .* +1\.35 \| FAIL \(≤ 1\.3×\)/);
});

test('a quick run is called a quick run', () => {
  const quick = { ...before.print, run: { ...run('2026-01-02', 'First'), quick: true } };
  expect(markdown({ print: quick } as Results)).toContain('2026-01-02, a quick run');
});

test('the results that a report was written from are read again as they were', () => {
  const workspace = new Workspace('bench-results');
  expect(readResults(workspace.path)).toEqual({});
  workspace.write('results.json', reportFiles(before)['results.json'] ?? '');
  expect(readResults(workspace.path)).toEqual(before);
});

test.each([
  ['{', 'JSON'],
  ['[]', 'not an object'],
  ['{"machine": {}}', '"machine" is no part'],
  ['{"print": {"figures": {}}}', '"print" lacks its run'],
  ['{"print": null}', '"print" lacks its run'],
])('a results.json of %s is refused, not written over', (text, why) => {
  const workspace = new Workspace('bench-results');
  workspace.write('results.json', text);
  expect(() => readResults(workspace.path)).toThrow(why);
  expect(() => readResults(workspace.path)).toThrow('remove it, or name another folder');
});

test('the report says what a client costs beside those of other generators, and whether that is within the targets', () => {
  const figures = (cpu: number, page?: number) => ({
    cpu,
    wall: cpu,
    peak: 200e6,
    size: 70_000,
    files: 3,
    check: { wall: 4, peak: 500e6 },
    ...(page === undefined ? {} : { page }),
  });
  const row = {
    operations: 1000,
    of: { terragate: figures(1.5, 5000), 'hey-api': figures(6, 9000), orval: figures(3) },
    ratio: { cpu: 0.25, peak: 0.6, check: 0.9 },
  };
  const versions = { '@hey-api/openapi-ts': '1.0.0', orval: '2.0.0' };
  const text = markdown({
    client: { run: run('2026-01-02', 'First'), figures: { runs: 3, versions, rows: [row] } },
  });
  expect(text).toMatch(/1,000 \| hey-api +\| +6\.00 \|/);
  expect(text).toMatch(/0\.25 \| pass \(≤ 0\.35×\) \| 0\.60 \| FAIL \(≤ 0\.5×\) \| 0\.90 \| pass \(≤ 1×\)/);
  expect(text).toContain('FAIL (≤ 4096)');
});
