import { run } from '../system';
import type { Check, Machine } from './check';
import { credentials, identity } from './credentials';
import { disk, port, system } from './machine';
import { adapter, node, python, terraform, uv } from './programs';
import { projectChecks, projectOf } from './project';

/** The machine and the project to check. */
export interface DoctorOptions {
  /** A folder, of a project or not. @default - that of this process */
  readonly cwd?: string;
  /** Whether AWS is used next: then credentials are needed, and AWS is asked whose they are. @default false */
  readonly aws?: boolean;
  /** Replaces questions to the machine, for tests. @default - those of this machine */
  readonly machine?: Partial<Machine>;
  /** Port that is looked at. @default 8400 */
  readonly port?: number;
}

/** The results of all checks. */
export interface Diagnosis {
  /** Whether nothing is missing that is needed. */
  readonly ok: boolean;
  readonly checks: readonly Check[];
}

/**
 * Looks at what this machine and a project have, and what they miss. Nothing is installed or changed, and nobody is asked
 * over the network, but for AWS with `aws`.
 *
 * @example (await doctor()).checks.filter(({ state }) => state === 'missing')
 */
export async function doctor(options: DoctorOptions = {}): Promise<Diagnosis> {
  const { cwd = '.', aws = false } = options;
  const machine: Machine = {
    platform: process.platform,
    env: process.env,
    node: process.versions.node,
    run,
    ...options.machine,
  };
  const { project, checks: none } = projectOf(cwd);
  const version = project?.pythonVersion;
  const handler = project?.handler ?? 'run.sh';
  const known = credentials(machine, aws);
  const parts = await Promise.all([
    node(machine),
    python(machine, version),
    uv(machine),
    terraform(machine),
    ...(handler.endsWith('.sh') ? [adapter(machine)] : []),
    known,
    ...(aws && known.state === 'ok' ? [identity(machine)] : []),
    port(options.port, project?.folder),
    disk(),
  ]);
  const own = project ? await projectChecks(project, machine) : none;
  const windows = system(machine);
  const checks = [...(windows ? [windows] : []), ...parts, ...own];
  return { ok: checks.every(({ state }) => state !== 'missing'), checks };
}
