import { lineChart } from '../../bench/plot';
import { coldStartChart, latencyChart, servePart } from '../../bench/serve-report';
import { spanChart } from '../../bench/spans';
import { COLD_START, LATENCY, RELOAD, STARTUP } from './figures';

const RESULTS = { latency: LATENCY, coldStart: COLD_START, startup: STARTUP, reload: RELOAD };
const report = servePart(RESULTS).join('\n\n');

/** The cells of the rows that begin with these words. */
function rows(start: string): string[][] {
  return report
    .split('\n')
    .filter((line) => line.startsWith(`| ${start}`))
    .map((line) =>
      line
        .split('|')
        .slice(2, -1)
        .map((cell) => cell.trim()),
    );
}

test('each way of a request is beside uvicorn alone and the way before it', () => {
  expect(rows('uvicorn alone')).toEqual([['1.0', '2.0', '1.0', '1.0', '–', '1']]);
  expect(rows('local proxy')).toEqual([['13.5', '60.0', '13.5', '30.0', '1.25', '1']]);
});

test('the report has a cold start of local packages and of packages, for each size', () => {
  expect(rows('package').map(([ballast]) => ballast)).toEqual(['0', '200']);
  expect(rows('local package')[1]).toEqual([
    '200',
    '–',
    '0.50 (0.50–0.60)',
    '1.20 (1.20–1.30)',
    '1.25',
    '20.0',
  ]);
});

test('targets are met or missed by the middle figure', () => {
  expect(rows('`up`, nothing changed')).toEqual([['2', '5.50 (5.50–6.50)', 'FAIL (≤ 5 s)']]);
  expect(rows('`terragate up --watch`')).toEqual([['2', '1.25', '1.75', 'pass (≤ 1.5 s)']]);
});

test('the report gives the warm up as a multiple of the plan', () => {
  expect(report).toMatch(/takes 1\.38 times as long as the plan alone, and 1\.10 times its CPU time/);
});

test('the charts name every way and every kind', () => {
  const requests = spanChart(latencyChart(RESULTS));
  for (const name of ['uvicorn alone', 'Lambda', 'API Gateway and Lambda', 'local proxy and all behind it'])
    expect(requests).toContain(`>${name}<`);
  const starts = lineChart(coldStartChart(RESULTS));
  for (const name of [
    'local package: first request',
    'package: first request',
    'package: made',
    'uvicorn alone: started',
  ])
    expect(starts).toContain(`>${name}<`);
});
