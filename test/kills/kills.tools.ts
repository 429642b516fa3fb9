import { randomOf } from './random';
import { Bench } from './trial';

/** The same moments each time; `npm run kills` has others, and kills all processes of all commands. */
const SEED = 24;
const TRIALS = 3;

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('a command that is killed at any moment', () => {
  const bench = new Bench(`suite-${process.pid}`);
  const random = randomOf(SEED);

  afterAll(async () => expect(await bench.end()).toEqual([]), 60_000);

  test('new leaves nothing or all, and the next one works', async () => {
    await bench.trialOfNew(1);
    for (let trial = 0; trial < TRIALS; trial++) {
      expect(await bench.trialOfNew(random())).toMatchObject({ wrong: [] });
    }
  }, 180_000);
});
