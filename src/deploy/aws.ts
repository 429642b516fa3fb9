import { rmSync, writeFileSync } from 'node:fs';
import { UserError } from '../errors';
import type { Project } from '../project';
import { abortable } from '../system';
import { type Asking, agreed } from './agreed';
import { AwsAccount } from './aws-account';
import type { AwsPlace } from './aws-place';
import { AwsRoot } from './aws-root';
import { type AwsTarget, describeTarget, inShort, targetOf } from './aws-target';
import { build } from './build';
import { synthesize } from './cdktf';
import { addressOf } from './deployment';
import { checkEnvironment } from './environment';
import { temporaryOfTerraform } from './left-behind';
import { type Lock, lock } from './lock';
import { removeEarlierOverride } from './overlay';
import { type Plan, readPlan } from './plan';
import { planFiles } from './plan-file';
import { checkPlatform, plannedFunctions } from './platform-check';
import type { Report } from './report';
import { endedRollbacks } from './rollback';
import { describeRouteChanges, NO_ROUTE_CHANGES, type RouteChanges, routeChangesOf } from './route-changes';
import type { Deployed } from './state';
import { Interrupted } from './terraform';
import { isStep } from './terraform-message';

export interface AwsOptions extends AwsPlace, Asking {
  readonly report: Report;
}

const UNASKED = {
  what: 'the question whether to apply needs a terminal',
  fix: 'read the plan above, and give --yes to apply without being asked',
};

export interface UpOnAwsOptions extends AwsOptions {
  /** Whether the package that was gone back from may answer again. @default false */
  readonly endRollback?: boolean;
  /** Whether nothing is asked and applied: the plan is shown, and the state stays unlocked. @default false */
  readonly dryRun?: boolean;
}

/** The deployment on AWS. */
export interface OnAws {
  readonly project: string;
  /** Environment that it is. @default - none: the root as it stands */
  readonly environment?: string;
  /** Whether something was done: there was a difference, and it was agreed to. */
  readonly changed: boolean;
  /** What the plan would do, such as `1 to add, 0 to change, 0 to destroy`; undefined where AWS is as the files say. */
  readonly plan?: string;
  /** Accounts that the provider of the root works in: one, but for a root with several providers. */
  readonly accounts: readonly string[];
  /** Regions that the provider of the root works in. */
  readonly regions: readonly string[];
  /** What the plan does to routes. */
  readonly routes: RouteChanges;
  readonly urls: readonly { readonly name: string; readonly url: string }[];
  readonly functions: readonly string[];
  readonly resources: number;
}

/**
 * Applies the root of a project to the AWS account of the environment, with the state and the backend that the root
 * has: what `terraform apply` in its folder does, after the app was built. The plan is shown, and applied as it was
 * shown once it was agreed to.
 *
 * @throws UserError with what Terraform said, or when there is nobody to ask
 */
export function upOnAws(project: Project, options: UpOnAwsOptions): Promise<OnAws> {
  return onAws(project, options, {
    command: 'up --aws',
    // A plan that is never applied changes no state: it needs no lock, and no right to write one
    plan: options.dryRun ? ['-lock=false'] : [],
    question: (target) => `Apply this plan to ${target}?`,
    prepare: async () => {
      const { package: made } = await options.report.stage('bundle', async (progress) => {
        const built = await build(project, progress);
        await synthesize(project, progress);
        return { value: built, summary: built.summary };
      });
      return made?.sha256Base64;
    },
    check: (plan) => endedRollbacks(plan, options.endRollback === true),
    dryRun: options.dryRun === true,
  });
}

/** Destroys what the root of a project has on AWS, after the list was shown and agreed to. */
export function downOnAws(project: Project, options: AwsOptions): Promise<OnAws> {
  return onAws(project, options, {
    command: 'down --aws',
    plan: ['-destroy'],
    destroys: true,
    question: (target) => `Destroy all of this in ${target}?`,
    prepare: async () => {
      if (project.cdktf === undefined) return undefined;
      return options.report.stage('cdktf', async (progress) => {
        await synthesize(project, progress);
        return { value: undefined, summary: '' };
      });
    },
  });
}

interface Work {
  readonly command: string;
  readonly plan: readonly string[];
  /** Whether the plan takes everything away. @default false */
  readonly destroys?: boolean;
  /** @param target what it is asked about, such as `account 123456789012, region eu-central-1` */
  readonly question: (target: string) => string;
  /** Builds what is needed; answers with the hash of the package. */
  readonly prepare: () => Promise<string | undefined>;
  /** Looks at the plan before it is shown; answers with what is to be said of it. @default - nothing is */
  readonly check?: (plan: Plan) => readonly string[];
  /** Whether the plan is only shown. @default false */
  readonly dryRun?: boolean;
}

