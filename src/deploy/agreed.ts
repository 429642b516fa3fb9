import { createInterface } from 'node:readline/promises';
import { UserError } from '../errors';
import { forTerminal } from '../language';
import { Interrupted } from './terraform';

/** What a command has that asks before it does something. */
export interface Asking {
  readonly signal: AbortSignal;
  /** Whether not to ask. */
  readonly yes: boolean;
  /** Gets what would be done, line by line. */
  readonly show: (line: string) => void;
  /** Asks a question. @default - on the terminal */
  readonly ask?: (question: string) => Promise<string>;
}

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

/**
 * Whether a command goes on after it has shown what it would do: it may do so unasked, or the user agrees.
 *
 * @param purpose what the question is about. @example 'to keep the secret'
 * @throws UserError where there is no terminal to ask on
 */
export async function goesOn(
  { yes, show, signal, ask }: Asking,
  text: string,
  purpose: string,
): Promise<boolean> {
  if (yes) return true;
  const unasked = {
    what: `the question whether ${purpose} needs a terminal`,
    fix: 'read what is above, and give --yes to do it without being asked',
  };
  if (await agreed({ text, unasked, signal, ask })) return true;
  show('nothing was done');
  return false;
}
