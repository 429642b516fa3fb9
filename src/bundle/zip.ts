import { inflateRawSync } from 'node:zlib';
import { type Zippable, zipSync } from 'fflate';

/** A file in a zip. */
export interface ZipFile {
  /** Path with `/` between its parts. */
  readonly name: string;
  readonly data: Uint8Array;
  /** Whether the file has mode 0755 in place of 0644. */
  readonly executable: boolean;
}

/** Most files of a zip: more need the 64-bit form, which the compressor does not write. */
export const MOST_FILES = 65_535;

const UNIX = 3;
const REGULAR_FILE = 0o100000;

/**
 * A zip of the files that has the same bytes on all machines, at all times and in whatever order the files come:
 * names sorted, date 1980-01-01, modes 0644 or 0755, compressed by JavaScript and not by the machine's zlib.
 */
export function zipFiles(files: readonly ZipFile[]): Uint8Array {
  if (files.length > MOST_FILES) throw new RangeError(`${files.length} files, more than ${MOST_FILES}`);
  const sorted = [...files].sort((a, b) => (a.name < b.name ? -1 : 1));
  const entries: Zippable = {};
  for (const { name, data, executable } of sorted) {
    const attrs = ((REGULAR_FILE | (executable ? 0o755 : 0o644)) << 16) >>> 0;
    entries[name] = [data, { attrs, os: UNIX }];
  }
  // a zip holds local time without a zone, and the compressor asks the date for its local parts
  return zipSync(entries, { level: 9, mtime: new Date(1980, 0, 1) });
}

/** The files in a zip, without its folders. Throws an Error when it is not a complete zip. */
export function unzipFiles(bytes: Uint8Array): ZipFile[] {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0) throw new Error('not a zip, or only a part of one');
  const files: ZipFile[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let rest = zip.readUInt16LE(end + 10); rest > 0; rest--) {
    if (zip.readUInt32LE(at) !== 0x02014b50) throw new Error('the directory of the zip is damaged');
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    if (!name.endsWith('/')) {
      const start = zip.readUInt32LE(at + 42);
      const from = start + 30 + zip.readUInt16LE(start + 26) + zip.readUInt16LE(start + 28);
      const packed = zip.subarray(from, from + zip.readUInt32LE(at + 20));
      const method = zip.readUInt16LE(at + 10);
      if (method !== 0 && method !== 8)
        throw new Error(`${name} is compressed in an unknown way (${method})`);
      const data = method === 0 ? packed : inflateRawSync(packed);
      if (data.length !== zip.readUInt32LE(at + 24)) throw new Error(`${name} is not complete`);
      const mode = zip.readUInt8(at + 5) === UNIX ? zip.readUInt16LE(at + 40) : 0;
      files.push({ name, data, executable: (mode & 0o111) !== 0 });
    }
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return files;
}
