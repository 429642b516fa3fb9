import { statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors';
import { type AppFile, listAppFiles } from './app-files';

/** The Python modules that a package holds beside the application, and what each does. */
const MODULES = {
  'terragate_asgi.py': 'it guards the operations of the application',
  'terragate_prefix.py': 'it tells the application what stands before its paths',
  'terragate_events.py': 'it hands events of other services to the application',
  'terragate_secrets.py': 'it reads the secrets of the application',
};

/**
 * The files of a Lambda package beside those of its dependencies: what listAppFiles() finds; `terragate_asgi.py`,
 * which refuses requests that API Gateway has authorized for another operation than the application would run, with
 * `terragate_prefix.py`, which knows what stands before the paths of the application;
 * `terragate_events.py`, by which Mangum takes events of other services; and `terragate_secrets.py`, which reads secrets before the application is imported.
 *
 * @param except absolute paths as for listAppFiles()
 * @throws UserError where the project has a file of such a name
 */
export function listPackageFiles(projectDir: string, except: readonly string[] = []): AppFile[] {
  const files = listAppFiles(projectDir, except);
  const problems = Object.entries(MODULES).flatMap(([module, does]) =>
    files
      .filter(({ name }) => name === module)
      .map(({ path }) => ({
        where: path,
        what: `terragate bundle adds a file of this name to the package: ${does}`,
        fix: 'rename or remove the file of the application',
      })),
  );
  if (problems.length) throw new UserError(problems);
  const added = Object.keys(MODULES).map((name) => {
    const path = join(__dirname, name);
    return { name, path, stats: statSync(path) };
  });
  return [...files, ...added];
}
