import type { Command } from 'commander';
import type { GivenOptions } from '../../generate';
import { type Outputs, Printer, type Shared, shared } from '../context';
import { interrupted, make } from '../create';
import { StrictCommand } from '../strict-command';

/** The options that `new` and `add` share. */
export interface ProjectFlags extends Shared {
  readonly computeType?: string;
  readonly integrationPattern?: string;
  readonly auth?: string;
  readonly iac?: string;
  readonly framework?: string;
  readonly pythonVersion?: string;
  readonly architecture?: string;
  readonly handler?: string;
  readonly moduleTests?: boolean;
  readonly dryRun?: boolean;
}

interface Options extends ProjectFlags {
  readonly directory?: string;
  readonly moduleName?: string;
  readonly minimal?: boolean;
  readonly yes?: boolean;
}

/** What is taken where `new` or `add` are given nothing, where the two differ. */
interface Defaults {
  readonly integrationPattern: 'isolated' | 'shared';
  readonly pythonVersion: string;
}

/** Adds the options that `new` and `add` share. */
export function projectFlags(command: Command, { integrationPattern, pythonVersion }: Defaults): Command {
  return command
    .option('--compute-type <kind>', 'rest-api, http-api or function-url (default: rest-api)')
    .option(
      '--integration-pattern <pattern>',
      `a function for each operation, or one: isolated or shared (default: ${integrationPattern})`,
    )
    .option('--auth <kind>', 'who may call it: IAM, Cognito or None (default: IAM)')
    .option('--iac <language>', 'terraform or typescript (default: terraform)')
    .option('--framework <name>', 'of stacks in TypeScript: cdktf or cdktn, its successor (default: cdktf)')
    .option('--python-version <version>', `3.11 to 3.14 (default: ${pythonVersion})`)
    .option('--architecture <name>', 'arm64 or x86_64 (default: arm64)')
    .option('--handler <kind>', 'what starts the app in Lambda: adapter or mangum (default: adapter)')
    .option('--module-tests', 'write the tests of the modules too: terraform test runs them')
    .option('--dry-run', 'list the files and what they are for, and write nothing');
}

export function addNew(root: Command, outputs: Outputs): void {
  const command = root
    .command('new')
    .description('make a project: a FastAPI app, its tests and its infrastructure')
    .argument('[name]', 'name of the project and of its folder')
    .action((name: string | undefined, options: Options) => run(name, options, outputs));
  projectFlags(command, { integrationPattern: 'isolated', pythonVersion: '3.13' })
    .option('--directory <folder>', "folder that the project's folder is made in (default: .)")
    .option('--module-name <name>', 'name of the Python module (default: the name with _ for -)')
    .option('--minimal', 'only what an API needs: no metrics, traces and users in the app')
    .option('-y, --yes', 'ask nothing: what is not given is as by default');
  shared(command, 'terragate new my-api --auth Cognito --yes', 'folder that --directory is taken from');
  if (command instanceof StrictCommand)
    command.checkValues(async (options, [name]) => {
      const { givenProblems } = await import('../../generate');
      return givenProblems({ ...options, name });
    });
}

async function run(name: string | undefined, options: Options, outputs: Outputs): Promise<void> {
  const printer = new Printer(options, outputs);
  const { checkedOptions, newProject } = await import('../../generate');
  let given: GivenOptions = { ...options, name };
  if (!options.yes && !options.json && process.stdin.isTTY && process.stdout.isTTY) {
    if (name !== undefined) checkedOptions(given); // options are checked before questions that a mistake would make useless
    const { askOptions } = await import('../questions');
    const asked = await askOptions(given);
    if (!asked) return interrupted(printer);
    given = asked;
  }
  const checked = checkedOptions(given);
  const dryRun = options.dryRun === true;
  await make(printer, { title: checked.name, dryRun }, (signal) =>
    newProject(checked, { cwd: options.cwd ?? '.', dryRun, signal }),
  );
}
