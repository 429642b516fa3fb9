import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readText } from '../system';
import { pathFrom } from '../system/text-changes';

/** The parts of a pyproject.toml that are read without a parser: uv reads the rest, and reports its problems. */
export interface Manifest {
  readonly path: string;
  /** Whether the file has a `[project]` table, from which uv can lock. */
  readonly isProject: boolean;
  /** Whether the file has a `[tool.poetry.dependencies]` table, which Poetry alone reads. */
  readonly isPoetry: boolean;
  /** The Pythons that the project takes, in the notation of `requires-python`: `>=3.11,<4`. */
  readonly requiresPython: string | undefined;
  /** The line that says so, for messages: `python = "^3.11"`. */
  readonly declaredPython: string | undefined;
  /** Whether the file names the default groups, which may be others than `dev`. */
  readonly defaultGroups: boolean;
  /** Name of the project, where its dependencies are `dynamic`: what builds it says what they are. */
  readonly builtName: string | undefined;
  /** The other files that such dependencies are read from: those that a plugin is pointed to, `setup.py` and `setup.cfg`. */
  readonly builtFrom: readonly string[];
}

/** The pyproject.toml of a folder; `undefined` where there is none. */
export function manifestOf(folder: string): Manifest | undefined {
  const path = join(folder, 'pyproject.toml');
  const text = readText(path);
  if (text === undefined) return undefined;
  const required = /^\s*requires-python\s*=\s*["']([^"'\n]+)["']/m.exec(text)?.[1];
  const poetry = tableOf(text, 'tool.poetry.dependencies') ?? '';
  const ofPoetry = /^\s*python\s*=\s*["']([^"'\n]+)["']/m.exec(poetry)?.[1];
  return {
    path,
    isProject: /^\s*\[project\]\s*(?:#.*)?$/m.test(text),
    isPoetry: /^\s*\[tool\.poetry\.dependencies\]\s*(?:#.*)?$/m.test(text),
    requiresPython: required ?? (ofPoetry && fromPoetry(ofPoetry)),
    declaredPython: required ? `requires-python = "${required}"` : ofPoetry && `python = "${ofPoetry}"`,
    defaultGroups: /^\s*default-groups\s*=/m.test(text),
    ...builtOf(folder, text),
  };
}

/** Tables of pyproject.toml that point to files with dependencies: of setuptools, and of plugins of Hatch. */
const POINTING = /^tool\.(?:setuptools\.dynamic|hatch\.metadata\.hooks\.[\w-]+)$/;

function builtOf(folder: string, text: string): Pick<Manifest, 'builtName' | 'builtFrom'> {
  const tables = tablesOf(text);
  const project = tables.find(({ name }) => name === 'project')?.body ?? '';
  if (!/^\s*dynamic\s*=\s*\[[^\]]*dependencies["']/m.test(project))
    return { builtName: undefined, builtFrom: [] };
  const pointed = tables.filter(({ name }) => POINTING.test(name)).map(({ body }) => body);
  const named = [...pointed.join('\n').matchAll(/["']([^"'\n]+)["']/g)].map(([, path = '']) => path);
  const paths = ['setup.py', 'setup.cfg', ...named].map((path) => join(folder, path)).filter(isFile);
  return {
    builtName: /^\s*name\s*=\s*["']([^"'\n]+)["']/m.exec(project)?.[1],
    builtFrom: [...new Set(paths)],
  };
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** A table of a pyproject.toml: its name, and the text from its header to the next one. */
export interface Table {
  readonly name: string;
  readonly body: string;
}

/** The tables of a pyproject.toml whose names have no quotes, in their order. */
export function tablesOf(text: string): Table[] {
  const [, ...parts] = text.split(/^\s*\[([^\][\n"']*)\]\s*(?:#.*)?$/m);
  return parts.flatMap((name, at) => (at % 2 ? [] : [{ name: name.trim(), body: parts[at + 1] ?? '' }]));
}

function tableOf(text: string, name: string): string | undefined {
  return tablesOf(text).find((table) => table.name === name)?.body;
}

/**
 * Poetry's bounds in the notation of `requires-python`: `^3.11` is `>=3.11,<4`, `~3.11` and `3.11` are `==3.11.*`.
 *
 * @see https://python-poetry.org/docs/dependency-specification/
 */
function fromPoetry(bounds: string): string {
  return bounds
    .split(',')
    .map((part) => {
      const [, sign = '', major = '', minor] = /^\s*(\^|~(?!=)|)\s*(\d+)(?:\.(\d+))?/.exec(part) ?? [];
      if (major === '') return part.trim();
      if (sign === '^') return `>=${minor === undefined ? major : `${major}.${minor}`},<${Number(major) + 1}`;
      return minor === undefined ? `==${major}.*` : `==${major}.${minor}.*`;
    })
    .join(',');
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
    const table = tableOf(readText(join(folder, 'pyproject.toml')) ?? '', 'tool.uv.workspace');
    if (table !== undefined) {
      const inside = pathFrom(folder, project);
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
