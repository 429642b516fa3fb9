import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { holderOf, takenBy } from '../deploy/port-holder';
import { probe, userCache } from '../system';
import type { Check, Machine } from './check';

const PORT = 8400;
/** Bytes of room that are enough: the local AWS, its Python and uv take about half. */
const ENOUGH = 1024 ** 3;

/**
 * Whether an API of `terragate up` can have its usual port.
 *
 * @param folder of the project, whose own API may be there. @default - no project
 */
export async function port(wished: number = PORT, folder?: string): Promise<Check> {
  const name = `Port ${wished}`;
  if ('port' in (await probe(wished))) return { name, state: 'ok', found: 'free' };
  const own = folder !== undefined && holderOf(wished)?.project?.folder === folder;
  if (own) return { name, state: 'ok', found: 'this project answers there' };
  return {
    name,
    state: 'note',
    found: `taken by ${takenBy(wished)}; terragate up takes the next free one`,
    fix: 'terragate up --port 8500',
  };
}

/** Room for what is installed once: the local AWS, uv, a Python. */
export function disk(cache: string = userCache(), enough: number = ENOUGH): Check {
  let folder = cache;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const size =
    free > 10 * 1024 ** 3 ? `${Math.round(free / 1024 ** 3)} GB` : `${Math.round(free / 1024 ** 2)} MB`;
  const found = `${size} free, ${cache}`;
  if (free >= enough) return { name: 'Cache', state: 'ok', found };
  return {
    name: 'Cache',
    state: 'note',
    found,
    fix: 'free 1 GB, or let XDG_CACHE_HOME name a folder with more room',
  };
}

/** The local AWS runs on Linux and macOS. */
export function system({ platform }: Machine): Check | undefined {
  if (platform !== 'win32') return undefined;
  const found = 'Windows: the local AWS runs on Linux and macOS';
  return {
    name: 'System',
    state: 'note',
    found,
    fix: 'wsl --install, and run terragate there; --aws works here',
  };
}
