import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** SHA-256 of bytes or text. @default hexadecimal */
export function sha256(data: Uint8Array | string, encoding: 'hex' | 'base64' = 'hex'): string {
  return createHash('sha256').update(data).digest(encoding);
}

/**
 * Writes a file as a whole or not at all; makes its folder where it is missing.
 *
 * @param mode its permissions. @default - what the umask leaves of 0666
 */
export function writeWhole(path: string, data: Uint8Array | string, mode?: number): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    writeFileSync(temporary, data, mode === undefined ? {} : { mode });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** The content of a file; `undefined` when it cannot be read. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** The file as parsed JSON; `undefined` when it is missing or not JSON, as after an interrupted run. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The folder `.terragate` of a project, for what can be made again at any time. */
export function projectCache(projectDir: string): string {
  return ignoredFolder(join(projectDir, '.terragate'));
}

/** Makes a folder that Git ignores by a file of its own, and by another one ruff and search tools where there is no Git. */
export function ignoredFolder(folder: string): string {
  mkdirSync(folder, { recursive: true });
  for (const name of ['.gitignore', '.ignore']) {
    try {
      writeFileSync(join(folder, name), '*\n', { flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  return folder;
}

/** Where the user's cache is: `$XDG_CACHE_HOME/terragate`, `~/.cache/terragate` where that is not set. */
export function userCache(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'terragate');
}

/** A new empty folder beside what it will become, so that a rename puts it there at once. */
export function temporaryFolder(parent: string, prefix: string): string {
  const folder = join(parent, `${prefix}${randomUUID().slice(0, 8)}.tmp`);
  mkdirSync(folder, { recursive: true });
  return folder;
}
