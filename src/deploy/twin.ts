import type { LambdaPackage } from '../bundle';
import { ensureTwin } from '../bundle/twin';
import { notOfTheApp, type Project } from '../project';
import { StatePaths } from './background/state-paths';

/** The app as it runs on this machine, in place of the package that is made for AWS. */
export interface Twin {
  readonly codeSha256: string;
  readonly folder: string;
  readonly generation: string;
  /** Whether it is another than before. */
  readonly changed: boolean;
}

/**
 * Brings the twin of a package up to date; undefined for a project without a package.
 *
 * @param verify looks for files that were cut off too
 */
export async function twinOf(
  project: Project,
  { package: built }: { readonly package: Pick<LambdaPackage, 'sha256Base64'> | undefined },
  progress: (line: string) => void = () => {},
  verify = false,
): Promise<Twin | undefined> {
  if (!built) return undefined;
  const twin = await ensureTwin(project.app, {
    pythonVersion: project.pythonVersion,
    handler: project.handler,
    pythonPath: project.pythonPath,
    except: notOfTheApp(project),
    folder: new StatePaths(project).twin,
    progress,
    verify,
  });
  return { codeSha256: built.sha256Base64, ...twin };
}
