import { createInterface } from 'node:readline/promises';
import { UserError } from '../errors';
import { forTerminal } from '../language';
import { Interrupted } from './terraform';

/** A question to the user before something that cannot be taken back. */
export interface Question {
  /** The question, without its answers. */
  readonly text: string;
  /** What it is about, and what to do where nobody can be asked. */
  readonly unasked: { readonly what: string; readonly fix: string };
  /** Ends the waiting for an answer. */
  readonly signal: AbortSignal;
  /** Asks the question. @default - on the terminal */
  readonly ask?: ((question: string) => Promise<string>) | undefined;
}

/**
 * Whether the user answers with "yes".
 *
 * @throws UserError where there is no terminal to ask on
 */
export async function agreed({ text, unasked, signal, ask }: Question): Promise<boolean> {
  const whole = `${text} Only "yes" does: `;
  if (ask) return (await ask(whole)).trim() === 'yes';
  if (!process.stdin.isTTY) throw new UserError([{ where: 'terragate', ...unasked }]);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(forTerminal(whole), { signal })).trim() === 'yes';
  } catch {
    throw new Interrupted();
  } finally {
    terminal.close();
  }
}
