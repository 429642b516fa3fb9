import { statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors';
import { type AppFile, listAppFiles } from './app-files';

/** The Python module between API Gateway and the application, as a package holds it. */
const ASGI_MODULE = 'terragate_asgi.py';

/**
 * The files of a Lambda package beside those of its dependencies: what listAppFiles() finds, and `terragate_asgi.py`,
 * which refuses requests that API Gateway has authorized for another operation than the application would run.
 *
 * @param except absolute paths as for listAppFiles()
 * @throws UserError where the project has a file of that name
 */
export function listPackageFiles(projectDir: string, except: readonly string[] = []): AppFile[] {
  const files = listAppFiles(projectDir, except);
  const own = files.find(({ name }) => name === ASGI_MODULE);
  if (own) {
    throw new UserError([
      {
        where: own.path,
        what: 'terragate bundle adds a file of this name to the package: it guards the operations of the application',
        fix: 'rename or remove the file of the application',
      },
    ]);
  }
  const path = join(__dirname, ASGI_MODULE);
  return [...files, { name: ASGI_MODULE, path, stats: statSync(path) }];
}
