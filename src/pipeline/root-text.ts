import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Project } from '../project';
import { readText } from '../system';

/** The root's own files as one text: what they name decides what the pipeline may do. */
export function rootText({ root }: Project): string {
  return [root, join(root, 'envs')]
    .filter((folder) => existsSync(folder))
    .map((folder) => textIn(folder, /\.(?:tf|tofu|tfvars)(?:\.json)?$/))
    .join('\n');
}

function textIn(folder: string, files: RegExp): string {
  const names = readdirSync(folder).filter((name) => files.test(name));
  return names
    .sort()
    .map((name) => readText(join(folder, name)) ?? '')
    .join('\n');
}

/**
 * The files of local modules that a root calls, and those that these call, as one text. The modules of Terragate are left
 * out but for that of a website: what the pipeline may do is known of them.
 */
export function modulesText({ root, modules }: Project): string {
  const isKnown = (folder: string) =>
    modules !== undefined && dirname(folder) === resolve(modules.folder) && basename(folder) !== WEBSITE;
  const seen = new Set<string>();
  const textOf = (folder: string): string => {
    if (seen.has(folder) || isKnown(folder) || !existsSync(folder)) return '';
    seen.add(folder);
    const own = textIn(folder, /\.(?:tf|tofu)(?:\.json)?$/);
    const called = [...own.matchAll(/^\s*"?source"?\s*[=:]\s*"(\.{1,2}\/[^"$%]+)"/gm)];
    return [own, ...called.map(([, source = '']) => textOf(resolve(folder, source)))].join('\n');
  };
  return textOf(resolve(root));
}

/** Folder of the module of a website. */
const WEBSITE = 'website';

/** The kinds of APIs that a root makes, where the settings do not say. */
export function kindsIn(text: string): readonly ('rest' | 'http')[] {
  return [
    ...(/http[-_]api|aws_apigatewayv2_/.test(text) ? (['http'] as const) : []),
    ...(/rest[-_]api|aws_api_gateway_/.test(text) ? (['rest'] as const) : []),
  ];
}

/** The names that a root gives its modules; those of the settings where it gives none. */
export function apiNames(project: Project, text = rootText(project)): readonly string[] {
  const blocks = text.matchAll(/^module\s+"[^"]+"\s*\{\n((?:(?!\}).*\n)*)\}/gm);
  const given = [...blocks].flatMap(
    ([, inside = '']) => /^ {2}name\s*=\s*"(?:\$\{local\.prefix\})?([^"$%\\]+)"/m.exec(inside)?.[1] ?? [],
  );
  const apis = project.modules?.apis.map(({ name }) => name) ?? [];
  return [...new Set([given, apis].find((names) => names.length) ?? [project.name])];
}
