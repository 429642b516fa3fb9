import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The Terragate that a project records: what npm installs for it. */
export interface RecordedVersion {
  /** What the package.json says: a version, a range of one, or `file:` with a path. */
  readonly wanted: string;
  /** The version in it. @default - it names none, such as a link to a folder */
  readonly version: string | undefined;
  /** The package in the project's `vendor`, from its folder, where npm installs that. */
  readonly vendored: string | undefined;
}

/**
 * Reads which Terragate a project records in the package.json beside its settings.
 *
 * @returns undefined where it records none
 * @example recordedVersion('my-api')?.version // '0.1.0'
 */
export function recordedVersion(folder: string): RecordedVersion | undefined {
  const wanted = wantedIn(join(folder, 'package.json'));
  if (wanted === undefined) return undefined;
  const vendored = /^file:(?:\.\/)?(vendor\/terragate-[^/]+\.tgz)$/.exec(wanted)?.[1];
  const version = /^(?:[~^=]?|file:(?:\.\/)?vendor\/terragate-)(\d+\.\d+\.\d+(?:-[\w.]+?)?)(?:\.tgz)?$/.exec(
    wanted,
  );
  return { wanted, version: version?.[1], vendored };
}

function wantedIn(file: string): string | undefined {
  let read: unknown;
  try {
    read = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
  const { devDependencies, dependencies } = (read ?? {}) as Record<
    string,
    Record<string, unknown> | undefined
  >;
  const wanted = devDependencies?.terragate || dependencies?.terragate;
  return typeof wanted === 'string' && wanted !== '' ? wanted : undefined;
}
