import { basename, join } from 'node:path';
import type { Problem } from '../errors';
import type { Project } from './project';

/** Path of the OpenAPI document of a project's app: the user's own, or the one that is exported. */
export function documentOf({ app, openapi }: Pick<Project, 'app' | 'openapi'>): string {
  return openapi ?? join(app, 'openapi.json');
}

/** The problem of a document that is not there. */
export function missingDocument(project: Project): Problem {
  const where = documentOf(project);
  const fix =
    project.openapi === undefined
      ? 'export it from the app: terragate openapi'
      : `write it, or correct "openapi" in ${basename(project.settings)}`;
  return { where, what: 'the document does not exist', fix };
}
