import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { atLeast, readText } from '../system';
import { manifestOf } from './manifest';
import { allowsPython } from './requires-python';
import { PYTHON_VERSIONS, type PythonVersion } from './target';

/** The Python that a project asks for, and the file that says so. */
export interface WantedPython {
  readonly version: PythonVersion;
  /** The words of the file, for messages: `.python-version says 3.12`. */
  readonly because: string;
}

/** The version that is taken where a project takes several. */
const USUAL: PythonVersion = '3.13';

/**
 * The version of Python for the functions of a project, from what its files say: `.python-version`, the image of its
 * Dockerfile, the bounds of pyproject.toml, Pipfile or setup.cfg. In place of one that is too old for functions, the oldest of
 * these is taken: packages that were locked for it fit that one best. Another version that Lambda does not have is passed over.
 *
 * @returns undefined where no file says anything, or none says a version that Lambda has
 */
export function wantedPython(folder: string): WantedPython | undefined {
  return exact(folder) ?? bounded(folder);
}

function exact(folder: string): WantedPython | undefined {
  const pinned = /^\s*(?:c?python[@-]?)?(3\.\d+)/m.exec(readText(join(folder, '.python-version')) ?? '')?.[1];
  const image = /^\s*FROM\s+(?:--\S+\s+)*(?:\S*\/)?python:(3\.\d+)/im.exec(
    readText(join(folder, 'Dockerfile')) ?? '',
  )?.[1];
  const pipenv = /^\s*python_(?:full_)?version\s*=\s*["'](3\.\d+)/m.exec(
    readText(join(folder, 'Pipfile')) ?? '',
  )?.[1];
  const said: readonly (readonly [string, string | undefined])[] = [
    ['.python-version', pinned],
    ['Dockerfile', image],
    ['Pipfile', pipenv],
  ];
  const [oldest] = PYTHON_VERSIONS;
  for (const [file, text] of said) {
    if (text === undefined) continue;
    const isOld = !atLeast(text, oldest);
    const version = isOld ? oldest : PYTHON_VERSIONS.find((known) => known === text);
    const because = isOld ? `${file} says ${text}, and this is the nearest` : `${file} says ${version}`;
    if (version !== undefined && isAllowed(folder, version)) return { version, because };
  }
  return undefined;
}

function bounded(folder: string): WantedPython | undefined {
  const { requiresPython, declaredPython } = manifestOf(folder) ?? {};
  const setup = /^\s*python_requires\s*=\s*(.+)$/m
    .exec(readText(join(folder, 'setup.cfg')) ?? '')?.[1]
    ?.trim();
  const specifier = requiresPython ?? setup;
  if (specifier === undefined) return undefined;
  const newest = [...PYTHON_VERSIONS].reverse();
  const version = [USUAL, ...newest].find((one) => allowsPython(specifier, one));
  const words =
    declaredPython === undefined
      ? `setup.cfg says python_requires = ${setup}`
      : `pyproject.toml says ${declaredPython}`;
  return version === undefined ? undefined : { version, because: words };
}

/** Whether the bounds of a project let a version through that another of its files names. */
function isAllowed(folder: string, version: PythonVersion): boolean {
  if (!existsSync(join(folder, 'pyproject.toml'))) return true;
  return allowsPython(manifestOf(folder)?.requiresPython ?? '', version);
}
