import { join } from 'node:path';
import type { ChoiceKind } from '../package-choice';
import { readText } from '../system';
import { tablesOf } from './manifest';

/** A kind of list in a pyproject.toml that packages are kept apart in. */
type ListKind = Exclude<ChoiceKind, 'environment'>;

/** The place of a package in a pyproject.toml. */
export interface PackagePlace {
  readonly kind: ListKind | 'main';
  /** Name of the group or the extra; empty for the main packages. */
  readonly name: string;
}

/** Tables whose keys are names of groups or extras, with lists of packages. */
const LISTS: Readonly<Record<string, ListKind>> = {
  'project.optional-dependencies': 'extra',
  'dependency-groups': 'group',
  'tool.poetry.extras': 'extra',
  'tool.pdm.dev-dependencies': 'group',
};

/**
 * The groups and extras of a project's pyproject.toml that name a package, and whether the main packages do. It is read
 * without a parser: what is written in an uncommon way is not found.
 *
 * @example packagePlaces('/srv/shop', 'uvicorn') // [{ kind: 'extra', name: 'server' }]
 */
export function packagePlaces(project: string, name: string): readonly PackagePlace[] {
  const text = readText(join(project, 'pyproject.toml')) ?? '';
  const word = wordOf(name);
  const key = new RegExp(`^\\s*["']?${spelled(name)}["']?\\s*=`, 'im');
  return tablesOf(text).flatMap(({ name: table, body }): PackagePlace[] => {
    const kind = LISTS[table];
    if (kind !== undefined) {
      return listsIn(body).flatMap((one) => (word.test(one.list) ? [{ kind, name: one.key }] : []));
    }
    const [, group] = /^tool\.poetry\.group\.([\w-]+)\.dependencies$/.exec(table) ?? [];
    if (group !== undefined) return key.test(body) ? [{ kind: 'group', name: group }] : [];
    const isMain =
      (table === 'project' &&
        listsIn(body).some((one) => one.key === 'dependencies' && word.test(one.list))) ||
      (table === 'tool.poetry.dependencies' && key.test(body.replace(/^.*\boptional\s*=\s*true.*$/gm, '')));
    return isMain ? [{ kind: 'main', name: '' }] : [];
  });
}

/** A place of a package that is a group or an extra. */
export interface PlaceApart extends PackagePlace {
  readonly kind: ListKind;
}

/** The groups and extras that name a package, where the main packages do not. */
export function placesApart(project: string, name: string): readonly PlaceApart[] {
  const places = packagePlaces(project, name);
  const apart = places.filter((place): place is PlaceApart => place.kind !== 'main');
  return apart.length === places.length ? apart : [];
}

/** Files with environments of Hatch, and the tables of them: https://hatch.pypa.io/latest/config/environment/overview/ */
const HATCH = [
  ['pyproject.toml', /^tool\.hatch\.envs\.([\w-]+)$/],
  ['hatch.toml', /^envs\.([\w-]+)$/],
] as const;

/** A place of a package that is an environment of Hatch, with the file that says so. */
export interface HatchPlace {
  readonly kind: 'environment';
  readonly file: string;
  readonly name: string;
}

/** The environment of Hatch that names a package, where the project itself does not. */
export function hatchEnvironmentOf(project: string, name: string): HatchPlace | undefined {
  if (packagePlaces(project, name).length) return undefined;
  const word = wordOf(name);
  for (const [file, pattern] of HATCH) {
    const found = tablesOf(readText(join(project, file)) ?? '').find(({ name: table, body }) => {
      const lists = pattern.test(table) ? listsIn(body) : [];
      return lists.some(({ key, list }) => /^(?:extra-)?dependencies$/.test(key) && word.test(list));
    });
    if (found) return { kind: 'environment', file, name: pattern.exec(found.name)?.[1] ?? '' };
  }
  return undefined;
}

/** Finds a package in a list of requirements, however its name is spelled. */
function wordOf(name: string): RegExp {
  return new RegExp(`["'\\s]${spelled(name)}(?![\\w.-])`, 'i');
}

function spelled(name: string): string {
  return name.replace(/[-_.]+/g, '[-_.]+');
}

/** The lists of texts in a table: `server = ["uvicorn"]`. */
function listsIn(body: string): { key: string; list: string }[] {
  const found = body.matchAll(/^\s*["']?([\w.-]+)["']?\s*=\s*\[((?:[^\][]|\[[^\][]*\])*)\]/gm);
  return [...found].map(([, key = '', list = '']) => ({ key, list: ` ${list}` }));
}
