import { Argument, type Command, Option } from 'commander';
import type { SecretList, SecretRemoved, SecretSet, StoreName } from '../../deploy';
import type { Problem } from '../../errors';
import { type AwsCommandOptions, awsOptions, awsPlace, awsProblems } from '../aws-options';
import { Context, type Outputs, shared } from '../context';
import { onInterrupt } from '../interrupt';
import { secretValue } from '../secret-value';
import { StrictCommand } from '../strict-command';

const STORES: readonly StoreName[] = ['ssm', 'secrets-manager'];
const ACTIONS = ['set', 'list', 'remove'] as const;

interface Options extends AwsCommandOptions {
  readonly in?: StoreName;
}

export function addSecret(root: Command, outputs: Outputs): void {
  const command = root
    .command('secret')
    .description('keep a value for the app on AWS: set, list, remove')
    .addArgument(new Argument('<action>', 'set, list or remove').choices(ACTIONS))
    .argument('[name]', 'the variable that the app reads, such as DATABASE_URL')
    .addOption(
      new Option('--in <store>', 'with set: where it is kept (default: where it is, else ssm)').choices(
        STORES,
      ),
    )
    .action((action: (typeof ACTIONS)[number], name: string | undefined, options: Options) =>
      run(action, name ?? '', options, outputs),
    );
  awsOptions(command, {
    what: 'on AWS: shows what it does and asks. The value comes from a prompt, or from standard input',
    asks: true,
  });
  if (command instanceof StrictCommand)
    command.checkValues(async (options, [action = '', name]) => [
      ...(options.aws ? [] : [notHere(action)]),
      ...(await nameProblems(action, name)),
      ...(options.in !== undefined && action !== 'set'
        ? [{ where: '--in', what: '--in goes with set', got: options.in, fix: 'leave --in out' }]
        : []),
      ...(await awsProblems({ ...options, aws: true })),
    ]);
  shared(
    command,
    'terragate secret set DATABASE_URL --aws --env staging\nterragate secret set API_TOKEN --aws --yes < token.txt\nterragate secret list --aws',
  );
}

/** On this machine there is nothing to do: the file has the values. */
function notHere(action: string): Problem {
  return {
    where: '--aws',
    what: 'terragate secret is about AWS: on this machine the app has its values from .env ("envFile" of the settings where it is set)',
    fix: `write NAME=... into .env of the app for this machine, or add --aws: terragate secret ${action === 'list' ? action : `${action} NAME`} --aws`,
  };
}

async function nameProblems(action: string, name: string | undefined): Promise<Problem[]> {
  if (action === 'list')
    return name === undefined
      ? []
      : [
          {
            where: 'name',
            what: 'list takes no name',
            got: name,
            fix: 'leave it out: terragate secret list --aws',
          },
        ];
  const { secretNameProblem } = await import('../../deploy/secrets/secret-name');
  const what = name === undefined ? `${action} needs a name` : secretNameProblem(name);
  if (what === undefined) return [];
  return [
    {
      where: 'name',
      what,
      // A value that was typed in place of a name is not printed again
      fix: `give the name of a variable, and no value: terragate secret ${action} DATABASE_URL --aws`,
    },
  ];
}

async function run(
  action: (typeof ACTIONS)[number],
  name: string,
  options: Options,
  outputs: Outputs,
): Promise<void> {
  const context = await Context.open(options, outputs);
  const { listSecrets, removeSecret, setSecret } = await import('../../deploy');
  const interrupt = onInterrupt();
  const { signal } = interrupt;
  const given = {
    name,
    signal,
    yes: options.yes === true,
    ...awsPlace(options),
    show: (line: string) => outputs.err.line(line),
  };
  try {
    if (action === 'list') {
      const list = await listSecrets(context.project, awsPlace(options), signal);
      return context.result(list, listed(list));
    }
    const { placeOptions } = await import('../../deploy/aws-place');
    const place = placeOptions(awsPlace(options)).text;
    if (action === 'remove') {
      const done = await removeSecret(context.project, given);
      return context.result(done, removed(done, place));
    }
    const done = await setSecret(context.project, {
      ...given,
      ...(options.in === undefined ? {} : { store: options.in }),
      readValue: () => secretValue(name, signal),
    });
    context.result(done, set(done, place));
  } finally {
    interrupt.forget();
  }
}

function set({ done, name, arn, file, fileChanged, byHand }: SecretSet, place: string): string[] {
  if (!done) return [];
  return [
    `  ${name}   ${arn}`,
    ...(file === undefined ? [] : [`  ${file}   belongs into Git`]),
    ...(byHand ?? []).map((line, index) => `  ${index ? `  ${line}` : line}`),
    fileChanged || byHand
      ? `  terragate up ${place} hands it to the app`
      : '  functions that start from now on read the new value',
  ];
}

function removed({ done, name, file, usedBy }: SecretRemoved, place: string): string[] {
  if (!done) return [];
  return [
    ...(file === undefined ? [] : [`  ${file}   without ${name}`]),
    ...(usedBy.length
      ? [
          `  functions read it still: terragate up ${place}, and then terragate secret remove ${name} ${place}`,
        ]
      : []),
  ];
}

function listed({ secrets, file }: SecretList): string[] {
  const width = Math.max(0, ...secrets.map(({ name }) => name.length));
  const lines = secrets.map(({ name, arn = 'an expression', changedAt, store, named }) =>
    [
      `  ${name.padEnd(width)}   ${arn}`,
      ...(changedAt ? [`changed ${changedAt}`] : []),
      ...(named === false ? [`not named in ${file}`] : []),
      ...(store === undefined ? ['not one of terragate secret'] : []),
    ].join(', '),
  );
  return lines.length ? lines : ['  no secrets'];
}
