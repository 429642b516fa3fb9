import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../system';

/**
 * A file of the cache that is named by what it was made from: `poetry-0a1b2c3d4e5f.txt`. With a text it is written,
 * and earlier files of the same kind go.
 *
 * @returns its path; `undefined` where it is not there and no text is given
 */
export function kept(cache: string, kind: string, key: string, text: string): string;
export function kept(cache: string, kind: string, key: string): string | undefined;
export function kept(cache: string, kind: string, key: string, text?: string): string | undefined {
  const path = join(cache, `${kind}-${key.slice(0, 12)}.txt`);
  if (existsSync(path)) return path;
  if (text === undefined) return undefined;
  const former = readdirSync(cache).filter((name) => formerOf(kind).test(name));
  writeFileAtomic(path, text);
  for (const name of former) rmSync(join(cache, name), { force: true });
  return path;
}

/** Names of files of a kind, and of no other that begins with its name: `poetry` beside `poetry-dev`. */
function formerOf(kind: string): RegExp {
  return new RegExp(`^${kind}-[0-9a-f]{12}\\.txt$`);
}
