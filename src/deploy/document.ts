import { ensureVenv, exportOpenApi, type Venv } from '../bundle';
import { documentOf, type Project } from '../project';
import { readText } from '../system';

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
