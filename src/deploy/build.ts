import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { buildPackage, ensureVenv, exportOpenApi, type LambdaPackage, megabytes } from '../bundle';
import { appFiles } from '../bundle/app-files';
import { UserError } from '../errors';
import type { Project } from '../project';
import { lastLines, run } from '../python';
import { copyWhole, readJson, readText, writePrivate } from './files';

/** What was made of the app. */
export interface Built {
  /** Undefined for a project without packages. */
  readonly package: LambdaPackage | undefined;
  /** Whether the OpenAPI document is another than before. */
  readonly apiChanged: boolean;
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
  if (zip === undefined) return { package: undefined, apiChanged: false, said: 'nothing to build' };
  const stampFile = join(project.state, 'build.json');
  const stamp = readJson<Stamp>(stampFile) ?? {};
  const document = documentOf(project);

  const app = hash(appFiles(project.app, zip).map(({ name, data }) => `${name} ${hash([data])}`));
  const before = readText(document);
  if (stamp.app !== app || before === undefined) await exportDocument(project, progress);
  const after = readText(document) ?? '';

  const modules = hash([after, ...(project.synth ?? [])]);
  if (project.synth && stamp.modules !== modules) await writeModules(project, progress);

  const there = existsSync(zip);
  const built = await makePackage(project, {}, progress);
  writePrivate(stampFile, `${JSON.stringify({ app, modules } satisfies Stamp)}\n`);
  const state = built.reused ? 'unchanged' : there ? 'changed' : 'new';
  return { package: built, apiChanged: before !== after, said: `${megabytes(built.bytes)}, ${state}` };
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
    if (!existsSync(copy) || !readFileSync(copy).equals(readFileSync(zip))) copyWhole(zip, copy);
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

function hash(parts: readonly (string | Uint8Array)[]): string {
  const sum = createHash('sha256');
  for (const part of parts) sum.update(part).update('\n');
  return sum.digest('hex');
}
