import { readFileSync, statSync } from 'node:fs';
import { startMoto } from '../test/support/moto';
import { awsEnvironment, Terraform } from '../test/support/terraform';
import { Workspace } from '../test/support/workspace';
import { countCalls } from './call-counter';
import { inTurns, measure, type Place, type RawPairs, rawPairs, type Usage } from './process';
import { FORMS, type Form, writeRole } from './roots';
import { median, pairedRatio, range } from './statistics';

/** Seconds, of what was measured some times. */
export interface Seconds {
  readonly wall: number;
  readonly cpu: number;
  /** The shortest and the longest run. */
  readonly range: readonly [number, number];
}

/** What it takes to plan one root to which nothing has to be done. */
export interface PlanRow {
  readonly form: Form['key'];
  readonly operations: number;
  readonly resources: number;
  /** Requests to AWS that apply and plan send. */
  readonly calls: { readonly apply: number; readonly plan: number };
  /** Wall seconds of the one apply, on an AWS that answers in milliseconds. */
  readonly apply: number;
  readonly plan: Seconds;
  /** The plan of one role, in turns with this one. */
  readonly base: Seconds;
  /** Medians of the ratios of each two plans that ran one after the other. */
  readonly ratio: { readonly wall: number; readonly cpu: number };
  /** Bytes of the state. */
  readonly state: number;
  /** Bytes of memory of the largest process. */
  readonly peak: number;
  /** Each run, in the order of the pairs. */
  readonly raw: RawPairs;
}

export interface PlanResults {
  readonly runs: number;
  /** What the forms are compared with; its plan is of all runs. */
  readonly role: Pick<PlanRow, 'calls' | 'apply' | 'plan' | 'state'>;
  readonly provider: string;
  readonly rows: readonly PlanRow[];
}

/** Applies every form with every number of operations and measures the plans after it. */
export async function measurePlans(
  counts: readonly number[],
  runs: number,
  progress: (line: string) => void,
): Promise<PlanResults> {
  const moto = await startMoto();
  // Calls are counted where nothing is timed: when applying, and in the first plan, which warms up
  const counter = await countCalls(moto.url);
  const open = new Set<Workspace>();
  const prepare = async (name: string, write: (workspace: Workspace) => void) => {
    const workspace = new Workspace(`bench-${name}`);
    open.add(workspace);
    write(workspace);
    const tf = new Terraform('terraform', workspace.path, awsEnvironment(counter.url));
    tf.writeProvider();
    await tf.init();
    counter.taken();
    const start = performance.now();
    await tf.apply();
    const apply = (performance.now() - start) / 1000;
    const applyCalls = counter.taken();
    const plan = () => emptyPlan({ cwd: workspace.path, env: environment(moto.url) });
    await emptyPlan({ cwd: workspace.path, env: environment(counter.url) });
    return { workspace, plan, apply, calls: { apply: applyCalls, plan: counter.taken() } };
  };

  try {
    progress('plan: one role');
    const role = await prepare('role', writeRole);
    const rows: PlanRow[] = [];
    const rolePlans: Usage[] = [];
    for (const form of FORMS) {
      for (const operations of counts.filter((count) => count <= form.most)) {
        progress(`plan: ${form.name}, ${operations} operations`);
        const root = await prepare(`${form.key}-${operations}`, (workspace) =>
          form.write(workspace, operations),
        );
        const { base, other } = await inTurns(runs, role.plan, root.plan);
        rolePlans.push(...base);
        rows.push({
          form: form.key,
          operations,
          resources: managedResources(root.workspace),
          calls: root.calls,
          apply: root.apply,
          plan: seconds(other),
          base: seconds(base),
          ratio: {
            wall: pairedRatio(other.map(wallOf), base.map(wallOf)),
            cpu: pairedRatio(other.map(cpuOf), base.map(cpuOf)),
          },
          state: stateSize(root.workspace),
          raw: rawPairs({ base, other }),
          peak: median(other.map(({ peak }) => peak)),
        });
        root.workspace.remove();
        open.delete(root.workspace);
      }
    }
    const { workspace, calls, apply } = role;
    return {
      runs,
      provider: providerVersion(workspace),
      role: { calls, apply, plan: seconds(rolePlans), state: stateSize(workspace) },
      rows,
    };
  } finally {
    await counter.close();
    await moto.stop();
    for (const workspace of open) workspace.remove();
  }
}

/** Terraform as a user runs it: with its own settings, and nothing of this machine's but where providers come from. */
export function environment(endpoint: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(AWS_|TF_|GOGC$)/.test(name) || name === 'TF_CLI_CONFIG_FILE',
  );
  return { ...Object.fromEntries(inherited), CHECKPOINT_DISABLE: '1', ...awsEnvironment(endpoint) };
}

async function emptyPlan(place: Place): Promise<Usage> {
  const usage = await measure(
    ['terraform', 'plan', '-input=false', '-no-color', '-detailed-exitcode'],
    place,
  );
  if (usage.code === 0) return usage;
  const why = usage.code === 2 ? 'finds something to do after apply' : `ended with ${usage.code}`;
  throw new Error(`terraform plan ${why}, in ${place.cwd}\n${usage.output}`);
}

const wallOf = ({ wall }: Usage) => wall;
const cpuOf = ({ cpu }: Usage) => cpu;

function seconds(usages: readonly Usage[]): Seconds {
  const walls = usages.map(wallOf);
  return { wall: median(walls), cpu: median(usages.map(cpuOf)), range: range(walls) };
}

function stateSize(workspace: Workspace): number {
  return statSync(workspace.at('terraform.tfstate')).size;
}

interface State {
  readonly resources: readonly { readonly mode: string; readonly instances: readonly unknown[] }[];
}

/** How many resources the state holds; what is only read does not count. */
function managedResources(workspace: Workspace): number {
  const { resources } = JSON.parse(readFileSync(workspace.at('terraform.tfstate'), 'utf8')) as State;
  return resources
    .filter(({ mode }) => mode === 'managed')
    .reduce((sum, { instances }) => sum + instances.length, 0);
}

function providerVersion(workspace: Workspace): string {
  const lock = readFileSync(workspace.at('.terraform.lock.hcl'), 'utf8');
  return /hashicorp\/aws"[^}]*?version\s*=\s*"([^"]+)"/.exec(lock)?.[1] ?? 'unknown';
}
