import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { unzipFiles, type ZipFile, zipFiles } from '../../src/bundle/zip';
import { sha256 } from '../../src/system';
import { file } from './support';

const ROOT = join(__dirname, '../..');
const FILES = [
  file('run.sh', '#!/bin/sh\n', true),
  file('app/main.py', 'app = 1\n'.repeat(100)),
  file('app/ü.txt', 'ü'),
  file('app/__init__.py'),
];

interface Entry {
  readonly name: string;
  readonly mode: number;
  readonly madeBy: number;
  readonly time: number;
  readonly date: number;
}

/** The central directory, read here a second time, byte by byte. */
function directory(bytes: Uint8Array): Entry[] {
  const zip = Buffer.from(bytes);
  const end = zip.length - 22;
  expect(zip.readUInt32LE(end)).toBe(0x06054b50);
  const entries: Entry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let i = 0; i < zip.readUInt16LE(end + 10); i++) {
    expect(zip.readUInt32LE(at)).toBe(0x02014b50);
    const length = zip.readUInt16LE(at + 28);
    entries.push({
      name: zip.toString('utf8', at + 46, at + 46 + length),
      mode: zip.readUInt16LE(at + 40),
      madeBy: zip.readUInt8(at + 5),
      time: zip.readUInt16LE(at + 12),
      date: zip.readUInt16LE(at + 14),
    });
    at += 46 + length + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}

describe('a zip', () => {
  test('has the same bytes for the same files in another order', () => {
    expect(sha256(zipFiles([...FILES].reverse()))).toBe(sha256(zipFiles(FILES)));
  });

  test('has the bytes that it had on other machines', () => {
    // a change of this hash changes the hash of every function's code: raise FORMAT in package.ts
    expect(sha256(zipFiles(FILES))).toBe('d5ebe8e76a5a7500376ec8b5e138603b0eafb177365faf5c1445f35ca60f7226');
  });

  test.each(['UTC', 'Pacific/Kiritimati', 'America/St_Johns', 'Pacific/Pago_Pago'])(
    'has the same bytes in the time zone %s',
    (zone) => {
      const program = `
        const { zipFiles } = require('./src/bundle/zip.ts');
        process.stdout.write(String(new Date(0).getHours()) + ' ' +
          Buffer.from(zipFiles([{ name: 'a', data: Buffer.from('a'), executable: false }])).toString('hex'));`;
      const said = execFileSync(process.execPath, ['--import', 'tsx', '-e', program], {
        cwd: ROOT,
        env: { ...process.env, TZ: zone },
        encoding: 'utf8',
      });
      const [hour, hex] = said.split(' ');
      // the zone was in force
      expect(Number(hour)).toBe(
        { UTC: 0, 'Pacific/Kiritimati': 13, 'America/St_Johns': 20, 'Pacific/Pago_Pago': 13 }[zone],
      );
      expect(hex).toBe(Buffer.from(zipFiles([file('a', 'a')])).toString('hex'));
    },
  );

  test('lists its files by name, made by Unix, with modes 0755 and 0644 and the date 1980-01-01 00:00', () => {
    const date = (1 << 5) | 1; // year 0 after 1980, month 1, day 1
    const entry = (name: string, mode: number) => ({ name, mode, madeBy: 3, time: 0, date });
    expect(directory(zipFiles(FILES))).toEqual([
      entry('app/__init__.py', 0o100644),
      entry('app/main.py', 0o100644),
      entry('app/ü.txt', 0o100644),
      entry('run.sh', 0o100755),
    ]);
  });

  test('gives back what went in', () => {
    const name = fc.stringMatching(/^[a-zäß]{1,3}(\/[a-z]{1,3}){0,2}$/);
    const one: fc.Arbitrary<ZipFile> = fc.record({
      name,
      data: fc.uint8Array({ maxLength: 300 }).map((data) => Buffer.from(data)),
      executable: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.uniqueArray(one, { selector: ({ name }) => name, maxLength: 8 }), (files) => {
        const sorted = [...files].sort((a, b) => (a.name < b.name ? -1 : 1));
        expect(unzipFiles(zipFiles(files))).toEqual(sorted);
      }),
      { numRuns: 50 },
    );
  });

  test('is refused when a part of it is missing', () => {
    const zip = zipFiles(FILES);
    expect(() => unzipFiles(zip.subarray(0, zip.length - 30))).toThrow('not a zip, or only a part of one');
    expect(() => unzipFiles(Buffer.from('<html>'))).toThrow('not a zip');
  });

  test('of too many files is refused and not written wrongly', () => {
    const many = Array.from({ length: 65_536 }, (_, i) => file(`f${i}`));
    expect(() => zipFiles(many)).toThrow('65536 files, more than 65535');
  });
});
