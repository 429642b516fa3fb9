import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../system';
import { refuseStale, writeTexts } from '../system/text-changes';
import type { UpgradePlan } from './plan';

/**
 * Writes what was planned, each file whole. What installs the new version comes last, and the old package goes after it:
 * a run that ends before may be run again.
 *
 * @throws UserError when a file has changed since the plan
 */
export function writeUpgrade({ folder, package: own, changes }: UpgradePlan): void {
  refuseStale(changes, (path) => join(folder, path), 'terragate upgrade');
  if (own.write) writeFileAtomic(join(folder, own.write.path), own.write.bytes);
  writeTexts(folder, changes);
  if (own.remove !== undefined) rmSync(join(folder, own.remove), { force: true });
}
