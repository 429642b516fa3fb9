import { existsSync, realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Problem, UserError } from '../errors';
import { readText } from '../system';
import { isObject } from './json-file';
import { MAIN, type MainFile, mainFileOf } from './main-file';
import { type Auth, packageProblems } from './packages';

/** A React website: Vite, TypeScript, and a file that renders it. */
export interface Website {
  /** Absolute path of its folder. */
  readonly folder: string;
  readonly packageJson: PackageJson;
  readonly main: MainFile;
}

interface PackageJson {
  readonly path: string;
  readonly text: string;
  /** Ranges of versions by the names of packages, of whatever list they are in. */
  readonly packages: Readonly<Record<string, string>>;
}

const PACKAGE = 'package.json';
const NEW_WEBSITE = 'npm create vite@latest web -- --template react-ts';
const VITE_CONFIG = ['vite.config.ts', 'vite.config.mts', 'vite.config.js', 'vite.config.mjs'];

/**
 * Reads a website.
 *
 * @param auth who may call the API, which says what the website needs
 * @throws UserError when it is none that can be connected: all problems at once
 */
export function readWebsite(path: string, auth: Auth): Website {
  const given = resolve(path);
  if (!existsSync(given) || !statSync(given).isDirectory()) {
    const what = 'there is no such folder';
    throw new UserError([
      { where: given, what, fix: `give the folder of a website, or make one: ${NEW_WEBSITE}` },
    ]);
  }
  const folder = realpathSync(given);
  const problems: Problem[] = [];
  const packageJson = readPackageJson(folder, problems);
  if (packageJson) problems.push(...missingPackages(folder, packageJson));
  if (packageJson) problems.push(...packageProblems(packageJson.path, packageJson.packages, auth));
  const main = readMain(folder, problems);
  if (problems.length || !packageJson || !main) throw new UserError(problems);
  return { folder, packageJson, main };
}

function readPackageJson(folder: string, problems: Problem[]): PackageJson | undefined {
  const path = join(folder, PACKAGE);
  const text = existsSync(path) ? readText(realpathSync(path)) : undefined;
  if (text === undefined) {
    const fix = `give the folder of a website, or make one: ${NEW_WEBSITE}`;
    problems.push({ where: folder, what: `there is no ${PACKAGE}`, fix });
    return undefined;
  }
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value)) throw new Error('it holds no object');
    const lists = ['peerDependencies', 'devDependencies', 'dependencies'].map((name) => value[name]);
    const wrong = lists.find((list) => list !== undefined && !isObject(list));
    if (wrong !== undefined) throw new Error(`${JSON.stringify(wrong)} is no list of packages`);
    return { path: realpathSync(path), text, packages: Object.assign({}, ...lists) };
  } catch (error) {
    problems.push({
      where: path,
      what: `the file cannot be read: ${(error as Error).message}`,
      fix: 'correct the file',
    });
    return undefined;
  }
}

function missingPackages(folder: string, { path, packages }: PackageJson): readonly Problem[] {
  const hasVite = packages.vite !== undefined || VITE_CONFIG.some((name) => existsSync(join(folder, name)));
  return [
    ...(packages.react === undefined ? ['react'] : []),
    // In a workspace Vite may be a package of the folder above
    ...(hasVite ? [] : ['vite']),
  ].map((name) => ({
    where: path,
    what: `${name} is no dependency: this is no React website that Vite builds`,
    fix: `give the folder of one, or make one: ${NEW_WEBSITE}`,
  }));
}

function readMain(folder: string, problems: Problem[]): MainFile | undefined {
  const path = join(folder, MAIN);
  const text = existsSync(path) ? readText(realpathSync(path)) : undefined;
  const found = text === undefined ? missingMain(folder, path) : mainFileOf(realpathSync(path), text);
  if (!('what' in found)) return found;
  problems.push(found);
  return undefined;
}

function missingMain(folder: string, path: string): Problem {
  const script = ['src/main.jsx', 'src/main.js'].find((name) => existsSync(join(folder, name)));
  return script
    ? {
        where: join(folder, script),
        what: 'the website is rendered by JavaScript: what is written is TypeScript',
        fix: `rename ${script} to ${MAIN}, and add a tsconfig.json: https://vite.dev/guide/features#typescript`,
      }
    : {
        where: path,
        what: 'there is no such file',
        fix: `render the website in ${MAIN}: createRoot(element).render(<App />)`,
      };
}
