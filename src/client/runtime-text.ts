import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The text of a file of `runtime/`, which is a part of every client as it stands. The build of the package puts the texts
 * themselves in the place of this function, so that a bundle needs no files beside it.
 */
export function runtimeText(name: string): string {
  return readFileSync(join(__dirname, 'runtime', `${name}.ts`), 'utf8');
}
