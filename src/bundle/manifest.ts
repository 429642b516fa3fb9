import { existsSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { readText } from '../system';

/** The parts of a pyproject.toml that are read without a parser: uv reads the rest, and reports its problems. */
export interface Manifest {
  readonly path: string;
  /** Whether the file has a `[project]` table, from which uv can lock. */
  readonly isProject: boolean;
  readonly requiresPython: string | undefined;
  /** Whether the file names the default groups, which may be others than `dev`. */
  readonly defaultGroups: boolean;
}

/** The pyproject.toml of a folder; `undefined` where there is none. */
export function manifestOf(folder: string): Manifest | undefined {
  const path = join(folder, 'pyproject.toml');
  const text = readText(path);
  if (text === undefined) return undefined;
  return {
    path,
    isProject: /^\s*\[project\]\s*(?:#.*)?$/m.test(text),
    requiresPython: /^\s*requires-python\s*=\s*["']([^"'\n]+)["']/m.exec(text)?.[1],
    defaultGroups: /^\s*default-groups\s*=/m.test(text),
  };
}

/**
 * The folder of the uv workspace that a project is a member of: the one uv.lock of all members lies there.
 *
 * @returns undefined for a project that is alone, or is the root of a workspace
 * @see https://docs.astral.sh/uv/concepts/projects/workspaces/
 */
export function workspaceOf(project: string): string | undefined {
  if (/^\s*\[tool\.uv\.workspace\]/m.test(readText(join(project, 'pyproject.toml')) ?? '')) return undefined;
  for (let folder = dirname(project); ; folder = dirname(folder)) {
    const text = readText(join(folder, 'pyproject.toml')) ?? '';
    const table = /^\s*\[tool\.uv\.workspace\]([\s\S]*?)(?=^\s*\[[^\]\n"']*\]\s*$|(?![\s\S]))/m.exec(
      text,
    )?.[1];
    if (table !== undefined) {
      const inside = relative(folder, project).split(sep).join('/');
      const matches = (key: string) => globs(table, key).some((glob) => glob.test(inside));
      return matches('members') && !matches('exclude') ? folder : undefined;
    }
    if (dirname(folder) === folder || existsSync(join(folder, '.git'))) return undefined;
  }
}

function globs(table: string, key: string): RegExp[] {
  const list = new RegExp(`^\\s*${key}\\s*=\\s*\\[([\\s\\S]*?)\\]\\s*$`, 'm').exec(table)?.[1] ?? '';
  return [...list.matchAll(/["']([^"'\n]+)["']/g)].map(([, glob = '']) => {
    const source = glob
      .replace(/^\.\/|\/$/g, '')
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('**', '\u0000')
      .replaceAll('*', '[^/]*')
      .replaceAll('?', '[^/]')
      .replaceAll('\u0000', '.*');
    return new RegExp(`^${source}$`);
  });
}
