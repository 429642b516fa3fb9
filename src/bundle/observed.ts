import { readdirSync } from 'node:fs';
import { readJson } from '../system';

/** A part of an application that its document does not hold. */
export interface Unlisted {
  /** A route with `include_in_schema=False` or of Starlette, an application that is mounted, or a WebSocket. */
  readonly kind: 'route' | 'mount' | 'websocket';
  /** Path in the notation of OpenAPI: `/files/{name}`. */
  readonly path: string;
  /** HTTP methods of a route. */
  readonly methods?: readonly string[];
}

/** A variable that an application's own code, or its pydantic settings, read of the environment. */
export interface ReadVariable {
  readonly name: string;
  /** Whether it had a value. */
  readonly set: boolean;
}

/** What an import of an application says beside its document. */
export interface Observed {
  readonly unlisted: readonly Unlisted[];
  readonly variables: readonly ReadVariable[];
  /** The `.env` files that were read, from the project's folder. */
  readonly envFiles: readonly string[];
  /** Files and folders that came into being in the project's folder meanwhile. */
  readonly appeared: readonly string[];
}

/** The notes of observed_export.py. */
export interface Notes {
  readonly variables: readonly ReadVariable[];
  readonly files: readonly string[];
  /** Variables without which the import fails. */
  readonly missing: readonly string[];
  /** Whether the import fails because a server cannot be reached. */
  readonly network: boolean;
}

/** The notes in a file; empty ones where the program wrote none. */
export function readNotes(path: string): Notes {
  return {
    variables: [],
    files: [],
    missing: [],
    network: false,
    ...(readJson(path) as Partial<Notes> | undefined),
  };
}

/** Names in a folder that tools make, Python's and Terragate's. */
const OF_TOOLS = /^(?:\.terragate|\.venv|__pycache__|uv\.lock|requirements\.lock|\..*\.tmp)$/;

/** The names in a folder, and a look at which came after them. */
export function entriesBefore(folder: string): () => string[] {
  const before = new Set(readdirSync(folder));
  return () => readdirSync(folder).filter((name) => !before.has(name) && !OF_TOOLS.test(name));
}
