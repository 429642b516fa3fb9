import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureVenv, exportOpenApi, type Venv } from '../bundle';
import { documentOf, type Project } from '../project';
import { projectCache, readText } from '../system';

/** The Python environment of a project, made where it is not what the locked packages say. @throws UserError */
export function environmentOf(project: Project, progress: (line: string) => void): Promise<Venv> {
  return ensureVenv(project.app, { pythonVersion: project.pythonVersion, progress });
}

/**
 * Writes the OpenAPI document of the app.
 *
 * @param out the file to write. @default - where the document of the project lies
 * @returns whether it is another than before
 * @throws UserError when the app does not import
 */
export async function exportDocument(
  project: Project,
  progress: (line: string) => void,
  out: string = documentOf(project),
): Promise<boolean> {
  const before = readText(out);
  const { python } = await environmentOf(project, progress);
  const { app, appObject, pythonPath } = project;
  await exportOpenApi(app, { app: appObject, pythonPath, out, python });
  return before !== readText(out);
}

/**
 * Exports the OpenAPI document of the app to another place, for as long as it is used: the one of the project stays as it is.
 *
 * @throws UserError when the app does not import
 */
export async function withFreshDocument<T>(
  project: Project,
  progress: (line: string) => void,
  use: (path: string) => T,
): Promise<T> {
  const fresh = join(projectCache(project.app), `openapi.${process.pid}.json`);
  try {
    await exportDocument(project, progress, fresh);
    return use(fresh);
  } finally {
    rmSync(fresh, { force: true });
  }
}
