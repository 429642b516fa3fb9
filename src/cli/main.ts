import { CommanderError } from 'commander';
import { outputTo } from './output';
import { overview, program } from './program';
import { UnknownOptions } from './words';

/**
 * Runs the `terragate` command.
 *
 * @param args the words after the program's name
 * @returns the exit code: 0 done, 1 the user's mistake or a failed step, 2 wrong usage, 130 ended by Ctrl-C
 */
export async function main(args: readonly string[]): Promise<number> {
  const json = args.includes('--json');
  for (const stream of [process.stdout, process.stderr]) stream.on('error', endOfReader);
  const out = outputTo(process.stdout);
  const err = outputTo(process.stderr);
  try {
    const command = program(out, err);
    const [first, ...more] = args;
    if (first === undefined) out.line(overview(command));
    else await command.parseAsync(first === 'help' ? [...more, '--help'] : [...args], { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof UnknownOptions) {
      const { nearest } = await import('../errors');
      for (const flag of error.unknown) {
        const near = nearest(flag, error.known);
        err.line(`error: unknown option '${flag}'${near ? `\n(Did you mean ${near}?)` : ''}`);
      }
      err.line('(--help lists what there is)');
      return 2;
    }
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { Interrupted } = await import('../deploy');
    const { UserError } = await import('../errors');
    if (error instanceof Interrupted) {
      err.line('interrupted');
      return 130;
    }
    if (error instanceof UserError) {
      if (json) out.line(JSON.stringify({ problems: error.problems }, undefined, 2));
      else err.line(error.message);
    } else {
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      if (process.env.TERRAGATE_DEBUG) err.line(stack);
      else err.line(`This should not have happened: ${message}\nTERRAGATE_DEBUG=1 shows where.`);
    }
    if (process.env.TERRAGATE_DEBUG && error instanceof UserError) err.line(error.stack);
    return 1;
  }
}

/** Whoever reads the output, such as `head`, has enough of it. */
function endOfReader(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
}
