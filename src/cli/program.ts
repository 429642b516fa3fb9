import { Command } from 'commander';
import packageJson from '../../package.json';
import { addBuild } from './commands/build';
import { addDown } from './commands/down';
import { addInvoke } from './commands/invoke';
import { addLogs } from './commands/logs';
import { addOpen } from './commands/open';
import { addStatus } from './commands/status';
import { addUp } from './commands/up';
import type { Outputs } from './context';
import type { Output } from './output';

/** The `terragate` command with all that it can do. */
export function program(out: Output, err: Output): Command {
  const outputs: Outputs = { out, err };
  const root = new Command('terragate')
    .description('Runs a FastAPI app behind API Gateway and Lambda: on this machine, or on AWS.')
    .version(packageJson.version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this text')
    .helpCommand(false)
    .showSuggestionAfterError(true)
    .showHelpAfterError('(--help lists what there is)')
    .configureOutput({
      writeOut: (text) => out.line(text.trimEnd()),
      writeErr: (text) => err.line(text.trimEnd()),
    })
    .exitOverride()
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 a mistake or a failed step, 2 wrong usage, 130 ended by Ctrl-C.\nTERRAGATE_DEBUG=1 shows where an error comes from.',
    );
  for (const add of [addUp, addStatus, addLogs, addInvoke, addOpen, addDown, addBuild]) add(root, outputs);
  for (const command of root.commands) command.helpOption('-h, --help', 'print this text').exitOverride();
  return root;
}
