import { join } from 'node:path';
import { refuseStale, writeTexts } from '../system/text-changes';
import type { PipelinePlan } from './plan';

/**
 * Writes what was planned, each file whole.
 *
 * @throws UserError when a file has changed meanwhile: nothing is written then
 */
export function writePipeline({ folder, changes }: PipelinePlan): void {
  refuseStale(changes, (path) => join(folder, path), 'terragate pipeline');
  writeTexts(folder, changes);
}
