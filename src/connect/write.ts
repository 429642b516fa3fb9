import { join } from 'node:path';
import { writeClient } from '../client';
import { writeFileAtomic } from '../system';
import { writeTree } from '../system/marked-tree';
import { refuseStale } from '../system/text-changes';
import { MAIN } from './main-file';
import type { ConnectPlan } from './plan';
import { RUNTIME_CONFIG } from './runtime-config-file';
import { OURS } from './website-files';

/**
 * Writes what was planned, each file whole. The file that renders the website is the last one: until then the website is
 * as it was.
 *
 * @throws UserError when a file of the website has changed meanwhile
 */
export function writePlan({ website, out, changes, files }: ConnectPlan): void {
  const { folder, main, packageJson } = website;
  const places = new Map([
    [RUNTIME_CONFIG, join(folder, RUNTIME_CONFIG)],
    ['package.json', packageJson.path],
    [MAIN, main.path],
  ]);
  const single = changes.filter(({ path }) => places.has(path));
  refuseStale(single, (path) => places.get(path) ?? path, 'terragate connect');
  writeClient(out, files.client);
  writeTree(out, files.own, OURS);
  for (const { path, after } of single) writeFileAtomic(places.get(path) ?? '', after ?? '');
}
