import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Folders of packages, whose files keep their modes behind that of `.terragate`. */
const PACKAGES = /^(?:native|twin|venv|wheels|pycache)(?:\/|$)|^local\/aws-[0-9a-f]+\/layers\//;

/** All files below a folder, links left out. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** What others than its user may read of a folder `.terragate`: itself, and the files in it that are no packages. */
export function openFiles(folder: string): string[] {
  return [folder, ...filesBelow(folder)].filter(
    (path) => !PACKAGES.test(relative(folder, path)) && statSync(path).mode & 0o077,
  );
}
