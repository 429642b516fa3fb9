import { join } from 'node:path';
import { LOCK_FILES, type PackagePlace, packagePlaces, placesApart } from '../bundle';
import type { Problem } from '../errors';
import { CHOICE_OPTIONS, CHOICE_SETTINGS, choiceWords, type PackageChoice } from '../package-choice';
import { readText } from '../system';
import type { NewOptions } from './options';

/** Files of which one has to say what a project needs. */
export const DEPENDENCIES = [
  ...LOCK_FILES,
  ...['requirements.in', 'Pipfile', 'setup.py', 'setup.cfg', 'pyproject.toml', 'hatch.toml'],
];

/** The package that starts the app in a function. */
export function serverOf({ handler }: Pick<NewOptions, 'handler'>): 'uvicorn' | 'mangum' {
  return handler === 'adapter' ? 'uvicorn' : 'mangum';
}

/** Whether the packages of the functions have what starts the app, by what the project's files say. */
export function hasServer(folder: string, server: string, choice: PackageChoice): boolean {
  const places = choice.environment === undefined ? packagePlaces(folder, server) : [];
  if (places.length) return places.some((place) => place.kind === 'main' || isChosen(choice, place));
  const texts = DEPENDENCIES.map((file) => readText(join(folder, file)) ?? '').join('\n');
  return new RegExp(`\\b${server}\\b|fastapi\\[(?:all|standard)`).test(texts);
}

/**
 * The problem of a project that names what starts the app in an extra, or in a group that is not for development, and
 * that is not chosen: no function would start. Undefined where there is none.
 */
export function serverProblem(folder: string, server: string, choice: PackageChoice): Problem | undefined {
  if (hasServer(folder, server, choice)) return undefined;
  const [place] = placesApart(folder, server).filter(({ name }) => !/^(?:dev|test|lint|docs?)/i.test(name));
  if (place === undefined) return undefined;
  const { kind, name } = place;
  return {
    where: join(folder, 'pyproject.toml'),
    what: `${server}, which starts the app in a function, is in the ${choiceWords(place)} alone, which is not installed there`,
    fix: `add it to the functions: terragate add ${CHOICE_OPTIONS[kind]} ${name} (later it is "${CHOICE_SETTINGS[kind]}" in terragate.json)`,
  };
}

function isChosen({ groups, extras }: PackageChoice, { kind, name }: PackagePlace): boolean {
  return (kind === 'group' ? groups : extras).includes(name);
}
