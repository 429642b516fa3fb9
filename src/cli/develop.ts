import type { Done, ToolContext } from '../develop';
import { Context, type Outputs, type Shared } from './context';
import { onInterrupt } from './interrupt';

/**
 * Runs programs of the project's environment: shows each, streams what it prints, and takes its failure as that of the
 * command.
 */
export async function develop(
  options: Shared,
  outputs: Outputs,
  work: (place: ToolContext, context: Context) => Promise<Done>,
): Promise<void> {
  const context = await Context.open(options, outputs);
  const interrupt = onInterrupt();
  try {
    const done = await work(
      {
        project: context.project,
        output: context.quiet ? 'failure' : context.json ? 'stderr' : 'terminal',
        color: context.notes.color,
        signal: interrupt.signal,
        onCommand: (command) => context.dimmed(`$ ${command}`),
        progress: (line) => context.dimmed(`  ${line}`),
        note: (line) => context.note(line),
        onLine: (line) => (context.json ? outputs.err : outputs.out).line(line),
      },
      context,
    );
    context.result(done, []);
    if (done.exitCode !== 0) process.exitCode = done.exitCode === 130 ? 130 : 1;
  } catch (error) {
    // Ctrl-C in a terminal also ends the installers that make the environment: their failure says nothing
    if (!interrupt.signal.aborted) throw error;
    outputs.err.line('interrupted');
    process.exitCode = 130;
  } finally {
    interrupt.forget();
  }
}
