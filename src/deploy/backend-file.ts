import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Project } from '../project';

/** First line of the files that say where a state is. */
export const BACKEND_MARKER = '# Written by terragate backend, which writes it again: changes are lost.';

/** The place where a root says where its state is. */
export interface RootBackend {
  /** The file, from the root. */
  readonly file: string;
  /** Type of the backend. @example 's3' */
  readonly type: string;
  /** Whether `terragate backend` wrote the file. */
  readonly isOurs: boolean;
  /** Whether the file says all that is needed without an environment. */
  readonly isWhole: boolean;
}

/** The backend of a project's root; undefined where the state is a file beside it. */
export function backendOf({ root }: Project): RootBackend | undefined {
  const names = statSync(root, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(root) : [];
  for (const file of names.filter((name) => /\.(?:tf|tofu)$/.test(name)).sort()) {
    const text = readFileSync(join(root, file), 'utf8');
    const found = /^\s*(?:backend\s+"(\w+)"|(cloud))\s*\{/m.exec(text);
    if (!found) continue;
    return {
      file,
      type: found[1] ?? 'cloud',
      isOurs: text.startsWith(BACKEND_MARKER),
      isWhole: /^\s*bucket\s*=/m.test(text),
    };
  }
  return undefined;
}
