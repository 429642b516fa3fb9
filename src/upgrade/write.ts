import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeTree } from '../emit';
import { UserError } from '../errors';
import { readText, writeFileAtomic } from '../system';
import type { UpgradePlan } from './plan';

/**
 * Writes what was planned, each file whole. What installs the new version comes last, and the old package goes after it:
 * a run that ends before may be run again.
 *
 * @throws UserError when a file has changed since the plan
 */
export function writeUpgrade({ folder, package: own, tree, changes }: UpgradePlan): void {
  const stale = changes.filter(({ path, before }) => readText(join(folder, path)) !== before);
  if (stale.length)
    throw new UserError(
      stale.map(({ path }) => ({
        where: join(folder, path),
        what: 'the file has changed meanwhile',
        fix: 'run terragate upgrade again',
      })),
    );
  if (own.write) writeFileAtomic(join(folder, own.write.path), own.write.bytes);
  if (tree) writeTree(tree.folder, tree.files, 'terragate upgrade');
  for (const { path, after } of own.texts) writeFileAtomic(join(folder, path), after ?? '');
  if (own.remove !== undefined) rmSync(join(folder, own.remove), { force: true });
}
