import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildPackage, type LambdaPackage, megabytes, packagesOf } from '../bundle';
import { appFiles } from '../bundle/app-files';
import { UserError } from '../errors';
import { documentOf, notOfTheApp, type Project } from '../project';
import { readJson, sha256, writeFileAtomic } from '../system';
import { exportDocument } from './document';
import { modulesKey, writeModules } from './synth';

/** The result of a build. */
export interface Built {
  /** The Lambda package; undefined for a project without packages. */
  readonly package: LambdaPackage | undefined;
  /** A few words on the build. */
  readonly summary: string;
}

interface Stamp {
  /** Hash of the files that openapi.json was exported from. */
  readonly app?: string;
  /** Hash of the input of the modules, and of their files. */
  readonly modules?: string;
}

/**
 * Makes of an app what its deployment needs: the OpenAPI document, the modules, the package. Only what changed is made
 * again.
 *
 * @throws UserError when the app does not import, its dependencies cannot be had, the package is too large, or the
 *   modules cannot be written
 */
export async function build(project: Project, progress: (line: string) => void): Promise<Built> {
  const [zip] = project.packages;
  if (zip === undefined && !project.modules) return { package: undefined, summary: 'nothing to build' };
  const stampFile = join(project.state, 'build.json');
  const stamp = (readJson(stampFile) ?? {}) as Stamp;

  const files = filesKey(project);
  const app = await appKey(project, files, progress);
  if (stamp.app !== app || !existsSync(documentOf(project))) await exportDocument(project, progress);

  let summary = '';
  if ((project.modules || project.synth) && stamp.modules !== modulesKey(project))
    summary = (await writeModules(project, progress)).summary;
  const modules = modulesKey(project);

  if (zip === undefined) {
    writeFileAtomic(stampFile, `${JSON.stringify({ app, modules } satisfies Stamp)}\n`);
    return { package: undefined, summary: summary || 'unchanged' };
  }
  const there = existsSync(zip);
  const built = await makePackage(project, {}, progress);
  writeFileAtomic(stampFile, `${JSON.stringify({ app, modules } satisfies Stamp)}\n`);
  const state = built.reused ? 'unchanged' : there ? 'changed' : 'new';
  return { package: built, summary: `${megabytes(built.bytes)}, ${state}` };
}

/** The files of the app. */
function filesKey(project: Project): string {
  const files = appFiles(project.app, notOfTheApp(project));
  return sha256(files.map(({ name, data }) => `${name} ${sha256(data)}`).join('\n'));
}

/** A key of the inputs of the app's document: its files, the name of the app object, its Python packages, its variables. */
async function appKey(
  { app, appObject, pythonPath, envFile, packageChoice }: Project,
  files: string,
  progress: (line: string) => void,
): Promise<string> {
  const { key } = await packagesOf(app, packageChoice, progress);
  // Not the variables themselves, of which no trace is kept
  const variables = envFile === undefined ? undefined : statSync(envFile, { throwIfNoEntry: false })?.mtimeMs;
  return sha256(JSON.stringify([files, appObject, pythonPath, key, variables]));
}

/** The platform of a package that differs from the project's. */
export interface PackageFor {
  readonly architecture?: string;
  readonly pythonVersion?: string;
  /** The one zip to write. @default - those of the project */
  readonly out?: string;
}

/**
 * Builds the Lambda package of the app.
 *
 * @throws UserError when there is no place for it, its dependencies cannot be had, or it is too large
 */
export async function makePackage(
  project: Project,
  { architecture = project.architecture, pythonVersion = project.pythonVersion, out }: PackageFor,
  progress: (line: string) => void,
): Promise<LambdaPackage> {
  const [zip, ...copies] = out === undefined ? project.packages : [out];
  if (zip === undefined) {
    throw new UserError([
      {
        where: project.settings,
        what: 'the settings name no package to write',
        fix: 'add "packages": ["lambda.zip"] with the zips that the modules take, or give --out',
      },
    ]);
  }
  const { handler, packageChoice: choice, pythonPath } = project;
  const built = await buildPackage(project.app, {
    ...{ architecture, pythonVersion, choice, handler, pythonPath },
    except: notOfTheApp(project),
    outFile: zip,
    progress,
  });
  for (const copy of copies) {
    const bytes = readFileSync(zip);
    if (!existsSync(copy) || !readFileSync(copy).equals(bytes)) writeFileAtomic(copy, bytes);
  }
  return built;
}
