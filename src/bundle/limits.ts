import { UserError } from '../errors';

/** A part of the package and its unpacked size. */
export interface Part {
  readonly name: string;
  readonly bytes: number;
}

const MB = 1024 * 1024;

/** Largest zip that goes to Lambda directly and not by way of S3, in bytes. */
export const MOST_ZIPPED = 50 * MB;
/** Most bytes that a function and its layers may take unpacked. */
export const MOST_UNPACKED = 250 * MB;

/**
 * Refuses a package that Lambda would refuse, and names what makes it large.
 *
 * @param zipped size of the zip; `undefined` while it is not made
 * @throws UserError
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export function checkSizes(
  path: string,
  parts: readonly Part[],
  zipped: number | undefined,
  upload: 'direct' | 's3',
): void {
  const unpacked = unpackedSize(parts);
  const largest = largestParts(parts)
    .map(({ name, bytes }) => `${name} ${megabytes(bytes)}`)
    .join(', ');
  if (unpacked > MOST_UNPACKED) {
    throw new UserError([
      {
        where: path,
        what: `${megabytes(unpacked)} unpacked, and Lambda takes ${megabytes(MOST_UNPACKED)} with layers. Largest: ${largest}`,
        fix: 'remove dependencies that the function does not need, or use a container image',
      },
    ]);
  }
  if (zipped !== undefined && zipped > MOST_ZIPPED && upload === 'direct') {
    throw new UserError([
      {
        where: path,
        what: `${megabytes(zipped)} zipped, and a direct upload takes ${megabytes(MOST_ZIPPED)}. Largest, unpacked: ${largest}`,
        fix: 'upload it by way of S3, or remove dependencies that the function does not need',
      },
    ]);
  }
}

/** Bytes of a package as Lambda unpacks it. */
export function unpackedSize(parts: readonly Part[]): number {
  return parts.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The five largest parts of a package; a wheel has its name and version alone, such as `pydantic_core-2.33.2`. */
export function largestParts(parts: readonly Part[]): Part[] {
  return [...parts]
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, 5)
    .map(({ name, bytes }) => ({ name: name.replace(/^([^-]+-[^-]+)-.*\.whl$/, '$1'), bytes }));
}

/** Bytes as text, such as `3.4 MB`. */
export function megabytes(bytes: number): string {
  return `${(bytes / MB).toFixed(1)} MB`;
}
