import { type OnAws, planSummary, upOnAws } from '../deploy';
import { UserError } from '../errors';
import { writeFileAtomic } from '../system';
import { type AwsCommandOptions, awsPlace } from './aws-options';
import type { Context } from './context';

/** Flags of `terragate up --aws`. */
export interface UpOnAwsFlags extends AwsCommandOptions {
  readonly endRollback?: boolean;
  readonly dryRun?: boolean;
  readonly check?: boolean;
  /** File for the routes that change, as Markdown. */
  readonly summary?: string;
}

/** Runs `terragate up --aws`. @throws UserError for --check where AWS is not as the files say */
export async function runOnAws(
  context: Context,
  flags: UpOnAwsFlags,
  terminal: { readonly signal: AbortSignal; readonly show: (line: string) => void },
): Promise<void> {
  const { dryRun = false, check = false, summary } = flags;
  const done = await upOnAws(context.project, {
    ...terminal,
    ...awsPlace(flags),
    report: context.report,
    yes: flags.yes === true,
    endRollback: flags.endRollback === true,
    dryRun: dryRun || check,
  });
  if (summary !== undefined) writeFileAtomic(summary, planSummary(done));
  if (check) checkNothingToDo(done);
  context.result(done, [
    ...(dryRun ? [`  plan   ${done.plan ?? 'nothing to do'}; nothing was applied`] : []),
    ...done.urls.map(({ name, url }) => `  ${name}   ${url}`),
  ]);
}

/** @throws UserError where AWS is not as the files say */
function checkNothingToDo({ project, environment, plan }: OnAws): void {
  if (plan === undefined) return;
  const env = environment === undefined ? '' : ` --env ${environment}`;
  throw new UserError([
    {
      where: environment === undefined ? project : `${project}, environment ${environment}`,
      what: `AWS is not as the files say: ${plan}`,
      fix: `read the plan above; terragate up --aws${env} makes AWS as the files say`,
    },
  ]);
}
