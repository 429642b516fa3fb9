import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { type Problem, UserError } from '../errors';
import type { Project } from '../project';
import { readText } from '../system';

/** A folder of Terraform files. */
export interface Folder {
  readonly path: string;
  /** The folder's `.tf` files, and the `.tofu` files of OpenTofu, by name. */
  readonly files: ReadonlyMap<string, string>;
}

/** The root and every local module that it uses, directly or by another one: what can be known without `init`. */
export function terraformFolders(root: string): Folder[] {
  const folders = new Map<string, Folder>();
  const waiting = [resolve(root)];
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    // A resource that uploads a file has a `source` too, which is no folder
    if (folders.has(path) || !statSync(path, { throwIfNoEntry: false })?.isDirectory()) continue;
    const names = readdirSync(path).filter((name) => /\.(?:tf|tofu)(?:\.json)?$/.test(name));
    const files = new Map(names.sort().map((name) => [name, readFileSync(join(path, name), 'utf8')]));
    folders.set(path, { path, files });
    for (const text of files.values()) {
      for (const [, source = ''] of text.matchAll(/"?source"?\s*[=:]\s*"(\.\.?\/[^"]*)"/g))
        waiting.push(resolve(path, source));
    }
  }
  return [...folders.values()];
}

/** The texts of the files with variables of a root, by their names. */
export function variableFiles(root: string): ReadonlyMap<string, string> {
  const names = statSync(root, { throwIfNoEntry: false }) ? readdirSync(root) : [];
  return new Map(
    names
      .filter((name) => /\.tfvars(?:\.json)?$/.test(name))
      .map((name) => [name, readText(join(root, name)) ?? '']),
  );
}

/**
 * Refuses what the local AWS has no part for, before anything starts.
 *
 * @throws UserError when the root has no Terraform files, or makes a WebSocket API
 */
export function checkLocallySupported(project: Project): void {
  const folders = terraformFolders(project.root);
  if (!folders[0]?.files.size) {
    throw new UserError([
      {
        where: project.root,
        what: 'the Terraform root has no Terraform files',
        fix: `correct "root" in ${project.settings}`,
      },
    ]);
  }
  const problems: Problem[] = [];
  for (const { path, files } of folders) {
    if (![...files.values()].some((text) => /"?protocol_type"?\s*[=:]\s*"WEBSOCKET"/.test(text))) continue;
    problems.push({
      where: relative(project.folder, path) || basename(path),
      what: 'the local AWS serves REST and HTTP APIs, and no WebSocket API',
      fix: 'keep it in a root of its own, or deploy it: terragate up --aws',
    });
  }
  if (problems.length) throw new UserError(problems);
}
