import type { Command } from 'commander';
import type { FunctionState, Status, StatusOnAws } from '../../deploy';
import { type AwsCommandOptions, awsOptions, awsPlace, awsProblems } from '../aws-options';
import { Context, type Outputs, shared } from '../context';
import { onInterrupt } from '../interrupt';
import { StrictCommand } from '../strict-command';

interface Options extends Omit<AwsCommandOptions, 'env'> {
  /** `true` without a name. */
  readonly env?: string | true;
}

const ENV = [
  '--env [name]',
  'print the variables by which AWS tools speak to it; they hold the keys of the local AWS. With --aws: the environment of the project (default: none)',
] as const;

export function addStatus(root: Command, outputs: Outputs): void {
  const command = root
    .command('status')
    .description('what runs of the project, and where')
    .action(async ({ env, ...options }: Options) => {
      const context = await Context.open(options, outputs);
      if (options.aws) return onAws(context, { ...options, ...(typeof env === 'string' ? { env } : {}) });
      return env ? variables(context) : here(context);
    });
  awsOptions(command, { what: 'what is deployed on AWS: account, address, functions, routes', env: ENV });
  if (command instanceof StrictCommand)
    command.checkValues(async ({ env, ...options }) => [
      ...(await awsProblems({ ...options, ...(env === true ? {} : { env }) })),
      ...(options.aws && env === true
        ? [
            {
              where: '--env',
              what: '--env has no name',
              fix: 'give one: terragate status --aws --env staging',
            },
          ]
        : []),
    ]);
  shared(
    command,
    'terragate status --json\nterragate status --aws --env staging\neval "$(terragate status --env)" && aws s3 ls',
  );
}

async function variables(context: Context): Promise<void> {
  const { sdkVariables } = await import('../../deploy');
  const found = await sdkVariables(context.project);
  const { shell } = await import('../../language');
  const lines = Object.entries(found).map(([name, value]) => shell`export ${name}=${value}`.text);
  context.result(found, lines);
}

async function here(context: Context): Promise<void> {
  const { status } = await import('../../deploy');
  const now = await status(context.project);
  if (!now.running && now.cleaned !== undefined) context.note(now.cleaned);
  context.result(
    now,
    now.running ? table(rowsHere(now)) : [`${context.project.name} does not run: terragate up starts it`],
  );
}

function rowsHere(now: Extract<Status, { running: true }>): Row[] {
  return [
    ...now.apis.flatMap(({ name, url, domains = [] }) => column(name, [url, ...domains])),
    ['functions', now.functions.join(', ') || 'none'],
    ['resources', String(now.resources)],
    ...(now.callers === undefined ? [] : [['callers', now.callers] as const]),
    ...(now.strict === undefined
      ? []
      : [['strict', ['as on Lambda', ...Object.values(now.strict)].join('; but: ')] as const]),
    ['local AWS', `${now.aws} since ${now.startedAt}`],
    ['state', now.stateFile],
  ];
}

async function onAws(context: Context, options: AwsCommandOptions): Promise<void> {
  const { notDeployed, statusOnAws } = await import('../../deploy');
  const interrupt = onInterrupt();
  try {
    const place = awsPlace(options);
    const now = await statusOnAws(context.project, place, interrupt.signal);
    const { what, fix } = notDeployed(place);
    context.result(
      now,
      now.deployed ? table(rowsOnAws(now)) : [`${context.project.name}: ${what}. To deploy it: ${fix}`],
    );
  } finally {
    interrupt.forget();
  }
}

function rowsOnAws(now: Extract<StatusOnAws, { deployed: true }>): Row[] {
  const { profile, account, alias, environment, identity, regions, apis, functions, resources } = now;
  const routes = apis.flatMap(({ name, routes = [] }) =>
    routes.map(({ route, callers }) => `${route}: ${callers}${apis.length > 1 ? ` (${name})` : ''}`),
  );
  const states = functions.map(({ name, state, lastModified, lastUpdate, reason, ...live }) =>
    [
      `${name}: ${state}`,
      ...answering(live),
      ...(lastModified ? [`changed ${lastModified}`] : []),
      ...(lastUpdate && lastUpdate !== 'Successful' ? [`the last change is ${lastUpdate}`] : []),
      ...(reason ? [reason] : []),
    ].join(', '),
  );
  return [
    ...apis.map(({ name, url }): Row => [name, url]),
    ...(environment === undefined ? [] : [['environment', environment] as const]),
    ['account', `${account}${alias ? ` (${alias})` : ''}, as ${identity}`],
    ...(profile === undefined ? [] : [['profile', profile] as const]),
    ['region', regions.join(', ')],
    ...column('functions', states),
    ...column('routes', routes),
    ['resources', String(resources)],
  ];
}

/** The version that answers, and why it is not the newest. */
function answering({
  version,
  shares = {},
  rollback,
}: Pick<FunctionState, 'version' | 'shares' | 'rollback'>): string[] {
  if (version === undefined) return [];
  return [
    `version ${version}`,
    ...Object.entries(shares).map(([other, share]) => `version ${other} for ${Math.round(share * 100)} %`),
    ...(rollback ? [`rolled back from ${rollback.from} at ${rollback.since}`] : []),
  ];
}

type Row = readonly [title: string, text: string];

/** Rows with one title, which stands at the first. */
function column(title: string, texts: readonly string[]): Row[] {
  return (texts.length ? texts : ['none']).map((text, index) => [index ? '' : title, text]);
}

function table(rows: readonly Row[]): string[] {
  const width = Math.max(...rows.map(([title]) => title.length));
  return rows.map(([title, text]) => `  ${title.padEnd(width)}   ${text}`);
}
