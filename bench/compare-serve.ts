import { resolve } from 'node:path';
import { compareCheckouts } from './checkouts';
import { Client } from './client';
import { inTurns, type Usage } from './process';
import type { Served } from './served';
import { median, pairedRatio } from './statistics';

/** Compares how two checkouts run the example app on this machine. See `--help`. */
const HELP = `usage: npx tsx bench/compare-serve.ts CHECKOUT [--rounds N] [--colds N] [--warms N]

Runs the example app by the commands of another checkout of this repository, and by those of this one, in turns.

  CHECKOUT    folder of the other checkout, with node_modules
  --rounds    rounds of ten requests through the local proxy (30)
  --colds     times that nothing runs and up starts it (3)
  --warms     times that up finds nothing to do (5)`;

/** A request of the example app that is answered at once. */
const ROUTE = 'healthz';
const WARM_UP = 30;
const IN_ROW = 10;

interface Side {
  readonly served: Served;
  /** The address at which the checkout serves the API to the user. */
  readonly address: () => string;
}

/** The project of a checkout that its own commands are measured on. */
async function side(folder: string): Promise<Side> {
  const module = (await import(resolve(folder, 'bench/served.ts'))) as { Served: new () => Served };
  const served = new module.Served();
  return {
    served,
    address: () => {
      const { proxy, door } = served.addresses as { readonly proxy?: string; readonly door?: string };
      const address = proxy ?? door;
      if (!address) throw new Error(`${folder} does not say where it serves the API`);
      return address;
    },
  };
}

/** Milliseconds of the middle request of each round, of one side. */
async function rounds(count: number, sides: readonly [Side, Side]): Promise<readonly [number[], number[]]> {
  const clients = sides.map(() => new Client());
  const medians: readonly [number[], number[]] = [[], []];
  const ask = async (index: 0 | 1) => {
    const answer = await (clients[index] as Client).ask({ url: sides[index].address() + ROUTE });
    if (answer.status !== 200) throw new Error(`${ROUTE} is answered by ${answer.status}: ${answer.text}`);
    return answer.seconds * 1000;
  };
  for (const index of [0, 1] as const) for (let i = 0; i < WARM_UP; i++) await ask(index);
  for (let round = 0; round < count; round++)
    for (const index of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      const times: number[] = [];
      for (let i = 0; i < IN_ROW; i++) times.push(await ask(index));
      medians[index].push(median(times));
    }
  for (const client of clients) client.close();
  return medians;
}

function report(
  what: string,
  unit: string,
  [before, now]: readonly [readonly number[], readonly number[]],
): void {
  const figure = (values: readonly number[]) => `${median(values).toFixed(2)} ${unit}`;
  console.log(
    `${what}: ${figure(before)} there, ${figure(now)} here, ratio ${pairedRatio(now, before).toFixed(2)}`,
  );
}

function reportUsages(what: string, base: readonly Usage[], other: readonly Usage[]): void {
  for (const unit of ['wall', 'cpu'] as const)
    report(`${what}, ${unit}`, 's', [base.map((usage) => usage[unit]), other.map((usage) => usage[unit])]);
}

async function compare(other: string, requests: number, colds: number, warms: number): Promise<void> {
  const sides = [await side(other), await side(resolve(__dirname, '..'))] as const;
  const [base, own] = sides;
  try {
    for (const { served } of sides) await served.command('up');
    report('request, p50', 'ms', await rounds(requests, sides));
    const warm = await inTurns(
      warms,
      () => base.served.command('up'),
      () => own.served.command('up'),
    );
    reportUsages('up where nothing changed', warm.base, warm.other);
    for (const { served } of sides) await served.command('down');
    const start = async ({ served }: Side) => {
      const usage = await served.command('up');
      await served.command('down');
      return usage;
    };
    const cold = await inTurns(
      colds,
      () => start(base),
      () => start(own),
    );
    reportUsages('up where nothing runs', cold.base, cold.other);
  } finally {
    for (const { served } of sides) await served.remove();
  }
}

compareCheckouts(
  HELP,
  {
    rounds: { type: 'string', default: '30' },
    colds: { type: 'string', default: '3' },
    warms: { type: 'string', default: '5' },
  },
  (checkout, { rounds: requests, colds, warms }) =>
    compare(checkout, Number(requests), Number(colds), Number(warms)),
);
