import type { Problem } from '../errors';
import type { Manifest } from './manifest';

/**
 * Whether some release of a Python version is among those that a project takes. Parts that are not known allow all.
 *
 * @param specifier value of `requires-python`: `>=3.11,<3.14`
 * @param version such as `3.13`
 * @see https://packaging.python.org/en/latest/specifications/version-specifiers/
 */
export function allowsPython(specifier: string, version: string): boolean {
  const [major = 0, minor = 0] = numbers(version);
  return specifier.split(',').every((part) => {
    const [, operator = '', text = '', any] =
      /^\s*(===?|~=|!=|>=|<=|>|<)\s*(\d+(?:\.\d+)*)(\.\*)?/.exec(part) ?? [];
    const parts = numbers(text);
    const [wantedMajor = 0, wantedMinor, patch] = parts;
    // the order of the given version and the named one, by the parts that both have
    const order = Math.sign(major - wantedMajor || (wantedMinor === undefined ? 0 : minor - wantedMinor));
    switch (operator) {
      case '>=':
        return order >= 0;
      case '>':
        // 3.13.1 is more than 3.13, and no 3.x is more than 3.*
        return order > 0 || (order === 0 && wantedMinor !== undefined);
      case '<=':
        return order < 0 || (order === 0 && wantedMinor !== undefined);
      case '<':
        return order < 0 || (order === 0 && (patch ?? 0) > 0);
      case '~=':
        return parts.length > 2 ? order === 0 : order >= 0 && major === wantedMajor;
      case '==':
      case '===':
        return order === 0;
      case '!=':
        return order !== 0 || !any;
      default:
        return true;
    }
  });
}

/** The problem of a project that does not run with the Python of its functions; `undefined` where it does. */
export function pythonProblem(
  { path: where, requiresPython, declaredPython }: Manifest,
  version: string,
): Problem | undefined {
  if (requiresPython === undefined || allowsPython(requiresPython, version)) return undefined;
  return {
    where,
    what: `${declaredPython} leaves out Python ${version}, which the functions run with`,
    fix: `set "pythonVersion" in the settings (--python-version of add; and python_version of the function, where it is set) to one that it takes, or let the project take ${version}`,
  };
}

function numbers(text: string): number[] {
  return text.split('.').filter(Boolean).map(Number);
}
