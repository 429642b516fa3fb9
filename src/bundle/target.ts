import { type Problem, UserError } from '../errors';

/** Processor architectures of Lambda functions. */
export const ARCHITECTURES = ['arm64', 'x86_64'] as const;
export type Architecture = (typeof ARCHITECTURES)[number];

/** Versions of Lambda's Python runtimes that FastAPI still supports. */
export const PYTHON_VERSIONS = ['3.11', '3.12', '3.13', '3.14'] as const;
export type PythonVersion = (typeof PYTHON_VERSIONS)[number];

/** The platform that a package will run on. */
export interface Target {
  readonly architecture: Architecture;
  readonly pythonVersion: PythonVersion;
}

/**
 * The target with both parts checked.
 *
 * @throws UserError for an unknown architecture or Python version
 */
export function checkedTarget(architecture: string, pythonVersion: string): Target {
  const problems = targetProblems({ architecture, pythonVersion });
  const knownArchitecture = ARCHITECTURES.find((known) => known === architecture);
  const knownVersion = PYTHON_VERSIONS.find((known) => known === pythonVersion);
  if (!knownArchitecture || !knownVersion) throw new UserError(problems);
  return { architecture: knownArchitecture, pythonVersion: knownVersion };
}

/** The problems of an architecture and a Python version, by the names that messages give them. */
export function targetProblems(given: Readonly<Record<string, string | undefined>>): Problem[] {
  return Object.entries(given).flatMap(([where, got]): Problem[] => {
    if (got === undefined) return [];
    if (/architecture/.test(where))
      return ARCHITECTURES.some((known) => known === got)
        ? []
        : [
            {
              where,
              what: `${JSON.stringify(got)} is not an architecture of Lambda`,
              got,
              allowed: ARCHITECTURES,
              fix: 'give the architecture that the function has',
            },
          ];
    return PYTHON_VERSIONS.some((known) => known === got)
      ? []
      : [
          {
            where,
            what: `${JSON.stringify(got)} is not a Python version that a package can be built for`,
            got,
            allowed: PYTHON_VERSIONS,
            fix: 'give the version of the function runtime: python3.13 is 3.13',
          },
        ];
  });
}

/**
 * The Python version, checked.
 *
 * @throws UserError for an unknown one
 */
export function checkedPythonVersion(pythonVersion: string): PythonVersion {
  return checkedTarget('arm64', pythonVersion).pythonVersion;
}

/**
 * The wheel platforms that run on the target, the newest first, as pip's `--platform` takes them.
 *
 * The runtime's C library decides: Amazon Linux 2 (glibc 2.26) up to Python 3.11, Amazon Linux 2023 (glibc 2.34) from
 * 3.12 on. pip takes names literally, so that the older names of the same platforms are listed too.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
 * @see https://peps.python.org/pep-0600/
 */
export function wheelPlatforms({ architecture, pythonVersion }: Target): string[] {
  const machine = machineOf(architecture);
  const newest = pythonVersion === '3.11' ? 26 : 34;
  // the minor version of the oldest C library that wheels of the architecture are made for
  const oldest = architecture === 'arm64' ? 17 : 5;
  const legacy: Record<number, string> = { 17: 'manylinux2014', 12: 'manylinux2010', 5: 'manylinux1' };
  const platforms: string[] = [];
  for (let minor = newest; minor >= oldest; minor--) {
    platforms.push(`manylinux_2_${minor}_${machine}`);
    if (legacy[minor]) platforms.push(`${legacy[minor]}_${machine}`);
  }
  return platforms;
}

/** The values of environment markers, such as `python_version < '3.12'`, on the target. */
export function markerEnvironment({ architecture, pythonVersion }: Target): Record<string, string> {
  // Lambda updates the patch level by itself, and only the newest one is ever used
  const full = `${pythonVersion}.99`;
  return {
    implementation_name: 'cpython',
    implementation_version: full,
    os_name: 'posix',
    platform_machine: machineOf(architecture),
    platform_python_implementation: 'CPython',
    platform_release: '',
    platform_system: 'Linux',
    platform_version: '',
    python_full_version: full,
    python_version: pythonVersion,
    sys_platform: 'linux',
    extra: '',
  };
}

function machineOf(architecture: Architecture): string {
  return architecture === 'arm64' ? 'aarch64' : 'x86_64';
}
