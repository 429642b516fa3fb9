import { resolve } from 'node:path';
import { startMoto } from '../test/support/moto';
import { awsEnvironment, Terraform } from '../test/support/terraform';
import type { Workspace } from '../test/support/workspace';
import { compareCheckouts } from './checkouts';
import { environment } from './plan';
import { inTurns, measure, type Place, type Usage } from './process';
import type { Form } from './roots';
import { median, pairedRatio, range } from './statistics';

/** Compares the plans of two checkouts. See `--help`. */
const HELP = `usage: npx tsx bench/compare.ts CHECKOUT [--form FORM] [--operations N] [--runs N] [--applied]

Plans an API by the modules of another checkout of this repository, and by those of this one, in turns.

  CHECKOUT        folder of the other checkout, with node_modules
  --form          how operations are set, of bench/roots.ts (settings)
  --operations    how many there are (3000)
  --runs          plans of each (3)
  --applied       plan after an apply, when there is nothing to do`;

interface Checkout {
  readonly FORMS: readonly Form[];
  readonly Workspace: new (name: string) => Workspace;
}

/** The roots of a checkout, with its own modules: `Workspace` copies them from there. */
async function checkout(folder: string): Promise<Checkout> {
  const { FORMS } = (await import(resolve(folder, 'bench/roots.ts'))) as Pick<Checkout, 'FORMS'>;
  const { Workspace } = (await import(resolve(folder, 'test/support/workspace.ts'))) as Checkout;
  return { FORMS, Workspace };
}

async function compare(other: string, form: string, operations: number, runs: number, applied: boolean) {
  const moto = await startMoto();
  try {
    const prepare = async (folder: string): Promise<Place> => {
      const { FORMS, Workspace } = await checkout(folder);
      const found = FORMS.find(({ key }) => key === form);
      if (!found)
        throw new Error(`${folder} has no form ${form}: give one of ${FORMS.map(({ key }) => key)}`);
      const workspace = new Workspace('bench-compare');
      found.write(workspace, operations);
      const tf = new Terraform('terraform', workspace.path, awsEnvironment(moto.url));
      tf.writeProvider();
      await tf.init();
      if (applied) await tf.apply();
      return { cwd: workspace.path, env: environment(moto.url) };
    };
    const plan = async (place: Place): Promise<Usage> => {
      const usage = await measure(
        ['terraform', 'plan', '-input=false', '-no-color', '-detailed-exitcode'],
        place,
      );
      if (usage.code === (applied ? 0 : 2)) return usage;
      throw new Error(`terraform plan ended with ${usage.code}, in ${place.cwd}\n${usage.output}`);
    };
    const base = await prepare(other);
    const own = await prepare(resolve(__dirname, '..'));
    const pairs = await inTurns(
      runs,
      () => plan(base),
      () => plan(own),
    );
    for (const unit of ['wall', 'cpu'] as const) {
      const [before, now] = [pairs.base, pairs.other].map((usages) => usages.map((usage) => usage[unit]));
      const of = (seconds: number[]) =>
        `${median(seconds).toFixed(2)} s (${range(seconds)
          .map((n) => n.toFixed(2))
          .join('–')})`;
      const ratio = pairedRatio(now as number[], before as number[]).toFixed(2);
      console.log(`${unit}: ${of(before as number[])} there, ${of(now as number[])} here, ratio ${ratio}`);
    }
  } finally {
    await moto.stop();
  }
}

compareCheckouts(
  HELP,
  {
    form: { type: 'string', default: 'settings' },
    operations: { type: 'string', default: '3000' },
    runs: { type: 'string', default: '3' },
    applied: { type: 'boolean', default: false },
  },
  (folder, { form, operations, runs, applied }) =>
    compare(folder, form, Number(operations), Number(runs), applied),
);
