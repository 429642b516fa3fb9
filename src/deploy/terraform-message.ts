import { nearest, type Problem, UserError } from '../errors';
import { diskFull, MAKE_ROOM } from '../system';
import type { CommandResult } from './command-result';

/**
 * A line of a command that runs with `-json`; what is used of it.
 *
 * @see https://developer.hashicorp.com/terraform/internals/machine-readable-ui
 */
export interface Message {
  readonly type: string;
  readonly '@message': string;
  readonly hook?: { readonly action?: string; readonly resource?: { readonly addr?: string } };
  readonly changes?: { readonly add?: number; readonly change?: number; readonly remove?: number };
  readonly diagnostic?: Diagnostic;
}

interface Diagnostic {
  readonly severity: string;
  readonly summary: string;
  readonly detail?: string;
  readonly address?: string;
  readonly range?: { readonly filename: string; readonly start?: { readonly line?: number } };
}

/** The changes of an apply. */
export interface Changes {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

/** The message of a line; undefined where the line is not a message. */
export function readMessage(line: string): Message | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const message = JSON.parse(line) as Message;
    return typeof message.type === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether a message says that a resource was made, changed or removed, or that this failed; reading a data source
 * does not count.
 */
export function isStep({ type, hook }: Message): boolean {
  return /^apply_(?:complete|errored)$/.test(type) && hook?.action !== 'read';
}

/** The error for a command that failed: what Terraform said, without its frames. */
export function terraformError(command: string, ended: CommandResult, log: string): UserError {
  const messages = ended.output.split('\n').map(readMessage);
  const problems: Problem[] = [];
  for (const message of messages) {
    const diagnostic = message?.diagnostic;
    if (diagnostic?.severity === 'error') problems.push(problemOf(diagnostic, log));
  }
  if (problems.length) return new UserError(problems);
  const plain = ended.output
    .split('\n')
    .map((line) => line.replace(/^[\s│╷╵]+/, '').trimEnd())
    .filter((line) => line && !readMessage(line));
  const error = plain.findIndex((line) => line.startsWith('Error:'));
  const shown = plain.slice(error >= 0 ? error : -8).slice(0, 12);
  return new UserError([
    {
      where: command,
      what: `the command ended with exit code ${ended.code}\n${shown.join('\n').replace(/^/gm, '    ')}`,
      fix: diskFull(ended.output) ? MAKE_ROOM : `the whole output is in ${log}`,
    },
  ]);
}

/** A sentence of the modules on a name that is unknown, with the names that are known. */
const UNKNOWN_NAME =
  /"([^"\n]+)", which (?:the app does not have|is not a setting)(?=: give (?:one|some) of ([\w$., -]+?)(?:\.(?:\s|$)|, and \d+ more))/g;

/** A text with the known name that is nearest to each unknown one: HCL has no good way to look for it. */
function withNearest(text: string): string {
  return text.replace(UNKNOWN_NAME, (sentence, name: string, known: string) => {
    const near = nearest(name, known.split(', '));
    return near === undefined ? sentence : `${sentence} (did you mean ${JSON.stringify(near)}?)`;
  });
}

const SIGN_IN =
  'sign in (aws sso login, or aws configure sso the first time) or set AWS_PROFILE: terragate doctor --aws says what is found';

function problemOf({ summary, detail, address, range }: Diagnostic, log: string): Problem {
  const place = range ? `${range.filename}${range.start?.line ? `:${range.start.line}` : ''}` : undefined;
  const text = detail?.trim() && detail.trim() !== summary ? `${summary}: ${detail.trim()}` : summary;
  return {
    where: address ?? place ?? 'terraform',
    what: withNearest(text).replace(/\n/g, '\n    '),
    fix: diskFull(text)
      ? MAKE_ROOM
      : /No valid credential sources found/.test(text)
        ? SIGN_IN
        : address && place
          ? `see ${place}; all that Terraform printed is in ${log}`
          : `the whole output is in ${log}`,
  };
}
