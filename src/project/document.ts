import { join } from 'node:path';
import type { Project } from './project';

/** Path of the OpenAPI document of a project's app. */
export function documentOf({ app }: Pick<Project, 'app'>): string {
  return join(app, 'openapi.json');
}
