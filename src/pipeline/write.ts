import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors';
import { readText, writeFileAtomic } from '../system';
import type { PipelinePlan } from './plan';

/**
 * Writes what was planned, each file whole.
 *
 * @throws UserError when a file has changed meanwhile: nothing is written then
 */
export function writePipeline({ folder, changes }: PipelinePlan): void {
  const stale = changes.filter(({ path, before }) => readText(join(folder, path)) !== before);
  if (stale.length)
    throw new UserError(
      stale.map(({ path }) => ({
        where: join(folder, path),
        what: 'the file has changed meanwhile',
        fix: 'run terragate pipeline again',
      })),
    );
  for (const { path, after } of changes) {
    if (after === undefined) rmSync(join(folder, path));
    else writeFileAtomic(join(folder, path), after);
  }
}
