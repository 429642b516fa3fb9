import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Project } from '../project';
import { readText } from '../system';

/** The root's own files as one text: what they name decides what the pipeline may do. */
export function rootText({ root }: Project): string {
  return [root, join(root, 'envs')]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((path) => /\.(?:tf|tofu|tfvars)(?:\.json)?$/.test(path))
    .sort()
    .map((path) => readText(path) ?? '')
    .join('\n');
}

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
    ([, inside = '']) => /^ {2}name\s*=\s*"([^"$%\\]+)"/m.exec(inside)?.[1] ?? [],
  );
  const names = given.length ? given : (project.modules?.apis.map(({ name }) => name) ?? [project.name]);
  return [...new Set(names)];
}
