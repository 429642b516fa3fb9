import type { ColdStartResults } from '../../bench/cold-start';
import type { LatencyResults } from '../../bench/latency';
import type { ReloadResults } from '../../bench/reload';
import type { StartupResults, Times } from '../../bench/startup';

// Figures that nobody measured, easily told apart in a report.

const of = (...runs: number[]): Times => ({
  median: runs[0] ?? 0,
  range: [Math.min(...runs), Math.max(...runs)],
  runs,
});

export const LATENCY: LatencyResults = {
  requests: 300,
  inRow: 10,
  bytes: 15,
  starts: 3,
  rows: [
    { path: 'uvicorn', p50: 0.001, p99: 0.002, ratio: { p50: 1, p99: 1 }, connections: 1, rounds: [0.001] },
    { path: 'invoke', p50: 0.01, p99: 0.03, ratio: { p50: 10, p99: 15 }, connections: 1, rounds: [0.01] },
    { path: 'gateway', p50: 0.012, p99: 0.05, ratio: { p50: 12, p99: 25 }, connections: 1, rounds: [0.012] },
    { path: 'proxy', p50: 0.0135, p99: 0.06, ratio: { p50: 13.5, p99: 30 }, connections: 1, rounds: [0.015] },
  ],
};

export const COLD_START: ColdStartResults = {
  runs: 2,
  app: 11e6,
  uvicorn: of(1, 1.1),
  rows: [0, 200e6].flatMap((ballast) =>
    (['local-package', 'package'] as const).map((kind) => ({
      ...{ kind, ballast, zip: 4e6, create: of(0.5, 0.6), first: of(1.2, 1.3), second: 0.02, ratio: 1.25 },
    })),
  ),
};

export const STARTUP: StartupResults = {
  first: 20,
  cold: of(15, 16),
  down: of(0.5),
  warm: of(5.5, 6.5),
  plan: of(4),
  ratio: { wall: 1.375, cpu: 1.1 },
  raw: { base: [], other: [] },
};

export const RELOAD: ReloadResults = { pause: 5, watch: of(1.25, 1.75), uvicorn: of(1), ratio: 1.25 };
