import type { Callers } from '../callers';
import { type Problem, UserError } from '../errors';
import { replaceLocalPackage } from '../local/local-packages';
import type { Lacks } from '../local/strict';
import type { Project } from '../project';
import { abortable } from '../system';
import { type ApplyResult, LocalRoot } from './apply';
import { ask, type Instance, running, stop } from './background/instance';
import { launch } from './background/launch';
import { StatePaths } from './background/state-paths';
import { type Built, build } from './build';
import { checkSynthesizer, synthesize } from './cdktf';
import { type RunningApi, runningApis } from './docs-page';
import { type LocalPackage, localPackageOf } from './local-package';
import { type Lock, lock } from './lock';
import { removeEarlierOverride } from './overlay';
import { checkPlatform } from './platform-check';
import { takenBy } from './port-holder';
import type { Report, StageResult } from './report';
import { checkStarts } from './start-check';
import { findTerraform, Interrupted } from './terraform';
import { checkLocallySupported } from './terraform-folders';
import type { Changes } from './terraform-message';

export interface UpOptions {
  /** Port of the first API's local proxy. @default 8400, the next free one where it is taken */
  readonly port?: number;
  /** Whether callers are checked as on AWS. @default - the project's setting */
  readonly callers?: Callers;
  /** Whether functions are held to what Lambda allows. @default - the project's setting */
  readonly strict?: boolean;
  readonly report: Report;
  /** Ends the work in order. @default - never */
  readonly signal?: AbortSignal;
}

/** The result of `up`. */
export interface Up {
  readonly project: string;
  readonly apis: readonly RunningApi[];
  /** Functions that log. */
  readonly functions: readonly string[];
  readonly resources: number;
  readonly changes: Changes;
  /** Whether anything changed: the package, the local package, a resource, or that it runs at all. */
  readonly changed: boolean;
  /** Whether some route wants callers that are known. */
  readonly authorized: boolean;
  /** Whether the local AWS checks them; undefined for an endpoint that runs elsewhere. */
  readonly callers?: Callers;
  /** What this system lacks of Lambda's limits; undefined where functions are not held to them. */
  readonly strict?: Lacks;
  /** Endpoint of all services. */
  readonly aws: string;
  /** The process at the usual port of the first API, where that API has another port. */
  readonly portTakenBy?: string;
  /** The reason why functions run by Mangum and not by the Lambda Web Adapter; undefined when they don't. */
  readonly mangum?: string;
}

/**
 * Runs a project on this machine: builds the app, starts a local AWS where none runs, applies the root to it and opens
 * a local proxy for each API.
 *
 * @throws UserError with all that can be known to be wrong before something starts; later, with the first that fails
 * @throws Interrupted by `signal`; what this call started has ended then
 */
export async function up(project: Project, options: UpOptions): Promise<Up> {
  const terraform = checked(project);
  const held = await takeLock(project, options);
  try {
    await removeEarlierOverride(project, options.report);
    return await new Run(project, options, terraform, held).run();
  } finally {
    held.release();
  }
}

/** Port of the first API where it is free. */
export const USUAL_PORT = 8400;

/** The packages of the app, for AWS and for this machine. */
interface BuildResult {
  readonly built: Built;
  readonly localPackage: LocalPackage | undefined;
}

/** The steps of one `up`, while it holds the lock. */
class Run {
  private readonly paths: StatePaths;
  /** The instance that this run started; undefined for one that it found. */
  private started: Instance | undefined;

  constructor(
    private readonly project: Project,
    private readonly options: UpOptions,
    private readonly terraform: string,
    private readonly held: Lock,
  ) {
    this.paths = new StatePaths(project);
  }

  async run(): Promise<Up> {
    const { report, signal } = this.options;
    try {
      const [found, made] = await allOrProblems(
        report.stage('local AWS', (progress) => this.launch(progress)),
        report.stage('bundle', (progress) => abortable(signal, () => this.buildAll(progress))),
      );
      const instance = await this.freshIfInterrupted(found);
      return await this.deploy(instance, made);
    } catch (reason) {
      const error = signal?.aborted ? new Interrupted() : reason;
      const undone = error instanceof Interrupted || !(await running(this.paths))?.endpoints.length;
      if (this.started && undone) await stop(this.paths, this.started);
      throw error;
    }
  }

  private async launch(progress: (line: string) => void): Promise<StageResult<Instance>> {
    const endpoint = process.env.AWS_ENDPOINT_URL;
    const problems = endpoint === undefined ? [] : this.onlyHere(endpoint);
    if (problems.length) throw new UserError(problems);
    const { instance, started } = await launch(this.project, endpoint, progress, this.options.signal);
    if (started) this.started = instance;
    const { own, aws, mangum } = instance;
    const how = own ? (started ? 'ready' : 'already runs') : aws;
    return { value: instance, summary: mangum ? `${how}; functions run by Mangum: ${mangum}` : how };
  }

  private async buildAll(progress: (line: string) => void): Promise<StageResult<BuildResult>> {
    const built = await build(this.project, progress);
    if (this.project.cdktf !== undefined) {
      await synthesize(this.project, progress);
      checkLocallySupported(this.project);
    }
    return {
      value: { built, localPackage: await localPackageOf(this.project, built, progress, true) },
      summary: built.summary,
    };
  }

