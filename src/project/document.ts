import { join } from 'node:path';
import type { Project } from './project';

/** Where the OpenAPI document of a project's app lies. */
export function documentOf({ app }: Pick<Project, 'app'>): string {
  return join(app, 'openapi.json');
}
