import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Folders of packages, whose files keep their modes behind that of `.terragate`. */
const PACKAGES = /^(?:native\/[^/]+\/packages|local-package|venv|wheels\/[^/]+|pycache)\//;

/** All files below a folder, links left out. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** What others than its user may read of a folder `.terragate`: itself, and files and folders in it that are no packages. */
export function openFiles(folder: string): string[] {
  const inside = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isSymbolicLink())
    .map((entry) => join(entry.parentPath, entry.name));
  return [folder, ...inside].filter(
    (path) => !PACKAGES.test(relative(folder, path)) && statSync(path).mode & 0o077,
  );
}
