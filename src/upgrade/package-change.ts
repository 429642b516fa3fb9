import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { INSTALLERS, packOwnPackage, vendoredName } from '../generate/own-package';
import type { RecordedVersion } from '../project';
import { readText } from '../system';
import type { TextChange } from '../system/text-changes';

/** The change by which npm installs another Terragate. */
export interface PackageChange {
  /** The changes of each package.json that names it. */
  readonly texts: readonly TextChange[];
  /** The package to write, by its path in the project. @default - none: it is there, or npm gets it from a registry */
  readonly write: { readonly path: string; readonly bytes: Uint8Array } | undefined;
  /** Path of the package that nothing installs then. @default - none */
  readonly remove: string | undefined;
}

/**
 * Plans how a project records the Terragate that runs. A link to a folder, such as `file:../terragate`, stays.
 *
 * @param recorded the Terragate that the project records
 * @param to version of the Terragate that runs
 */
export async function packageChange(
  folder: string,
  recorded: RecordedVersion | undefined,
  to: string,
): Promise<PackageChange> {
  if (recorded?.version === undefined) return { texts: [], write: undefined, remove: undefined };
  const { vendored } = recorded;
  return {
    texts: textChanges(folder, recorded, to),
    write: vendored === undefined ? undefined : await packageToWrite(folder),
    remove: vendored === undefined || vendored === vendoredName() ? undefined : vendored,
  };
}

/** The texts with the new version in place of the old one: all else, and its format, stays as it is. */
function textChanges(
  folder: string,
  { vendored, version = '' }: RecordedVersion,
  to: string,
): readonly TextChange[] {
  return INSTALLERS.flatMap((path) => {
    const before = readText(join(folder, path));
    const after = before?.replace(
      /("terragate"\s*:\s*")([^"]*)(")/g,
      (whole, key: string, wanted: string, end: string) =>
        wanted.includes(vendored ?? version)
          ? `${key}${wanted.replace(vendored ?? version, vendored === undefined ? to : vendoredName())}${end}`
          : whole,
    );
    return after === undefined || after === before ? [] : [{ path, before, after }];
  });
}

async function packageToWrite(folder: string): Promise<PackageChange['write']> {
  const path = vendoredName();
  const bytes = await packOwnPackage();
  const file = join(folder, path);
  return existsSync(file) && readFileSync(file).equals(bytes) ? undefined : { path, bytes };
}
