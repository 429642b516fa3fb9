import { Argument, type Command } from 'commander';
import type { Problem } from '../../errors';
import type { HostName, PipelinePlan } from '../../pipeline';
import { Context, type Outputs, type Shared, shared } from '../context';
import { counted } from '../file-list';
import { onInterrupt } from '../interrupt';
import { StrictCommand } from '../strict-command';

const HOSTS: readonly HostName[] = ['github', 'gitlab'];

interface Options extends Shared {
  readonly repository?: string;
  readonly branch?: string;
  readonly hostUrl?: string;
  readonly planBranches?: string | false;
  readonly account?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

export function addPipeline(root: Command, outputs: Outputs): void {
  const command = root
    .command('pipeline')
    .description('write the pipeline that deploys the project, and the root of its roles')
    .addArgument(new Argument('<host>', 'what runs it').choices(HOSTS))
    .option(
      '--repository <name>',
      'owner/name, or group/name (default: what is written already, or the remote origin)',
    )
    .option('--branch <name>', 'branch that is deployed (default: that of origin, or main)')
    .option(
      '--host-url <url>',
      'GitLab of your own (default: what is written already, or https://gitlab.com)',
    )
    .option('--plan-branches <pattern>', 'GitLab: branches whose merge requests are planned, such as "*"')
    .option('--no-plan-branches', 'GitLab: no merge request is planned (the default)')
    .option('--account <id>', 'account of states in buckets whose name does not say it')
    .option('--dry-run', 'print each change as a diff, and write nothing')
    .option('-y, --yes', 'do not ask')
    .action((host: HostName, options: Options) => run(host, options, outputs));
  if (command instanceof StrictCommand)
    command.checkValues(async ({ repository, branch, account, hostUrl, planBranches }, [host]) => [
      ...unlike('--repository', repository, /^[\w.-]+(?:@\d+)?(?:\/[\w.-]+(?:@\d+)?)+$/, 'owner/name'),
      ...unlike('--branch', branch, /^\w[\w./-]*$/, 'main'),
      ...unlike('--host-url', hostUrl, /^https:\/\/[\w.-]+(?::\d+)?(?:\/[\w.-]+)*$/, GITLAB_URL),
      ...unlike('--plan-branches', planBranches || undefined, /^[\w./*-]+$/, 'feature/*'),
      ...(host === 'github'
        ? [...ofGitlab('--host-url', hostUrl), ...ofGitlab('--plan-branches', planBranches)]
        : []),
      ...unlike('--account', account, /^\d{12}$/, '123456789012'),
    ]);
  shared(command, 'terragate pipeline github --dry-run');
}

const GITLAB_URL = 'https://gitlab.example.com';

function ofGitlab(where: string, got: unknown): readonly Problem[] {
  if (got === undefined) return [];
  return [{ where, what: `${where} goes with gitlab`, fix: 'leave it out' }];
}

function unlike(where: string, got: unknown, pattern: RegExp, example: string): readonly Problem[] {
  if (got === undefined || pattern.test(String(got))) return [];
  return [
    { where, what: `the text has not the form of ${example}`, got, fix: `give one such as ${example}` },
  ];
}

async function run(host: HostName, options: Options, outputs: Outputs): Promise<void> {
  const context = await Context.open(options, outputs);
  const { goesOn } = await import('../../deploy/agreed');
  const { arnOf, planPipeline, writePipeline } = await import('../../pipeline');
  const { patchOf } = await import('../../system/patch');
  const { repository, branch, account, hostUrl, planBranches } = options;
  const plan = await planPipeline(context.project, {
    host,
    repository,
    branch,
    account,
    hostUrl,
    planBranches,
  });
  const patches = plan.changes.map(patchOf);
  const told = (written: boolean) => ({
    host,
    written,
    files: plan.changes.map(({ path }) => path),
    environments: plan.environments.map((one) => ({
      name: one.title,
      approved: one.isApproved,
      account: one.account,
      region: one.region,
      roles: { plan: arnOf('role', one, 'plan'), apply: arnOf('role', one, 'apply') },
    })),
    next: plan.next,
    notes: plan.notes,
  });
  if (options.dryRun)
    return context.result({ ...told(false), patch: patches.join('') }, [
      ...patches.map((patch) => patch.trimEnd()),
      ...plan.notes,
      ...(context.quiet ? [] : [`${counted(patches.length, 'file')}; nothing was written`]),
    ]);
  const interrupt = onInterrupt();
  try {
    const show = (line: string) => outputs.err.line(line);
    if (patches.length && !options.yes) for (const patch of patches) show(patch.trimEnd());
    const asking = { yes: options.yes === true || patches.length === 0, show, signal: interrupt.signal };
    if (!(await goesOn(asking, 'Write these files?', 'to write the files')))
      return context.result(told(false), []);
    writePipeline(plan);
  } finally {
    interrupt.forget();
  }
  context.result(told(true), summary(plan));
}

function summary({ changes, environments, next, notes }: PipelinePlan): string[] {
  const approved = environments.filter(({ isApproved }) => isApproved).map(({ title }) => title);
  return [
    ...(changes.length ? changes.map(({ path }) => `  ${path}`) : ['nothing changed since the last time']),
    `  ${environments.map(({ title }) => title).join(', then ')}; approval for ${approved.join(', ')}`,
    ...notes.map((note) => `  note: ${note}`),
    ...(changes.length ? ['next:', ...next.map((line) => `  ${line}`)] : []),
  ];
}
