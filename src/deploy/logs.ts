import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../errors';
import type { Project } from '../project';
import { readText } from '../python';
import { instanceOf } from './door';
import { Keep } from './instance';
import { deployed } from './state';

/** A line that a function printed, or that Lambda says of it. */
export interface LogLine {
  readonly function: string;
  readonly text: string;
  /** Whether lines of several functions come, so that the name is needed. */
  readonly prefix: boolean;
}

export interface LogsOptions {
  /** @default - all functions */
  readonly function?: string;
  /** Whether to wait for more until `signal`. */
  readonly follow: boolean;
  /** Whether to leave out what was printed before. @default false */
  readonly fromNow?: boolean;
  readonly signal: AbortSignal;
  readonly line: (line: LogLine) => void;
}

/**
 * What the functions of a project printed, with Lambda's own lines, from the start of the local AWS on.
 *
 * @throws UserError when it does not run, or has no function of that name
 */
export async function logs(project: Project, options: LogsOptions): Promise<void> {
  const instance = await instanceOf(project);
  const keep = new Keep(project);
  if (!instance.own) {
    throw new UserError([
      {
        where: project.name,
        what: `it runs on ${instance.aws}, which keeps the logs`,
        fix: `read them there: aws logs tail /aws/lambda/<function> --endpoint-url ${instance.aws}`,
      },
    ]);
  }
  const names = () => deployed(readText(keep.stateFile(instance)) ?? '').functions;
  const wanted = options.function;
  if (wanted !== undefined && !names().includes(wanted)) {
    throw new UserError([
      {
        where: project.name,
        what: 'it has no such function',
        got: wanted,
        allowed: names(),
        fix: 'name one of them, or none for all',
      },
    ]);
  }
  const tails = new Map<string, Tail>();
  let skips = options.fromNow === true;
  for (;;) {
    const of = wanted === undefined ? names() : [wanted];
    for (const name of of) {
      const tail = tails.get(name) ?? new Tail(join(keep.folder(instance.id), 'logs', `${name}.log`));
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
}

/** Reads a file as it grows. */
class Tail {
  private at = 0;
  private rest = '';

  constructor(private readonly path: string) {}

  /** The lines since the last call; with `all`, an unfinished one too. */
  lines(all: boolean): string[] {
    const lines = (this.rest + this.more()).split('\n');
    this.rest = lines.pop() ?? '';
    if (all && this.rest) lines.push(this.rest);
    return lines;
  }

  private more(): string {
    let file: number;
    try {
      file = openSync(this.path, 'r');
    } catch {
      return '';
    }
    try {
      const size = fstatSync(file).size;
      if (size < this.at) this.at = 0;
      const buffer = Buffer.alloc(size - this.at);
      const got = readSync(file, buffer, 0, buffer.length, this.at);
      // A character may be cut in its middle: its bytes wait for the next time
      const whole = buffer.subarray(0, got).lastIndexOf(0x0a) + 1 || got;
      this.at += whole;
      return buffer.subarray(0, whole).toString('utf8');
    } finally {
      closeSync(file);
    }
  }
}
