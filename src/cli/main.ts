import { CommanderError } from 'commander';
import type { UserError } from '../errors';
import { outputTo } from './output';
import { overview, program } from './program';
import { WrongUsage } from './strict-command';

/**
 * Runs the `terragate` command.
 *
 * @param args the words after the program's name
 * @returns the exit code: 0 done, 1 the user's mistake or a failed step, 2 wrong usage, 130 ended by Ctrl-C
 */
export async function main(args: readonly string[]): Promise<number> {
  const json = args.includes('--json');
  // Once, however often this runs in a process
  for (const stream of [process.stdout, process.stderr])
    stream.off('error', endOfReader).on('error', endOfReader);
  const out = outputTo(process.stdout);
  const err = outputTo(process.stderr);
  try {
    const command = program(out, err);
    const [first, ...more] = args;
    if (first === undefined) out.line(overview(command));
    else await command.parseAsync(first === 'help' ? [...more, '--help'] : [...args], { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const { UsageError } = await import('../errors');
    const known = await knownError(error);
    if (known === undefined && error instanceof (await import('../deploy')).Interrupted) {
      err.line('interrupted');
      return 130;
    }
    const { message, stack } = known ?? (error instanceof Error ? error : new Error(String(error)));
    if (json && known) out.line(JSON.stringify({ problems: known.problems }, undefined, 2));
    else if (known) err.line(message);
    else if (!process.env.TERRAGATE_DEBUG)
      err.line(`This should not have happened: ${message}\nTERRAGATE_DEBUG=1 shows where.`);
    if (process.env.TERRAGATE_DEBUG) err.line(error instanceof Error ? error.stack : stack);
    return known instanceof UsageError ? 2 : 1;
  }
}

/** An error as a user sees it; undefined for Ctrl-C, and for a defect of Terragate. */
async function knownError(error: unknown): Promise<UserError | undefined> {
  const { fileError, UsageError, UserError } = await import('../errors');
  if (error instanceof WrongUsage) return new UsageError(error.problems);
  return error instanceof UserError ? error : fileError(error);
}

/** Ends quietly when the reader of the output, such as `head`, has enough of it. */
function endOfReader(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
}
