import { type Problem, UserError } from '../errors';
import { writeTwin } from '../local/twins';
import type { Project } from '../project';
import { LocalRoot } from './apply';
import { type Built, build } from './build';
import { checkFit } from './fit';
import { ask, type Door, type Instance, Keep, stop } from './instance';
import { launch } from './launch';
import { type Lock, lock } from './lock';
import type { Report } from './report';
import { checkServedHere } from './sources';
import { findTerraform, Interrupted } from './terraform';
import type { Changes } from './terraform-message';
import { type Twin, twinOf } from './twin';

export interface UpOptions {
  /** Port of the first API's front door. @default 8400, the next free one where it is taken */
  readonly port?: number;
  readonly report: Report;
  /** Ends the work in order. @default - never */
  readonly signal?: AbortSignal;
}

/** What `up` came to. */
export interface Up {
  readonly project: string;
  readonly apis: readonly Door[];
  /** Functions that log. */
  readonly functions: readonly string[];
  readonly resources: number;
  readonly changes: Changes;
  /** Whether anything changed: the package, the twin, a resource, or that it runs at all. */
  readonly changed: boolean;
  /** Endpoint of all services. */
  readonly aws: string;
  /** Why functions run by Mangum and not by the Lambda Web Adapter; undefined when they don't. */
  readonly mangum?: string;
}

/**
 * Runs a project on this machine: builds the app, starts a local AWS where none runs, applies the root to it and opens
 * a front door for each REST API.
 *
 * @throws UserError with all that can be known to be wrong before something starts; later, with the first that fails
 * @throws Interrupted by `signal`; what this call started has ended then
 */
export async function up(project: Project, { report, signal, port }: UpOptions): Promise<Up> {
  const terraform = checked(project);
  const held = await takeLock(project, report, signal);
  try {
    const [launched, made] = await together(
      report.stage('local AWS', async (progress) => {
        const value = await launch(project, process.env.AWS_ENDPOINT_URL, progress, signal);
        const { own, aws, mangum } = value.instance;
        const how = own ? (value.started ? 'ready' : 'already runs') : aws;
        return { value, said: mangum ? `${how}; functions run by Mangum: ${mangum}` : how };
      }),
      report.stage('bundle', async (progress) => {
        const built = await build(project, progress);
        return { value: { built, twin: await twinOf(project, built, progress) }, said: built.said };
      }),
    ).catch(async (failure: StartFailure) => {
      if (failure.launched?.started) await stop(new Keep(project), failure.launched.instance);
      throw failure.error;
    });
    let { instance, started } = launched;
    try {
      if (new LocalRoot(project, instance, terraform, held).broken && instance.own) {
        ({ instance } = await report.stage('local AWS again', async (progress) => {
          await stop(new Keep(project), instance);
          const value = await launch(project, undefined, progress, signal);
          return { value, said: 'ready: an earlier apply was broken off, so this one begins anew' };
        }));
        started = true;
      }
      return await deploy(
        project,
        instance,
        started,
        made,
        { report, ...(signal ? { signal } : {}), ...(port === undefined ? {} : { port }) },
        new LocalRoot(project, instance, terraform, held),
      );
    } catch (error) {
      if (error instanceof Interrupted) {
        if (started) await stop(new Keep(project), instance);
        else new LocalRoot(project, instance, terraform, held).breakOff();
      }
      throw error;
    }
  } finally {
    held.release();
  }
}

async function deploy(
  project: Project,
  instance: Instance,
  started: boolean,
  { built, twin }: { built: Built; twin: Twin | undefined },
  { report, signal, port }: UpOptions,
  root: LocalRoot,
): Promise<Up> {
  if (instance.own && twin) await writeTwin(new Keep(project).folder(instance.id), 'app', twin);
  const interrupt = () => root.interrupt();
  signal?.addEventListener('abort', interrupt);
  if (signal?.aborted) throw new Interrupted();
  try {
    const { changes, deployed } = await report.stage('apply', async (progress) => {
      const value = await root.apply(progress);
      return { value, said: saidOf(value.changes, value.deployed.resources) };
    });
    const { doors } = await ask<Instance>(instance, 'PUT', {
      stages: deployed.stages,
      ...(port === undefined ? {} : { port }),
    });
    checkFit(project, deployed.targets, built.package?.sha256Base64);
    const touched = changes.added + changes.changed + changes.removed > 0;
    return {
      project: project.name,
      apis: doors,
      functions: deployed.functions,
      resources: deployed.resources,
      changes,
      changed: started || touched || built.package?.reused === false || twin?.changed === true,
      aws: instance.aws,
      ...(instance.mangum === undefined ? {} : { mangum: instance.mangum }),
    };
  } finally {
    signal?.removeEventListener('abort', interrupt);
  }
}

/** The wait for what a killed command left running is a part of its own. */
async function takeLock(project: Project, report: Report, signal: AbortSignal | undefined): Promise<Lock> {
  let over = () => {};
  const taken = new Promise<void>((resolve) => {
    over = resolve;
  });
  try {
    return await lock(project, 'up', {
      ...(signal ? { signal } : {}),
      progress: (line) =>
        void report.stage('wait', async (progress) => {
          progress(line);
          await taken;
          return { value: 0, said: '' };
        }),
    });
  } finally {
    over();
  }
}

/** Everything that is wrong before something starts, at once. */
function checked(project: Project): string {
  const problems: Problem[] = [];
  let terraform = '';
  for (const check of [
    () => checkServedHere(project),
    () => {
      terraform = findTerraform();
    },
  ]) {
    try {
      check();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length) throw new UserError(problems);
  return terraform;
}

/** Two parts failed, or one of them; what the first of them made has to be ended. */
interface StartFailure {
  readonly error: unknown;
  readonly launched?: { readonly instance: Instance; readonly started: boolean };
}

async function together<A extends StartFailure['launched'], B>(
  first: Promise<A>,
  second: Promise<B>,
): Promise<[A, B]> {
  const [a, b] = await Promise.allSettled([first, second]);
  if (a.status === 'fulfilled' && b.status === 'fulfilled') return [a.value, b.value];
  const reasons = [a, b].flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  const problems = reasons.flatMap((reason) => (reason instanceof UserError ? reason.problems : []));
  const error = problems.length === 0 ? reasons[0] : new UserError(problems);
  throw { error, ...(a.status === 'fulfilled' ? { launched: a.value } : {}) } as StartFailure;
}

function saidOf({ added, changed, removed }: Changes, resources: number): string {
  const parts = [
    [added, 'added'],
    [changed, 'changed'],
    [removed, 'removed'],
  ].filter(([count]) => count);
  const what = parts.map(([count, verb]) => `${count} ${verb}`).join(', ') || 'nothing changed';
  return `${resources} resource${resources === 1 ? '' : 's'}, ${what}`;
}
