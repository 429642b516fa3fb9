import { readdirSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { STATE_FOLDER } from '../project';
import type { Removal } from './removal';

/** Removes what a removal lists, and the folders that it leaves empty; what makes the folder a project goes last. */
export function removeAll({ folder, files, folders }: Removal): void {
  const isSettings = (path: string) => path === 'terragate.json';
  // The lock of the command is in the last one
  for (const path of new Set([...folders, STATE_FOLDER]))
    rmSync(join(folder, path), { recursive: true, force: true });
  for (const path of [...files.filter((one) => !isSettings(one)), ...files.filter(isSettings)]) {
    rmSync(join(folder, path), { force: true });
    for (let above = dirname(path); above !== '.' && isEmpty(join(folder, above)); above = dirname(above))
      rmdirSync(join(folder, above));
  }
}

function isEmpty(folder: string): boolean {
  return readdirSync(folder).length === 0;
}
