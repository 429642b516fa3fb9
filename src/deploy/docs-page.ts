import { join } from 'node:path';
import type { Observed } from '../bundle';
import { type Project, STATE_FOLDER } from '../project';
import { projectCache, readText, writeFileAtomic } from '../system';
import type { Endpoint } from './background/instance';

/** Path of the page with an app's documentation, where nobody has set another one. */
const USUAL = '/docs';
/** Name of the file with the path, in the cache of the app. */
const NAME = 'docs-page';

/** Keeps where the page with an app's documentation is, as its import said: `docs_url`, or nowhere. */
export function keepDocsPage(project: Project, { unlisted }: Pick<Observed, 'unlisted'>): void {
  const path = unlisted.find(({ docs }) => docs)?.path ?? '';
  const file = join(projectCache(project.app), NAME);
  if (readText(file) !== path) writeFileAtomic(file, path);
}

/** An API that runs on this machine, at its address. */
export interface RunningApi extends Endpoint {
  /** Address of the page with the app's documentation. @default - the app has none, or no route leads there */
  readonly docsUrl?: string;
}

/** The APIs of a project that run, with the pages of their documentation. */
export function runningApis(project: Project, endpoints: readonly Endpoint[]): readonly RunningApi[] {
  return endpoints.map((endpoint) => {
    const docsUrl = docsAddress(project, endpoint);
    return docsUrl === undefined ? { ...endpoint, docs: false } : { ...endpoint, docsUrl };
  });
}

/**
 * The address of the page with an app's documentation.
 *
 * @param api its address, and whether there is a route for such a page
 * @returns undefined where the app has none, or no route leads there. An app that was never imported has the usual one.
 */
export function docsAddress(
  project: Project,
  { url, docs }: { url: string; docs: boolean },
): string | undefined {
  const path = readText(join(project.app, STATE_FOLDER, NAME)) ?? USUAL;
  return docs && path ? `${url}${path.slice(1)}` : undefined;
}
