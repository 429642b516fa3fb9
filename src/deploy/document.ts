import { join } from 'node:path';
import { ensureVenv, exportOpenApi, type Venv } from '../bundle';
import type { Project } from '../project';
import { readText } from '../python';

/** Where the OpenAPI document of a project's app lies. */
export function documentOf(project: Project): string {
  return join(project.app, 'openapi.json');
}

/** The Python environment of a project, made where it is not what the locked packages say. @throws UserError */
export function environmentOf(project: Project, progress: (line: string) => void): Promise<Venv> {
  return ensureVenv(project.app, { pythonVersion: project.pythonVersion, progress });
}

/**
 * Writes the OpenAPI document of the app.
 *
 * @returns whether it is another than before
 * @throws UserError when the app does not import
 */
export async function exportDocument(project: Project, progress: (line: string) => void): Promise<boolean> {
  const document = documentOf(project);
  const before = readText(document);
  const { python } = await environmentOf(project, progress);
  const { app, appObject, pythonPath } = project;
  await exportOpenApi(app, { app: appObject, pythonPath, out: document, python });
  return before !== readText(document);
}