  /** The instance, or a new one where an apply to it was broken off: Terraform may not know of all that is there. */
  private async freshIfInterrupted(instance: Instance): Promise<Instance> {
    if (!instance.own || !this.root(instance).broken) return instance;
    return this.options.report.stage('local AWS again', async (progress) => {
      await stop(this.paths, instance);
      const { value } = await this.launch(progress);
      return { value, summary: 'ready: an earlier apply was broken off, so this one begins from nothing' };
    });
  }

  private async deploy(instance: Instance, { built, localPackage }: BuildResult): Promise<Up> {
    const { report, port } = this.options;
    const replaced =
      instance.own && localPackage
        ? await replaceLocalPackage(this.paths.folder(instance.id), 'app', localPackage)
        : undefined;
    const { changes, deployed, remember } = await report.stage('apply', (progress) =>
      this.apply(instance, progress),
    );
    await replaced?.();
    checkPlatform(this.project, deployed.targets, built.package?.sha256Base64);
    const { endpoints, callers, strict } = await ask<Instance>(instance, 'PUT', {
      stages: deployed.stages,
      callers: this.callers,
      strict: this.strict,
      ...(port === undefined ? {} : { port }),
    });
    const [first] = endpoints;
    const taken = first && port === undefined && first.port !== USUAL_PORT ? takenBy(USUAL_PORT) : undefined;
    const touched = changes.added + changes.changed + changes.removed > 0;
    const functions = deployed.functions.map(({ name }) => name);
    const remade = built.package?.reused === false || localPackage?.changed === true;
    if (remember || remade) {
      await report.stage('start', async () => {
        await checkStarts(this.project, instance, functions);
        return { value: 0, summary: '' };
      });
      remember?.();
    }
    return {
      project: this.project.name,
      apis: runningApis(this.project, endpoints),
      functions,
      resources: deployed.resources,
      changes,
      changed: this.started !== undefined || touched || remade,
      authorized: deployed.authorized,
      aws: instance.aws,
      ...(callers === undefined ? {} : { callers }),
      ...(strict === undefined ? {} : { strict }),
      ...(taken === undefined ? {} : { portTakenBy: taken }),
      ...(instance.mangum === undefined ? {} : { mangum: instance.mangum }),
    };
  }

  private async apply(
    instance: Instance,
    progress: (line: string) => void,
  ): Promise<StageResult<ApplyResult>> {
    const { signal } = this.options;
    const root = this.root(instance);
    const interrupt = () => root.interrupt();
    signal?.addEventListener('abort', interrupt);
    try {
      if (signal?.aborted) throw new Interrupted();
      const value = await root.apply(progress);
      return { value, summary: summaryOf(value.changes, value.deployed.resources) };
    } catch (error) {
      if (error instanceof Interrupted) root.markInterrupted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', interrupt);
    }
  }

  private get callers(): Callers {
    return this.options.callers ?? this.project.callers;
  }

  private get strict(): boolean {
    return this.options.strict ?? this.project.strict;
  }

  /** The wishes that an endpoint which runs elsewhere cannot fulfil. */
  private onlyHere(endpoint: string): Problem[] {
    const only = `by a local AWS that terragate up has started, and AWS_ENDPOINT_URL is ${endpoint}`;
    const problem = (where: string, what: string, or: string): Problem => ({
      where,
      what: `${what} ${only}`,
      fix: `unset AWS_ENDPOINT_URL, or ${or}`,
    });
    return [
      ...(this.callers === 'checked'
        ? [problem('callers', 'callers are checked', 'leave callers open: terragate up --callers open')]
        : []),
      ...(this.strict
        ? [problem('strict', 'functions are held to what Lambda allows', 'run terragate up --no-strict')]
        : []),
    ];
  }

  private root(instance: Instance): LocalRoot {
    return new LocalRoot(this.project, instance, this.terraform, this.held);
  }
}

/** The wait for what a killed command left running is a part of its own. */
async function takeLock(project: Project, { report, signal }: UpOptions): Promise<Lock> {
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
          return { value: 0, summary: '' };
        }),
    });
  } finally {
    over();
  }
}

/**
 * Finds everything that is wrong before something starts, and fails with all of it. @returns the command of Terraform
 */
function checked(project: Project): string {
  const problems: Problem[] = [];
  let terraform = '';
  for (const check of [
    // the root of a synthesizer is not known yet
    () => void (checkSynthesizer(project) ?? checkLocallySupported(project)),
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

/** Waits for both promises, so that nothing goes on after a failure; then fails with all problems at once. */
async function allOrProblems<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  const [a, b] = await Promise.allSettled([first, second]);
  if (a.status === 'fulfilled' && b.status === 'fulfilled') return [a.value, b.value];
  const reasons: unknown[] = [a, b].flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  const interrupted = reasons.find((reason) => reason instanceof Interrupted);
  const problems = reasons.flatMap((reason) => (reason instanceof UserError ? reason.problems : []));
  throw interrupted ?? (problems.length === 0 ? reasons[0] : new UserError(problems));
}

function summaryOf({ added, changed, removed }: Changes, resources: number): string {
  const parts = [
    [added, 'added'],
    [changed, 'changed'],
    [removed, 'removed'],
  ].filter(([count]) => count);
  const what = parts.map(([count, verb]) => `${count} ${verb}`).join(', ') || 'nothing changed';
  return `${resources} resource${resources === 1 ? '' : 's'}, ${what}`;
}
