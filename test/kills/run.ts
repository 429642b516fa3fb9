/**
 * Kills each process at random moments of the commands, and looks whether the next command works and everything is as
 * it was before: `npm run kills -- --trials 40 --seed 1 --only up`. Linux only.
 */
import { parseArgs } from 'node:util';
import { KINDS } from './kinds';
import { randomOf } from './random';
import { Bench, type Outcome } from './trial';

const { values } = parseArgs({
  options: {
    trials: { type: 'string', default: '40' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
    only: { type: 'string', default: '' },
  },
});

async function main(): Promise<void> {
  const trials = Number(values.trials);
  const random = randomOf(Number(values.seed));
  console.log(`${trials} trials of each kind, seed ${values.seed}`);
  const bench = new Bench(`${process.pid}-${values.seed}`);
  const outcomes: Outcome[] = [];
  const note = (outcome: Outcome) => {
    outcomes.push(outcome);
    const { kind, target, after, wrong } = outcome;
    const when = after === undefined ? 'was not there' : `killed after ${after} ms`;
    console.log(`${wrong.length ? 'WRONG' : 'ok   '} ${kind}: ${target} ${when}`);
    for (const one of wrong) console.log(`      ${one}`);
  };
  const wanted = (name: string) => name.includes(values.only);
  try {
    if (wanted('new')) {
      for (let i = 0; i < trials; i++) note(await bench.trialOfNew(i === 0 ? 1 : random()));
    }
    const kinds = KINDS.filter(({ name }) => wanted(name));
    for (const state of ['up', 'down'] as const) if (kinds.length) await bench.calibrate(state);
    for (const kind of kinds) {
      for (let i = 0; i < trials; i++) {
        const target = kind.targets[i % kind.targets.length] ?? 'cli';
        note(await bench.trial(kind, target, random()));
      }
    }
  } finally {
    for (const left of await bench.end()) console.log(`WRONG ${left}`);
  }
  const killed = outcomes.filter(({ after }) => after !== undefined);
  const wrong = outcomes.filter((one) => one.wrong.length);
  console.log(`${outcomes.length} trials, ${killed.length} kills, ${wrong.length} wrong`);
  process.exitCode = wrong.length ? 1 : 0;
}

void main();
