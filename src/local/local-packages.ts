import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UserError } from '../errors';
import { writeFileAtomic } from '../system';

/**
 * A folder that the local AWS runs in place of a function's package: the same files, with dependencies of this machine.
 * The package, its hash and the function's configuration stay those for AWS.
 */
export interface LocalPackage {
  /** SHA-256 of the package (zip) in Base64, as Lambda's `CodeSha256` and Terraform's `source_code_hash`. */
  readonly codeSha256: string;
  /** The folder: LAMBDA_TASK_ROOT of the function's processes. Its dependencies should be compiled: nothing is kept. */
  readonly folder: string;
  /**
   * Text that identifies the files. Another one than before says that files have changed: the function starts again
   * with its next request.
   */
  readonly revision: string;
  /** Path of the interpreter that the dependencies are for. @default - the machine's one for the function's runtime */
  readonly python?: string;
  /** File of variables with the values that secrets have on this machine, which may not be there. @default - none */
  readonly envFile?: string;
}

/**
 * Makes a local package known to the local AWS that has its data in `dataDir`, whether it runs yet or not; a local package of the same
 * name is replaced. Applies from the next request on.
 *
 * @param name file name without extension: letters, digits, `.`, `_` and `-`
 * @throws UserError for another name
 * @example
 * await writeLocalPackage(aws.dataDir, 'my-api', { codeSha256, folder: '/home/me/app/.terragate/local-package', revision: '1' });
 */
export async function writeLocalPackage(
  dataDir: string,
  name: string,
  localPackage: LocalPackage,
): Promise<void> {
  const file = localPackageFile(dataDir, name);
  const { codeSha256, revision, python, envFile } = localPackage;
  // The local AWS reads these names
  const content = { codeSha256, folder: resolve(localPackage.folder), revision, python, envFile };
  writeFileAtomic(file, JSON.stringify(content, null, 2), 0o600);
}

/**
 * Makes a local package known in place of the one of the same name, as `writeLocalPackage`. Functions that have the package
 * before go on with the new files until the answer is called: an apply changes one function after the other.
 *
 * @returns ends the stay of the package before
 * @example
 * const replaced = await replaceLocalPackage(aws.dataDir, 'my-api', localPackage);
 * await apply();
 * await replaced();
 */
export async function replaceLocalPackage(
  dataDir: string,
  name: string,
  localPackage: LocalPackage,
): Promise<() => Promise<void>> {
  const before = hashOf(localPackageFile(dataDir, name));
  const kept = `${name}-before`;
  if (before !== undefined && before !== localPackage.codeSha256)
    await writeLocalPackage(dataDir, kept, { ...localPackage, codeSha256: before });
  await writeLocalPackage(dataDir, name, localPackage);
  return () => removeLocalPackage(dataDir, kept);
}

/** The hash of the package that a local package is for; undefined where there is none. */
function hashOf(file: string): string | undefined {
  try {
    const { codeSha256 } = JSON.parse(readFileSync(file, 'utf8')) as { codeSha256?: unknown };
    return typeof codeSha256 === 'string' ? codeSha256 : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Removes a local package: from the next request on, the function's package runs again. Nothing happens where there
 * is no such local package.
 */
export async function removeLocalPackage(dataDir: string, name: string): Promise<void> {
  await rm(localPackageFile(dataDir, name), { force: true });
}

function localPackageFile(dataDir: string, name: string): string {
  if (!/^[\w-][\w.-]*$/.test(name)) {
    throw new UserError([
      {
        where: 'local package',
        what: `${JSON.stringify(name)} cannot be the name of a file`,
        got: name,
        fix: 'use letters, digits, - and _',
      },
    ]);
  }
  return join(dataDir, 'local-packages', `${name}.json`);
}
