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
  const [zip, ...copies] = project.packages;
  if (zip === undefined) return { package: undefined, apiChanged: false, said: 'nothing to build' };
  const stampFile = join(project.state, 'build.json');
  const stamp = readJson<Stamp>(stampFile) ?? {};
  const document = join(project.app, 'openapi.json');

  const app = hash(appFiles(project.app, zip).map(({ name, data }) => `${name} ${hash([data])}`));
  const before = readText(document);
  if (stamp.app !== app || before === undefined) {
    const { python } = await ensureVenv(project.app, { progress });
    await exportOpenApi(project.app, { app: project.appObject, out: document, python });
  }
  const after = readText(document) ?? '';
  const apiChanged = before !== after;

  const modules = hash([after, ...(project.synth ?? [])]);
  if (project.synth && stamp.modules !== modules) await synth(project, project.synth, progress);

  const built = await buildPackage(project.app, {
    architecture: project.architecture,
    pythonVersion: project.pythonVersion,
    handler: project.handler,
    outFile: zip,
    progress,
  });
  for (const copy of copies) {
    if (!existsSync(copy) || !readFileSync(copy).equals(readFileSync(zip))) copyWhole(zip, copy);
  }
  writePrivate(stampFile, `${JSON.stringify({ app, modules } satisfies Stamp)}\n`);
  const state = built.reused ? 'unchanged' : before === undefined ? 'new' : 'changed';
  return { package: built, apiChanged, said: `${megabytes(built.bytes)}, ${state}` };
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
