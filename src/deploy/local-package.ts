import { join } from 'node:path';
import type { LambdaPackage } from '../bundle';
import { ensureLocalPackage } from '../bundle/local-package';
import { notOfTheApp, type Project } from '../project';
import { StatePaths } from './background/state-paths';

/** The app as it runs on this machine, in place of the package that is made for AWS. */
export interface LocalPackage {
  readonly codeSha256: string;
  readonly folder: string;
  readonly revision: string;
  /** Whether the local package is another revision than before. */
  readonly changed: boolean;
  /** File of variables with the values that secrets have on this machine, which may not be there. */
  readonly envFile: string;
}

/**
 * Brings the local package of a package up to date; undefined for a project without a package.
 *
 * @param verify looks for files that were cut off too
 */
export async function localPackageOf(
  project: Project,
  { package: built }: { readonly package: Pick<LambdaPackage, 'sha256Base64'> | undefined },
  progress: (line: string) => void = () => {},
  verify = false,
): Promise<LocalPackage | undefined> {
  if (!built) return undefined;
  const localPackage = await ensureLocalPackage(project.app, {
    pythonVersion: project.pythonVersion,
    handler: project.handler,
    pythonPath: project.pythonPath,
    choice: project.packageChoice,
    except: notOfTheApp(project),
    folder: new StatePaths(project).localPackage,
    progress,
    verify,
  });
  const envFile = project.envFile ?? join(project.app, '.env');
  return { codeSha256: built.sha256Base64, ...localPackage, envFile };
}
