import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The text of a file below `hcl/`. The build of the package puts the texts themselves in the place of this function, so
 * that a bundle needs no files beside it.
 *
 * @param path with `/`, such as `rest/auth.tf`
 * @returns undefined where there is no such file
 */
export function hclText(path: string): string | undefined {
  const file = join(__dirname, 'hcl', path);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
