import { isNativeError } from 'node:util/types';

/** A problem of what the user gave: its place, what is wrong, and how to put it right. */
export interface Problem {
  /** File, line, construct path or option that holds the problem. */
  readonly where: string;
  /** The problem, in the user's words. */
  readonly what: string;
  /** The value that was got. @default - not shown */
  readonly got?: unknown;
  /** The values that would have been right. @default - not shown */
  readonly allowed?: readonly string[];
  /** The way out. */
  readonly fix: string;
}

/**
 * A mistake in what the user gave, never a defect of Terragate: printed without a stack, all problems at once.
 *
 * @example
 * throw new UserError([{ where: 'openapi.json', what: 'the document is not JSON', fix: 'export it again: terragate openapi' }]);
 */
export class UserError extends Error {
  /** Everything that is wrong, at least one problem. */
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'));
    this.name = 'UserError';
    this.problems = problems;
  }
}

/** A mistake in the words of a command line, whatever the project: exit code 2. */
export class UsageError extends UserError {
  constructor(problems: readonly Problem[]) {
    super(problems);
    this.name = 'UsageError';
  }
}

/** The meaning of an error about a file or folder by its code, with the way out. */
const FILE_PROBLEMS: Readonly<Record<string, readonly [what: string, fix: string]>> = {
  EACCES: ['permission denied', 'let this user read and write there, or work in another folder'],
  EPERM: ['the operation is not permitted', 'let this user read and write there, or work in another folder'],
  EROFS: ['the file system is read-only', 'work in a folder that can be written to'],
  ENOTDIR: ['a file is where a folder is needed', 'move it away, or name another folder'],
  EISDIR: ['a folder is where a file is needed', 'move it away, or name another file'],
  EEXIST: ['something else is in its place', 'move it away, or work in another folder'],
  ENOSPC: ['the disk is full', 'make room on it'],
  EDQUOT: ['the quota of this user is used up', 'make room'],
  EMFILE: ['this process has too many open files', 'raise the limit: ulimit -n 4096'],
  ENFILE: ['this machine has too many open files', 'end some programs, or raise the limit'],
  ENAMETOOLONG: ['the path is too long', 'work in a folder with a shorter path'],
};

/**
 * The user's error in place of one that a file or a folder caused: no permission, no room, something in the way.
 *
 * @returns undefined for any other error
 * @see https://nodejs.org/api/errors.html#common-system-errors
 */
export function fileError(error: unknown): UserError | undefined {
  if (!isNativeError(error) || error instanceof UserError) return undefined;
  const { code = '', path, dest, syscall } = error as NodeJS.ErrnoException & { readonly dest?: string };
  const [what, fix] = FILE_PROBLEMS[code] ?? [];
  // A file descriptor that was written to has no path; a socket has none either, and other codes
  if (what === undefined || fix === undefined || syscall === undefined) return undefined;
  const doing = /^(?:open|read|scandir|stat|lstat|access|readlink|realpath)$/.test(syscall)
    ? 'read'
    : 'written';
  // A file that is written whole has another name at first
  const where = (dest ?? path)?.replace(/\.[0-9a-f]{8}\.tmp$/, '');
  return new UserError([
    {
      where: where ?? 'a file',
      what: `the file or folder cannot be ${syscall === 'open' ? 'opened' : doing}: ${what} (${code})`,
      fix,
    },
  ]);
}

/** A problem as text: one line for where and what, then got, allowed and fix where there is something to say. */
export function formatProblem(problem: Problem): string {
  const lines = [`${problem.where}: ${problem.what}`];
  if (problem.got !== undefined) lines.push(`  got:     ${shown(problem.got)}`);
  if (problem.allowed?.length) {
    const near = typeof problem.got === 'string' ? nearest(problem.got, problem.allowed) : undefined;
    lines.push(
      `  allowed: ${problem.allowed.join(', ')}${near ? ` (did you mean ${JSON.stringify(near)}?)` : ''}`,
    );
  }
  lines.push(`  fix:     ${problem.fix}`);
  return lines.join('\n');
}

function shown(value: unknown): string {
  const text = asJson(value) ?? String(value);
  return text.length > 200 ? `${text.slice(0, 200)}… (${text.length} characters)` : text;
}

/** The JSON text of a value; undefined for a value that JSON has no text for: a circular object, a bigint. */
function asJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/**
 * The candidate that the user most likely meant: the one with the fewest edits (insert, delete, replace, swap), when
 * that is at most a third of its length.
 *
 * @example nearest('say_helo', ['say_hello', 'get_item']) // 'say_hello'
 */
export function nearest(got: string, candidates: readonly string[]): string | undefined {
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = edits(got.toLowerCase(), candidate.toLowerCase());
    if (distance <= Math.max(1, Math.floor(candidate.length / 3)) && (!best || distance < best.distance)) {
      best = { candidate, distance };
    }
  }
  return best?.candidate;
}

function edits(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
