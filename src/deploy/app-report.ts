import {
  type AppReport,
  builtParts,
  findPython,
  lambdaFindings,
  largestParts,
  MOST_UNPACKED,
  unlistedRoutes,
  unpackedSize,
} from '../bundle';
import type { Project } from '../project';
import { type ImportedApp, observedApp } from './document';

/**
 * What is true of an app that Lambda does in another way than a server: by its files, its import and the package that
 * was built last. An app whose document the user keeps is not imported.
 *
 * @param byOperation whether some API of the project has no route but those of operations
 * @throws UserError when the app does not import, or there is no Python
 */
export async function appReport(
  project: Project,
  byOperation: boolean,
  progress: (line: string) => void,
): Promise<AppReport> {
  const { app, appObject, pythonPath, openapi } = project;
  const { python, observed } =
    openapi === undefined ? await observedApp(project, progress) : await unimported();
  const parts = builtParts(app, project);
  const { files, unread, findings } = await lambdaFindings(app, {
    ...{ app: appObject, pythonPath, python, observed, parts },
  });
  const beside = byOperation ? unlistedRoutes(observed?.unlisted ?? []) : [];
  return {
    ...{ project: project.name, app: appObject, files, unread },
    import: observed?.imported ?? null,
    package: parts
      ? { bytes: unpackedSize(parts), limit: MOST_UNPACKED, largest: largestParts(parts) }
      : null,
    findings: [...findings, ...beside],
  };
}

async function unimported(): Promise<Partial<ImportedApp> & Pick<ImportedApp, 'python'>> {
  return { python: (await findPython()).path };
}
