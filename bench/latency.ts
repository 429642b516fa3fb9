import { type Call, Client } from './client';
import { invocation, ofApp } from './invocation';
import type { Served } from './served';
import { median, pairedRatio, quantile } from './statistics';
import { Uvicorn } from './uvicorn';

/** A way that a request takes to the app, from the shortest to the whole one. */
export type Path = 'uvicorn' | 'invoke' | 'gateway' | 'proxy';

/** What one way costs. */
export interface LatencyRow {
  readonly path: Path;
  /** Seconds from a request to the end of its answer: the middle one, and what 99 of 100 stay below. */
  readonly p50: number;
  readonly p99: number;
  /** Over uvicorn alone. That of p50 is the median of the rounds' ratios. */
  readonly ratio: { readonly p50: number; readonly p99: number };
  /** Connections that were opened for all requests. */
  readonly connections: number;
  /** The middle one of each round. */
  readonly rounds: readonly number[];
}

export interface LatencyResults {
  /** Requests of each way. */
  readonly requests: number;
  /** Requests of one way that follow each other, before the next way has its turn. */
  readonly inRow: number;
  /** Bytes of an answer. */
  readonly bytes: number;
  /** Starts of the function's processes after the warm-up: a request that waits for one is in p99. */
  readonly starts: number;
  readonly rows: readonly LatencyRow[];
}

const WARM_UP = 30;
const ROUTE = 'healthz';

/** Asks the app for a small document, on each way in turns. */
export async function measureLatency(served: Served, rounds: number, inRow: number): Promise<LatencyResults> {
  const uvicorn = await Uvicorn.start(served.localPackage);
  try {
    const { proxy, gateway, invocations, headers } = served.addresses;
    const calls: Record<Path, Call> = {
      uvicorn: { url: uvicorn.url + ROUTE },
      invoke: invocation(invocations, ROUTE, headers),
      gateway: { url: gateway + ROUTE, headers },
      proxy: { url: proxy + ROUTE },
    };
    const ways = (Object.keys(calls) as Path[]).map((path) => ({
      path,
      client: new Client(),
      times: [] as number[],
      medians: [] as number[],
    }));
    const ask = async ({ path, client }: (typeof ways)[number]) =>
      ofApp(await client.ask(calls[path]), path === 'invoke').seconds;
    for (const way of ways) for (let i = 0; i < WARM_UP; i++) await ask(way);
    const startsBefore = served.starts;
    for (let round = 0; round < rounds; round++) {
      const from = round % ways.length;
      for (const way of [...ways.slice(from), ...ways.slice(0, from)]) {
        const times: number[] = [];
        for (let i = 0; i < inRow; i++) times.push(await ask(way));
        way.times.push(...times);
        way.medians.push(median(times));
      }
    }
    const base = ways.find(({ path }) => path === 'uvicorn') as (typeof ways)[number];
    const { text } = await base.client.ask(calls.uvicorn);
    return {
      requests: rounds * inRow,
      inRow,
      bytes: Buffer.byteLength(text),
      starts: served.starts - startsBefore,
      rows: ways.map(({ path, client, times, medians }) => {
        client.close();
        return {
          path,
          p50: median(times),
          p99: quantile(times, 0.99),
          ratio: {
            p50: pairedRatio(medians, base.medians),
            p99: quantile(times, 0.99) / quantile(base.times, 0.99),
          },
          connections: client.connections,
          rounds: medians,
        };
      }),
    };
  } finally {
    await uvicorn.stop();
  }
}
