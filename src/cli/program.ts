import type { Command } from 'commander';
import { version } from '../../package.json';
import { addAdd } from './commands/add';
import { addBackend } from './commands/backend';
import { addBuild } from './commands/build';
import { addClient } from './commands/client';
import { addCompletion } from './commands/completion';
import { addConnect } from './commands/connect';
import { addDev } from './commands/dev';
import { addDoctor } from './commands/doctor';
import { addDown } from './commands/down';
import { addEvent } from './commands/event';
import { addInspect } from './commands/inspect';
import { addInvoke } from './commands/invoke';
import { addLint } from './commands/lint';
import { addLogs } from './commands/logs';
import { addNew } from './commands/new';
import { addOpen } from './commands/open';
import { addPipeline } from './commands/pipeline';
import { addRemove } from './commands/remove';
import { addRollback } from './commands/rollback';
import { addSecret } from './commands/secret';
import { addStatus } from './commands/status';
import { addTest } from './commands/test';
import { addToken } from './commands/token';
import { addTypecheck } from './commands/typecheck';
import { addUp } from './commands/up';
import { addUpgrade } from './commands/upgrade';
import type { Outputs } from './context';
import type { Output } from './output';
import { StrictCommand } from './strict-command';

/** The commands in the order of the list, under what they are for. */
const GROUPS: Readonly<Record<string, readonly ((root: Command, outputs: Outputs) => void)[]>> = {
  Start: [addNew, addAdd, addRemove, addUpgrade, addDoctor],
  Develop: [addDev, addTest, addLint, addTypecheck],
  Build: [addBuild, addClient, addConnect],
  Run: [
    addUp,
    addStatus,
    addInvoke,
    addEvent,
    addToken,
    addLogs,
    addOpen,
    addRollback,
    addSecret,
    addBackend,
    addPipeline,
    addDown,
  ],
  Look: [addInspect],
  Shell: [addCompletion],
};

/** Columns that `--help` is wrapped at. */
const WIDTH = 80;

const DESCRIPTION = 'Runs a FastAPI app behind API Gateway and Lambda: on this machine, or on AWS.';

/** The `terragate` command with all that it can do. What a command does it with is loaded when it runs. */
export function program(out: Output, err: Output): Command {
  const outputs: Outputs = { out, err };
  const root = new StrictCommand('terragate')
    .description(DESCRIPTION)
    .usage('<command> [options]')
    .version(version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this text')
    .helpCommand(false)
    .showSuggestionAfterError(false)
    .configureHelp({ subcommandTerm: (command) => [command.name(), ...argumentsOf(command)].join(' ') })
    .configureOutput({
      // A text of one width is the same in a terminal, in a pipe and in the file that the build makes of it
      getOutHelpWidth: () => WIDTH,
      writeOut: (text) => out.line(text.trimEnd()),
      writeErr: (text) => err.line(text.trimEnd()),
    })
    .exitOverride()
    .addHelpText(
      'afterAll',
      '\nExit codes: 0 done, 1 a mistake or a failed step, 2 wrong usage, 130 ended by Ctrl-C.',
    )
    .addHelpText('after', '\nTERRAGATE_DEBUG=1 shows where an error comes from.');
  for (const [group, commands] of Object.entries(GROUPS)) {
    root.commandsGroup(`${group}:`);
    for (const add of commands) add(root, outputs);
  }
  root.hook('preAction', (_, command) => (command instanceof StrictCommand ? command.settle() : undefined));
  for (const command of root.commands) command.helpOption('-h, --help', 'print this text').exitOverride();
  return root;
}

/** The commands by group, a line each: the text that `terragate` alone prints. */
export function overview(root: Command): string {
  const width = Math.max(...root.commands.map((command) => command.name().length));
  const lines = [DESCRIPTION];
  let group = '';
  for (const command of root.commands) {
    if (command.helpGroup() !== group) {
      group = command.helpGroup();
      lines.push('', group);
    }
    lines.push(`  ${command.name().padEnd(width)}   ${command.description()}`);
  }
  return [...lines, '', 'terragate <command> --help says more, with an example.'].join('\n');
}

function argumentsOf({ registeredArguments }: Command): string[] {
  return registeredArguments.map((one) => {
    const name = `${one.name()}${one.variadic ? '...' : ''}`;
    return one.required ? `<${name}>` : `[${name}]`;
  });
}
