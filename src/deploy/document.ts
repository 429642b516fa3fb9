import { existsSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ensureVenv, exportOpenApi, type Observed, type Venv } from '../bundle';
import { UserError } from '../errors';
import { documentOf, missingDocument, type Project } from '../project';
import { projectCache, readText } from '../system';
import { keepDocsPage } from './docs-page';

/** The Python environment of a project, made where it is not what the locked packages say. @throws UserError */
export function environmentOf(project: Project, progress: (line: string) => void): Promise<Venv> {
  const { app, packageChoice: choice, pythonVersion } = project;
  return ensureVenv(app, { choice, pythonVersion, progress });
}

/**
 * Writes the OpenAPI document of the app. One that the user keeps stays as it is, and the app is not imported.
 *
 * @returns whether it is another than before
 * @throws UserError when the app does not import, or the user's document is not there
 */
export async function exportDocument(project: Project, progress: (line: string) => void): Promise<boolean> {
  if (project.openapi === undefined) return exportTo(documentOf(project), project, progress);
  if (existsSync(project.openapi)) return false;
  throw new UserError([missingDocument(project)]);
}

async function exportTo(out: string, project: Project, progress: (line: string) => void): Promise<boolean> {
  const before = readText(out);
  await importApp(out, project, progress);
  return before !== readText(out);
}

/** Imports the app, writes its document, and says what the import said. */
async function importApp(
  out: string,
  project: Project,
  progress: (line: string) => void,
): Promise<ImportedApp> {
  const { python } = await environmentOf(project, progress);
  const { app, appObject, pythonPath, envFile, settings } = project;
  const hasVariables = envFile !== undefined && existsSync(envFile);
  // It is no part of a clone: a pipeline sets the variables themselves
  if (envFile !== undefined && !hasVariables)
    progress(
      `${relative(project.folder, envFile)} is not there: the app has the variables of this process alone`,
    );
  const observed = await exportOpenApi(app, {
    ...{ app: appObject, pythonPath, out, python, settings },
    ...(hasVariables ? { envFile } : {}),
  });
  keepDocsPage(project, observed);
  if (observed.appeared.length) progress(`the import of the app made ${observed.appeared.join(', ')}`);
  return { python, observed };
}

/** An app that was imported to look at it. */
export interface ImportedApp {
  /** An interpreter with the app's packages. */
  readonly python: string;
  readonly observed: Observed;
}

/** Imports the app, and leaves the document of the project as it is. @throws UserError when it does not import */
export async function observedApp(project: Project, progress: (line: string) => void): Promise<ImportedApp> {
  const unused = join(projectCache(project.app), `openapi.${process.pid}.json`);
  try {
    return await importApp(unused, project, progress);
  } finally {
    rmSync(unused, { force: true });
  }
}

/**
 * Exports the OpenAPI document of the app to another place, for as long as it is used: the one of the project stays as it is.
 * One that the user keeps is used itself.
 *
 * @throws UserError when the app does not import
 */
export async function withFreshDocument<T>(
  project: Project,
  progress: (line: string) => void,
  use: (path: string) => T,
): Promise<T> {
  if (project.openapi !== undefined) {
    await exportDocument(project, progress);
    return use(project.openapi);
  }
  const fresh = join(projectCache(project.app), `openapi.${process.pid}.json`);
  try {
    await exportTo(fresh, project, progress);
    return use(fresh);
  } finally {
    rmSync(fresh, { force: true });
  }
}
