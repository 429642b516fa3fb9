import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportOpenApi, isOwnVenv, type Observed } from '../bundle';
import { readApi, readApiFile } from '../openapi';
import type { PackageChoice } from '../package-choice';
import { interpreter } from '../python';
import { abortable, type Progress, run } from '../system';
import type { AppPlace } from './find-app';

/** The OpenAPI document of an app, from an import or from the user. */
export interface AppDocument {
  /** The text to write; undefined for a document that the user keeps. */
  readonly text: string | undefined;
  /** The document as synth takes it: its path, or its text with a name for messages. */
  readonly source: string | { readonly name: string; readonly text: string };
  /** The security schemes that it has. */
  readonly securitySchemes: ReturnType<typeof readApi>['securitySchemes'];
  /** What the import said; undefined where nothing was imported. */
  readonly observed: Observed | undefined;
}

/** How the document of an app is had. */
export interface DocumentOptions {
  /** Path of a document that the user keeps, in place of an import. @default - the app is imported */
  readonly openapi?: string | undefined;
  /** Path of a file with variables for the import. @default - none */
  readonly envFile?: string | undefined;
  /** Python of the functions, which the app is imported with where the machine has it. @default - 3.11 or newer */
  readonly pythonVersion?: string | undefined;
  /** What the app's environment has beside the main packages and those of development. @default - nothing */
  readonly packageChoice?: PackageChoice | undefined;
  /** Ends the import. @default - never */
  readonly signal?: AbortSignal | undefined;
  /** Called with a line before the import. @default - silent */
  readonly progress?: Progress | undefined;
  /** Writes the document. @default - imports the app, in its Python environment */
  readonly exportDocument?: typeof exportOpenApi | undefined;
}

/** The document of an app. @throws UserError when it cannot be read, or the app does not import */
export function appDocument(folder: string, place: AppPlace, options: DocumentOptions): Promise<AppDocument> {
  const { openapi, signal } = options;
  if (openapi !== undefined) return Promise.resolve(documentOfUser(openapi));
  return abortable(signal, () => importedDocument(folder, place, options));
}

/** A document that the user keeps. @throws UserError when it is none */
export function documentOfUser(path: string): AppDocument {
  const { securitySchemes } = readApiFile(path);
  return { text: undefined, source: path, securitySchemes, observed: undefined };
}

async function importedDocument(
  folder: string,
  place: AppPlace,
  options: DocumentOptions,
): Promise<AppDocument> {
  const { progress = () => {}, exportDocument = exportOpenApi, envFile, pythonVersion, signal } = options;
  const { packageChoice: choice } = options;
  const temporary = mkdtempSync(join(tmpdir(), 'terragate-add-'));
  const python = await ownPython(folder);
  try {
    progress(`imports ${place.appObject}`);
    const out = join(temporary, 'openapi.json');
    const observed = await exportDocument(folder, {
      app: place.appObject,
      ...(place.pythonPath === undefined ? {} : { pythonPath: place.pythonPath }),
      ...(python === undefined ? {} : { python }),
      ...(envFile === undefined ? {} : { envFile }),
      ...(pythonVersion === undefined ? {} : { pythonVersion }),
      ...(choice === undefined ? {} : { choice }),
      out,
      findings: true,
      progress,
    });
    const text = readFileSync(out, 'utf8');
    const source = { name: `openapi.json of ${place.appObject}`, text };
    return { text, source, securitySchemes: readApi(text, source.name).securitySchemes, observed };
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** The interpreter of the user's own environment, where it has FastAPI; one that Terragate made is brought up to date instead. */
async function ownPython(folder: string): Promise<string | undefined> {
  if (isOwnVenv(join(folder, '.venv'))) return undefined;
  const python = interpreter(join(folder, '.venv'));
  const { code } = await run(python, ['-c', 'import fastapi'], { cwd: folder });
  return code === 0 ? python : undefined;
}
