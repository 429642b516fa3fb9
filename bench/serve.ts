import { type ColdStartResults, measureColdStarts } from './cold-start';
import { type LatencyResults, measureLatency } from './latency';
import { measureReload, type ReloadResults } from './reload';
import { Served } from './served';
import { measureStartup, type StartupResults } from './startup';

/** What it costs to run the example app on this machine as API Gateway and Lambda do. */
export interface ServeResults {
  readonly latency: LatencyResults;
  readonly coldStart: ColdStartResults;
  readonly startup: StartupResults;
  readonly reload: ReloadResults;
}

/** How often each is measured. */
interface Amounts {
  readonly rounds: number;
  readonly inRow: number;
  /** Bytes of ballast. */
  readonly sizes: readonly number[];
  readonly starts: number;
  readonly colds: number;
  readonly warms: number;
  readonly saves: number;
}

const WHOLE: Amounts = {
  ...{ rounds: 30, inRow: 10, sizes: [0, 10e6, 50e6, 200e6], starts: 5 },
  ...{ colds: 3, warms: 5, saves: 10 },
};
const QUICK: Amounts = {
  ...{ rounds: 5, inRow: 10, sizes: [0, 50e6], starts: 2 },
  ...{ colds: 1, warms: 1, saves: 3 },
};

/** Measures one project from its first `up` to its last answer, and functions with packages of several sizes. */
export async function measureServe(quick: boolean, progress: (line: string) => void): Promise<ServeResults> {
  const { rounds, inRow, sizes, starts, colds, warms, saves } = quick ? QUICK : WHOLE;
  const served = new Served();
  try {
    const startup = await measureStartup(served, colds, warms, progress);
    progress('serve: requests');
    const latency = await measureLatency(served, rounds, inRow);
    progress('serve: saves');
    const reload = await measureReload(served, saves);
    const { localPackage } = served;
    // What is not needed any more does not disturb the rest; the local package's folder stays
    await served.command('down');
    const coldStart = await measureColdStarts(localPackage, sizes, starts, progress);
    return { latency, coldStart, startup, reload };
  } finally {
    await served.remove();
  }
}
