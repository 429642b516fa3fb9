import { readdirSync } from 'node:fs';
import { readJson } from '../system';
import type { LambdaFinding } from './finding-kinds';

/** A part of an application that its document does not hold. */
export interface Unlisted {
  /** A route with `include_in_schema=False` or of Starlette, an application that is mounted, or a WebSocket. */
  readonly kind: 'route' | 'mount' | 'websocket';
  /** Path in the notation of OpenAPI: `/files/{name}`. */
  readonly path: string;
  /** HTTP methods of a route. */
  readonly methods?: readonly string[];
  /** The file with its function, from the project's folder, and the line. @default - it is not the app's own */
  readonly file?: string;
  readonly line?: number;
  /** Whether it is the page with the application's documentation, `docs_url`. @default false */
  readonly docs?: boolean;
}

/** A variable that an application's own code, or its pydantic settings, read of the environment. */
export interface ReadVariable {
  readonly name: string;
  /** Whether it had a value. */
  readonly set: boolean;
}

/** The time that an import took. */
export interface Imported {
  /** Seconds of a processor: waits for others are no part of it. */
  readonly seconds: number;
  /** The packages of others that took longest by themselves, the slowest first, with their shares from 0 to 1. */
  readonly slowest: readonly { readonly name: string; readonly share: number }[];
}

/** What an import of an application says beside its document. */
export interface Observed {
  readonly unlisted: readonly Unlisted[];
  readonly variables: readonly ReadVariable[];
  /** The `.env` files that were read, from the project's folder. */
  readonly envFiles: readonly string[];
  /** Files and folders that came into being in the project's folder meanwhile. */
  readonly appeared: readonly string[];
  /** The files of the app's own modules that were loaded, by the names of the modules. */
  readonly loaded: Readonly<Record<string, string>>;
  readonly imported: Imported;
  /** What Lambda does in another way than the app expects. @default - nobody asked */
  readonly findings?: readonly LambdaFinding[];
  /** What could not be looked at for findings, with the reason. @default - nobody asked */
  readonly unread?: readonly string[];
}

/** The notes of observed_export.py. */
export interface Notes {
  readonly variables: readonly ReadVariable[];
  readonly files: readonly string[];
  /** Variables without which the import fails. */
  readonly missing: readonly string[];
  /** Whether the import fails because a server cannot be reached. */
  readonly network: boolean;
  readonly seconds: number;
  readonly loaded: Readonly<Record<string, string>>;
  /** Names of modules that are neither the app's own nor Python's. */
  readonly packages: readonly string[];
}

/** The notes in a file; empty ones where the program wrote none. */
export function readNotes(path: string): Notes {
  return {
    variables: [],
    files: [],
    missing: [],
    network: false,
    seconds: 0,
    loaded: {},
    packages: [],
    ...(readJson(path) as Partial<Notes> | undefined),
  };
}

const TIME = /^import time: +(\d+) \| +\d+ \| +(\S+)$/gm;

/** What Python wrote on standard error, without the lines of `-X importtime`. */
export function withoutTimes(stderr: string): string {
  return stderr.replace(/^import time: .*\n?/gm, '');
}

/**
 * The time of an import.
 *
 * @param stderr what Python wrote, with the lines of `-X importtime`: microseconds of each module by itself
 */
export function importTime(stderr: string, { seconds, packages }: Notes): Imported {
  const times = new Map<string, number>();
  for (const [, own = '', module = ''] of stderr.matchAll(TIME)) {
    const [name = ''] = module.split('.');
    times.set(name, (times.get(name) ?? 0) + Number(own));
  }
  const all = [...times.values()].reduce((sum, one) => sum + one, 0);
  const slowest = packages
    .map((name) => ({ name, share: Math.round((100 * (times.get(name) ?? 0)) / all) / 100 }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share)
    .slice(0, 5);
  return { seconds, slowest };
}

/** Names in a folder that tools make, Python's and Terragate's. */
const OF_TOOLS = /^(?:\.terragate|\.venv|__pycache__|uv\.lock|requirements\.lock|\..*\.tmp)$/;

/** The names in a folder, and a look at which came after them. */
export function entriesBefore(folder: string): () => string[] {
  const before = new Set(readdirSync(folder));
  return () => readdirSync(folder).filter((name) => !before.has(name) && !OF_TOOLS.test(name));
}
