import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { basename, isAbsolute, join, resolve } from 'node:path';
import { inputOf, isOwnVenv, OWN_LOCK } from '../bundle';
import { UserError } from '../errors';
import { documentOf, type Project, STATE_FOLDER } from '../project';
import { synthesizedFiles } from '../synth';
import { readJson, readText } from '../system';
import { pathFrom } from '../system/text-changes';
import { addedFiles } from './added-files';
import { INSTALLERS } from './own-package';
import { heldByTerraform } from './terraform-states';

/** What `remove` does to a project. Paths are from its folder. */
export interface Removal {
  readonly folder: string;
  /** Files to remove. */
  readonly files: readonly string[];
  /** Folders to remove with all that is in them: what can be made again at any time. */
  readonly folders: readonly string[];
  /** What stays although it has to do with Terragate, and why. */
  readonly kept: readonly Kept[];
}

interface Kept {
  readonly path: string;
  readonly why: string;
}

/** A part of a removal: paths of files to remove, absolute or from the project's folder, and what stays. */
interface Part {
  readonly files?: readonly string[];
  readonly kept?: readonly Kept[];
}

/** Folder of Terragate's own package in a project. */
const VENDOR = 'vendor';
const OWN_PACKAGE = /^terragate-.*\.tgz$/;

const CHANGED = 'it was changed, or is not of terragate add';
const FOREIGN = 'it is not of terragate add';

/**
 * What takes back `add`. A file goes when a marker, its place or its whole text says that Terragate wrote it, and nobody
 * changed it since.
 *
 * @throws UserError while Terraform holds resources of the project
 */
export function removalOf(project: Project): Removal {
  const held = heldByTerraform(project);
  if (held.length) throw new UserError(held);
  const { folder, app } = project;
  const at = (path: string) => pathFrom(folder, resolve(folder, path));
  const own = [ofSynth(project), writtenOnce(project), documentPart(project), settingsPart(project)];
  const files = new Set(
    own
      .flatMap((part) => part.files ?? [])
      .map(at)
      .filter(isInside),
  );
  const vendored = ownPackage(folder, files);
  const reasons = [...own, vendored].flatMap((part) => part.kept ?? []);
  const kept = [...new Map(reasons.map((one) => [one.path, one])).values()];
  for (const path of vendored.files ?? []) files.add(path);

  const removed = [...files].filter((path) => isFile(join(folder, path))).sort();
  const root = at(project.cdktf ?? project.root);
  const rest = isInside(root) ? filesBelow(folder, root) : [];
  const byNpm = removed.includes('package.json') ? ['package-lock.json', 'node_modules'] : [];
  const folders = [project.state, join(app, STATE_FOLDER), ...[join(app, '.venv')].filter(isOwnVenv)];
  return {
    folder,
    files: removed,
    folders: [
      ...new Set(
        folders
          .filter((path) => existsSync(path))
          .map(at)
          .filter(isInside),
      ),
    ],
    kept: [
      ...kept,
      ...rest
        .filter((path) => !files.has(path) && !kept.some((one) => one.path === path))
        .map((path) => ({ path, why: FOREIGN })),
      ...byNpm.filter((name) => existsSync(join(folder, name))).map((path) => ({ path, why: 'npm made it' })),
    ].sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

/** The modules, the package, and a lock that Terragate wrote. */
function ofSynth({ app, modules, packages }: Project): Part {
  const lock = join(app, OWN_LOCK);
  return {
    files: [
      ...(modules ? synthesizedFiles(modules.folder).map((path) => join(modules.folder, path)) : []),
      ...packages,
      ...(inputOf(lock) === undefined ? [] : [lock]),
    ],
  };
}

/** The files that `add` writes and the user may change. */
function writtenOnce(project: Project): Part {
  const { folder, app } = project;
  const there = [...addedFiles(project)].filter(([name]) => isFile(join(app, name)));
  const isOurs = ([name, texts]: (typeof there)[number]) => texts.has(readText(join(app, name)) ?? '');
  const path = (name: string) => pathFrom(folder, join(app, name));
  return {
    files: there.filter(isOurs).map(([name]) => path(name)),
    kept: there.filter((one) => !isOurs(one)).map(([name]) => ({ path: path(name), why: CHANGED })),
  };
}

function documentPart(project: Project): Part {
  const document = documentOf(project);
  if (!isFile(document)) return {};
  if (project.openapi === undefined && isExported(document)) return { files: [document] };
  const path = pathFrom(project.folder, document);
  return { kept: [{ path, why: project.openapi === undefined ? CHANGED : 'a file of your own' }] };
}

function settingsPart({ settings }: Project): Part {
  const name = basename(settings);
  if (name !== 'package.json') return { files: [settings] };
  return { kept: [{ path: name, why: 'its entry "terragate" is of your own' }] };
}

/** Terragate's own package, which goes when nothing that stays installs it. */
function ownPackage(folder: string, removed: ReadonlySet<string>): Part {
  const paths = namesIn(join(folder, VENDOR))
    .filter((name) => OWN_PACKAGE.test(name))
    .map((name) => `${VENDOR}/${name}`);
  const installs = INSTALLERS.filter(
    (path) => !removed.has(path) && /vendor\/terragate-/.test(readText(join(folder, path)) ?? ''),
  );
  if (!installs.length) return { files: paths };
  const why = `${installs.join(' and ')} installs it: npm uninstall terragate`;
  return { kept: paths.map((path) => ({ path, why })) };
}

/** Whether a document is as an export writes it: two spaces, keys sorted. */
function isExported(path: string): boolean {
  const text = readText(path) ?? '';
  const keys = Object.keys((readJson(path) ?? {}) as object);
  return text.startsWith('{\n  "') && keys.includes('openapi') && keys.join() === keys.sort().join();
}

/** Whether a path is below the project's folder. */
function isInside(path: string): boolean {
  return path !== '' && !path.startsWith('..') && !isAbsolute(path);
}

/** The files below a folder, folders of tools as one. */
function filesBelow(folder: string, below: string): string[] {
  return namesIn(join(folder, below)).flatMap((name) => {
    const path = `${below}/${name}`;
    if (!lstatSync(join(folder, path)).isDirectory()) return [path];
    return /^(?:\.terraform|node_modules|cdktf\.out)$/.test(name) ? [`${path}/`] : filesBelow(folder, path);
  });
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

/** Whether there is a file, links not followed. */
function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
