import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { buildPackage, ensureVenv, exportOpenApi, type LambdaPackage, megabytes } from '../bundle';
import { appFiles } from '../bundle/app-files';
import { UserError } from '../errors';
import type { Project } from '../project';
import { lastLines, readJson, readText, run, sha256, writeWhole } from '../python';

/** What was made of the app. */
export interface Built {
  /** Undefined for a project without packages. */
  readonly package: LambdaPackage | undefined;
  /** A few words on it. */
  readonly said: string;
}

interface Stamp {
  /** Hash of the app's files that openapi.json was exported from. */
  readonly app?: string;
  /** Hash of the document that the modules were written for. */
  readonly modules?: string;
}

/**
 * Makes of an app what its deployment needs: the OpenAPI document, the modules, the package. Only what changed is made
 * again.
 *
 * @throws UserError when the app does not import, its dependencies cannot be had, the package is too large, or the
 *   command that writes the modules fails
 */
export async function build(project: Project, progress: (line: string) => void): Promise<Built> {
  const [zip] = project.packages;
  if (zip === undefined) return { package: undefined, said: 'nothing to build' };
  const stampFile = join(project.state, 'build.json');
  const stamp = (readJson(stampFile) ?? {}) as Stamp;
  const document = documentOf(project);

  const files = appFiles(project.app, zip).map(({ name, data }) => `${name} ${sha256(data)}`);
  const app = sha256(files.join('\n'));
  if (stamp.app !== app || !existsSync(document)) await exportDocument(project, progress);

  const modules = sha256([readText(document) ?? '', ...(project.synth ?? [])].join('\n'));
  if (project.synth && stamp.modules !== modules) await writeModules(project, progress);

  const there = existsSync(zip);
  const built = await makePackage(project, {}, progress);
  writeWhole(stampFile, `${JSON.stringify({ app, modules } satisfies Stamp)}\n`);
  const state = built.reused ? 'unchanged' : there ? 'changed' : 'new';
  return { package: built, said: `${megabytes(built.bytes)}, ${state}` };
}

/** Where the OpenAPI document of a project's app lies. */
export function documentOf(project: Project): string {
  return join(project.app, 'openapi.json');
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
  const { python } = await ensureVenv(project.app, { progress });
  await exportOpenApi(project.app, { app: project.appObject, out: document, python });
  return before !== readText(document);
}

/** What a package is made for, where that is not what the project says. */
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
        what: 'it names no package to write',
        fix: 'add "packages": ["lambda.zip"] with the zips that the modules take, or give --out',
      },
    ]);
  }
  const { handler } = project;
  const built = await buildPackage(project.app, {
    architecture,
    pythonVersion,
    handler,
    outFile: zip,
    progress,
  });
  for (const copy of copies) {
    const bytes = readFileSync(zip);
    if (!existsSync(copy) || !readFileSync(copy).equals(bytes)) writeWhole(copy, bytes);
  }
  return built;
}

/**
 * Runs the project's command that writes the modules.
 *
 * @throws UserError when there is none, or it fails
 */
export async function writeModules(project: Project, progress: (line: string) => void): Promise<void> {
  if (project.synth) return synth(project, project.synth, progress);
  throw new UserError([
    {
      where: project.settings,
      what: 'it has no command that writes the modules',
      fix: 'add "synth": ["npx", "tsx", "main.ts"] with the program that defines them',
    },
  ]);
}

async function synth(
  project: Project,
  [command = '', ...args]: readonly string[],
  progress: (line: string) => void,
): Promise<void> {
  const done = await run(command, args, { cwd: project.folder, onLine: progress });
  if (done.code === 0) return;
  throw new UserError([
    {
      where: `${relative(process.cwd(), project.settings) || project.settings}: synth`,
      what: done.missing
        ? `there is no program "${command}"`
        : `"${[command, ...args].join(' ')}" ended with exit code ${done.code}\n${lastLines(done.stderr || done.stdout).replace(/^/gm, '    ')}`,
      fix: 'run it alone in the project, and correct what it says',
    },
  ]);
}
