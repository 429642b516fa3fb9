import type { Command } from 'commander';
import { type Outputs, Printer, type Shared, shared } from '../context';
import { make } from '../create';
import { StrictCommand } from '../strict-command';
import { type ProjectFlags, projectFlags } from './new';

interface Options extends ProjectFlags, Shared {
  readonly app?: string;
  readonly name?: string;
  readonly openapi?: string;
  readonly envFile?: string;
  readonly group?: readonly string[];
  readonly extra?: readonly string[];
  readonly hatchEnvironment?: string;
}

/** The values of an option that may be given more than once. */
function more(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

export function addAdd(root: Command, outputs: Outputs): void {
  const command = root
    .command('add')
    .description('add what deploys a FastAPI app that exists; none of its files is changed')
    .option(
      '--app <place>',
      'the app: src/shop/main.py:app, shop.main:app or shop.main:create_app() (default: the only one)',
    )
    .option('--name <name>', "name of the API (default: the project's)")
    .option('--openapi <file>', 'an OpenAPI document that you keep: the app is not imported')
    .option('--env-file <file>', 'variables for the import of the app, a line NAME=VALUE for each')
    .option('--extra <name>', 'an extra that functions need beside the main packages (may be repeated)', more)
    .option('--group <name>', 'a dependency group that they need too (may be repeated)', more)
    .option(
      '--hatch-environment <name>',
      'an environment of Hatch whose packages they have, in place of the main ones',
    )
    .option('-y, --yes', 'ask nothing, as add does anyway')
    .action(async (options: Options) => {
      const printer = new Printer(options, outputs);
      const { addProject } = await import('../../generate');
      const dryRun = options.dryRun === true;
      await make(printer, { title: 'added', dryRun }, (signal) =>
        addProject(options, {
          cwd: options.cwd ?? '.',
          dryRun,
          signal,
          progress: (line) => printer.dimmed(line),
        }),
      );
    });
  projectFlags(command, { integrationPattern: 'shared', pythonVersion: 'what the project says, else 3.13' });
  shared(command, 'terragate add --app src/shop/main.py:app');
  if (command instanceof StrictCommand)
    command.checkValues(async (options) => (await import('../../generate')).addProblems(options));
}