async function onAws(project: Project, options: AwsOptions, work: Work): Promise<OnAws> {
  const { report, signal } = options;
  const held = await lock(project, work.command, { signal, progress: options.show });
  const planFile = planFiles(project).aws;
  const root = rootUnder(held, project, options);
  const { terraform, env } = root;
  const state = () => root.state();
  let target: AwsTarget = { accounts: [], regions: [], identities: [] };
  let routes = NO_ROUTE_CHANGES;
  let counts: string | undefined;
  const result = (changed: boolean, now: Deployed): OnAws => ({
    project: project.name,
    ...(options.environment === undefined ? {} : { environment: options.environment }),
    changed,
    ...(counts === undefined ? {} : { plan: counts }),
    accounts: target.accounts,
    regions: target.regions,
    routes,
    urls: [...now.stages.map((stage) => ({ name: stage.name, url: addressOf(stage) })), ...now.endpoints],
    functions: now.functions.map(({ name }) => name),
    resources: now.resources,
  });
  try {
    await removeEarlierOverride(project, report);
    const sha256 = await abortable(signal, work.prepare);
    if (signal.aborted) throw new Interrupted();
    /** Plans, and reads what the plan is about. */
    const planOnce = async (...more: string[]) => {
      // Terraform writes the plan into this file, and only this user may read it
      writeFileSync(planFile, '', { mode: 0o600 });
      const args = ['plan', '-input=false', '-no-color', '-detailed-exitcode', `-out=${planFile}`];
      const done = await terraform.run(
        [...args, ...root.variableArguments, ...root.stateArguments, ...work.plan, ...more],
        undefined,
        [0, 2],
      );
      const plan = readPlan(await terraform.read(['show', '-json', planFile]));
      return { ...done, plan, target: targetOf(plan) };
    };
    const planned = await report.stage('plan', async (progress) => {
      progress('terraform init');
      await root.init();
      const first = await planOnce();
      const variable = variableOfRegion(first.target, options.region);
      const value = variable === undefined ? first : await planOnce('-var', `${variable}=${options.region}`);
      if (value.code !== 0) counts = /^Plan: (.+)\.$/m.exec(value.output)?.[1] ?? 'outputs alone';
      return { value, summary: counts ?? 'nothing to do' };
    });
    const { plan } = planned;
    if (root.environment) checkEnvironment(root.environment, plan);
    target = planned.target;
    routes = routeChangesOf(plan);
    checkPlatform(project, plannedFunctions(plan), sha256);
    const remarks = work.check?.(plan) ?? [];
    if (planned.code === 0) return result(false, await state());
    for (const line of describeTarget(target, env)) options.show(line);
    for (const line of [...describeRouteChanges(routes), ...remarks]) options.show(line);
    for (const line of planned.output.trimEnd().split('\n')) options.show(line);
    if (work.dryRun) return result(false, await state());
    const ask = async () =>
      agreed({
        text: work.question(await inQuestion(root, target, signal)),
        unasked: UNASKED,
        signal,
        ask: options.ask,
      });
    if (!options.yes && !(await ask())) {
      options.show('nothing was done');
      return result(false, await state());
    }
    await report.stage(work.destroys ? 'destroy' : 'apply', async (progress) => {
      await terraform.run(['apply', '-input=false', '-json', ...root.stateArguments, planFile], (message) => {
        if (isStep(message)) progress(message['@message']);
      });
      return { value: 0, summary: '' };
    });
    return result(true, await state());
  } catch (error) {
    throw signal.aborted ? new Interrupted() : error;
  } finally {
    rmSync(planFile, { force: true });
    held.release();
  }
}

/** The target as a question names it: with the environment, and the name that the account has for people. */
async function inQuestion(
  { environment, env }: AwsRoot,
  target: AwsTarget,
  signal: AbortSignal,
): Promise<string> {
  const [region = 'us-east-1'] = target.regions;
  const alias = target.accounts.length === 1 ? await new AwsAccount(region, env, signal).alias() : undefined;
  return `${environment ? `environment ${environment.name}, ` : ''}${inShort(target, alias)}`;
}

/** The root of a project for a command that holds its lock, which is given back where there is no such root. */
function rootUnder(held: Lock, project: Project, { signal, ...place }: AwsOptions): AwsRoot {
  try {
    return new AwsRoot(project, place, {
      signal,
      log: 'terraform.log',
      temporary: temporaryOfTerraform(project.state),
      onProcess: (pid) => held.noteTerraform(pid),
    });
  } catch (error) {
    held.release();
    throw error;
  }
}

/**
 * The variable that has to be set for another region than a plan is about; undefined where the plan is about that region,
 * or about none that is known.
 *
 * @throws UserError where the root's provider has a region of its own, which no variable changes
 */
function variableOfRegion(
  { regions, regionSetter }: AwsTarget,
  wanted: string | undefined,
): string | undefined {
  if (wanted === undefined || regions.every((region) => region === wanted)) return undefined;
  if (typeof regionSetter === 'object') return regionSetter.variable;
  throw new UserError([
    {
      where: '--region',
      what: `the root sets ${regions.join(', ')} itself`,
      got: wanted,
      fix: 'take "region" out of the provider "aws" of the root, or leave --region out',
    },
  ]);
}
