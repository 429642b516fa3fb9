import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../errors';
import type { Project } from '../project';
import { StatePaths } from './background/state-paths';
import { instanceOf } from './endpoint';
import { checkFunctionName } from './named-function';
import { deployed } from './state';
import { readStateFile } from './state-file';

/** A line that a function printed, or that Lambda says of it. */
export interface LogLine {
  readonly function: string;
  readonly text: string;
  /** Whether lines of several functions come, so that the name is needed. */
  readonly prefix: boolean;
  /** Time of a line on AWS, as ISO 8601. @default - not known */
  readonly at?: string;
}

export interface LogsOptions {
  /** Name of the function to show. @default - all functions */
  readonly function?: string;
  /** Whether to wait for more until `signal`. */
  readonly follow: boolean;
  /** Whether to leave out what was printed before. @default false */
  readonly fromNow?: boolean;
  readonly signal: AbortSignal;
  readonly line: (line: LogLine) => void;
}

/**
 * Prints what the functions of a project printed, with Lambda's own lines, since the local AWS has started: the
 * newest 10 to 20 MB of each function.
 *
 * @throws UserError when it does not run, or has no function of that name
 */
export async function logs(project: Project, options: LogsOptions): Promise<void> {
  const instance = await instanceOf(project);
  const paths = new StatePaths(project);
  if (!instance.own) {
    throw new UserError([
      {
        where: project.name,
        what: `the project runs on ${instance.aws}, which keeps the logs`,
        fix: `read them there: aws logs tail /aws/lambda/<function> --endpoint-url ${instance.aws}`,
      },
    ]);
  }
  const names = async () =>
    (await readStateFile(paths.stateFile(instance), deployed)).functions.map(({ name }) => name);
  const wanted = options.function;
  if (wanted !== undefined) checkFunctionName(project, await names(), wanted);
  const tails = new Map<string, Tail>();
  try {
    let skips = options.fromNow === true;
    for (;;) {
      const of = wanted === undefined ? await names() : [wanted];
      for (const name of of) {
        const tail = tails.get(name) ?? new Tail(join(paths.folder(instance.id), 'logs', `${name}.log`));
        tails.set(name, tail);
        for (const text of tail.lines(!options.follow)) {
          if (!skips) options.line({ function: name, text, prefix: of.length > 1 });
        }
      }
      skips = false;
      if (!options.follow || options.signal.aborted) return;
      await sleep(150, undefined, { signal: options.signal }).catch(() => undefined);
      if (options.signal.aborted) return;
    }
  } finally {
    for (const tail of tails.values()) tail.close();
  }
}

/**
 * Reads a log as it grows. The local AWS puts a full file aside as `<path>.1`, in place of the one before, and begins a
 * new one.
 */
export class Tail {
  /**
   * The file that is read, kept open: this distinguishes it from a later one, and its end can be read after it was
   * put aside.
   */
  private file: Opened | undefined;
  private at = 0;
  private rest = '';

  constructor(private readonly path: string) {}

  /** The lines since the last call, whichever files they are in; with `all`, an unfinished one too. */
  lines(all: boolean): string[] {
    const lines = (this.rest + this.more()).split('\n');
    this.rest = lines.pop() ?? '';
    if (all && this.rest) lines.push(this.rest);
    return lines;
  }

  close(): void {
    if (this.file) closeSync(this.file.descriptor);
    this.file = undefined;
  }

  private more(): string {
    // Opened first: once there is a newer file, nothing is added to the one before
    const newer = opened(this.path);
    const before = this.read();
    if (!newer) return before;
    if (newer.id === this.file?.id) {
      closeSync(newer.descriptor);
      return before;
    }
    let text = before;
    const between = opened(`${this.path}.1`);
    if (between && [this.file?.id, newer.id].includes(between.id)) closeSync(between.descriptor);
    else if (between) text += this.turnTo(between);
    return text + this.turnTo(newer);
  }

  private turnTo(file: Opened): string {
    this.close();
    this.file = file;
    this.at = 0;
    return this.read();
  }

  /** The lines that the file has gained since the last call. */
  private read(): string {
    if (!this.file) return '';
    const { size } = fstatSync(this.file.descriptor);
    if (size < this.at) this.at = 0;
    const buffer = Buffer.alloc(size - this.at);
    const got = readSync(this.file.descriptor, buffer, 0, buffer.length, this.at);
    // A character may be cut in its middle: its bytes wait for the next call
    const whole = buffer.subarray(0, got).lastIndexOf(0x0a) + 1 || got;
    this.at += whole;
    return buffer.subarray(0, whole).toString('utf8');
  }
}

interface Opened {
  readonly descriptor: number;
  readonly id: number;
}

function opened(path: string): Opened | undefined {
  try {
    const descriptor = openSync(path, 'r');
    return { descriptor, id: fstatSync(descriptor).ino };
  } catch {
    return undefined;
  }
}
