import { readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Project } from '../project';
import { readJson, readText, sha256 } from '../system';
import { ALL, climbs, isBelow, isTool } from './overlay';
import { terraformFolders, variableFiles } from './terraform-folders';

/** Where Terraform runs, and with what. */
export interface TerraformPlace {
  /** Path of the program. */
  readonly command: string;
  readonly env: NodeJS.ProcessEnv;
  /** Lock file of its providers. */
  readonly lock: string;
  /** Folder of its providers and modules. */
  readonly data: string;
}

/** Most files that are looked at one by one. */
const MOST_FILES = 20_000;
/** Providers that read nothing but their arguments, files and AWS. */
const PROVIDERS = /\/hashicorp\/(?:archive|aws|local|null|random|tls)$/;
/** What has another value each time, reads what no file of the project shows, or speaks to another AWS. */
const ELSEWHERE =
  /\b(?:timestamp|plantimestamp|uuid|bcrypt|pathexpand)\s*\(|\bterraform_remote_state\b|\bendpoints"?\s*[={:]/;

/**
 * A hash of all that Terraform reads for a root, but its state and AWS: files, variables, versions.
 *
 * Files count by name, size and times. @returns undefined where it may read what cannot be known without running it
 */
export function terraformInputs(project: Project, place: TerraformPlace): string | undefined {
  const { command, env, lock, data } = place;
  const variables = Object.entries(env)
    .filter(([name]) => /^(?:TF|AWS)_/.test(name))
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const configuration = readText(env.TF_CLI_CONFIG_FILE ?? join(homedir(), '.terraformrc')) ?? '';
  const providers = readText(lock);
  if (providers === undefined || /\bdev_overrides\b/.test(configuration)) return undefined;
  if ([...providers.matchAll(/^provider "([^"]+)"/gm)].some(([, name = '']) => !PROVIDERS.test(name)))
    return undefined;
  if (hasForeignModules(data)) return undefined;

  const files = new FileList();
  files.add(command);
  files.addAll(join(data, 'providers'));
  files.addAll(project.folder);
  files.addAll(project.root);
  for (const [folder, names] of climbs(project.root)) {
    if (isBelow(folder, project.folder)) continue;
    if (names.includes(ALL)) return undefined;
    for (const name of names) files.addAll(join(folder, name));
  }
  for (const text of texts(project.root, variables)) {
    if (ELSEWHERE.test(text)) return undefined;
    for (const [, path = ''] of text.matchAll(/"(\/[^"$%\\]+)/g)) {
      if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return undefined;
      files.add(path);
    }
  }
  return files.tooMany
    ? undefined
    : sha256(JSON.stringify([project.root, variables, configuration, providers, files.all]));
}

/** Texts in which a root and its modules name what they read. */
function* texts(
  root: string,
  variables: readonly (readonly [string, string | undefined])[],
): Iterable<string> {
  for (const { files } of terraformFolders(root)) yield* files.values();
  yield* variableFiles(root).values();
  // A value by itself is in no quotes
  for (const [name, value = ''] of variables) if (name.startsWith('TF_VAR_')) yield `"${value}" ${value}`;
}

/** Whether a module was downloaded: its files are not looked at. */
function hasForeignModules(data: string): boolean {
  const { Modules = [] } = (readJson(join(data, 'modules/modules.json')) ?? {}) as {
    readonly Modules?: readonly { readonly Dir: string }[];
  };
  return Modules.some(({ Dir }) => isBelow(Dir, data));
}

/** Names, sizes and times of files. Those of tools, which no root reads, are left out. */
class FileList {
  readonly all: string[] = [];

  get tooMany(): boolean {
    return this.all.length > MOST_FILES;
  }

  /** Adds a file, if it is there. */
  add(path: string): void {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats?.isFile())
      this.all.push(`${path}\0${stats.ino} ${stats.size} ${stats.mtimeMs} ${stats.ctimeMs}`);
  }

  /** Adds a file, or all files of a folder. */
  addAll(path: string): void {
    if (this.tooMany) return;
    const names = statSync(path, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(path) : [];
    if (names.length === 0) this.add(path);
    for (const name of names.sort()) {
      const inside = join(path, name);
      if (!isTool(inside)) this.addAll(inside);
    }
  }
}
