import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder, temporaryPath, userCache } from './atomic';
import { sha256 } from './files';
import { isIntact, noteSizes } from './intact';

/** A folder of the user's cache that is made once for what it is made of. */
export interface CachedSpec {
  /** Name of the folder in the cache, in which there is one for each content. */
  readonly name: string;
  /** The content that the folder is made from: another one makes another folder. */
  readonly content: Uint8Array;
  /** Path in it without which it is of no use, as when what it links to has been removed: `bin/python`. */
  readonly holds: string;
  /** Fills the empty folder, which is renamed then. @param final where it will be */
  readonly make: (folder: string, final: string) => Promise<void>;
}

/** The folder, made where it is not there yet, or has lost a part of a file. Two processes may call it at the same time. */
export async function cachedFolder({ name, content, holds, make }: CachedSpec): Promise<string> {
  const key = sha256(content).slice(0, 16);
  const parent = join(userCache(), name);
  const folder = join(parent, key);
  const usable = () =>
    existsSync(join(folder, 'ready')) && existsSync(join(folder, holds)) && isIntact(folder);
  if (usable()) return folder;
  await mkdir(parent, { recursive: true });
  const unfinished = temporaryFolder(folder);
  try {
    await make(unfinished, folder);
    noteSizes(unfinished);
    await writeFile(join(unfinished, 'ready'), '');
    if (!usable()) await discard(folder);
    await rename(unfinished, folder).catch((error: NodeJS.ErrnoException) => {
      // Another process was first; the content is the same
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return folder;
}

/** Moves a folder out of the way and then deletes it: another process may make it at the same time. */
async function discard(folder: string): Promise<void> {
  const trash = temporaryPath(folder);
  await rename(folder, trash).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rm(trash, { recursive: true, force: true });
}
