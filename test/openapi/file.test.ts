import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readApiFile } from '../../src/openapi';
import { fixture, fixturePath, problemsOf } from './document';

describe('the file of a document', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'spec-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const written = (name: string, bytes: string | Buffer): string => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };
  const stops = (path: string) =>
    problemsOf(() => readApiFile(path)).map(({ where, what }) => ({ where, what }));

  it('is read, and named as it was given', () => {
    const path = fixturePath('library.yaml');
    expect(readApiFile(path)).toMatchObject({ source: path, info: { title: 'Library' } });
  });

  it.each([
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${fixture('streaming.json')}`, 'utf8')],
    ['UTF-16, little end first', Buffer.from(`\uFEFF${fixture('streaming.json')}`, 'utf16le')],
    ['UTF-16, big end first', Buffer.from(`\uFEFF${fixture('streaming.json')}`, 'utf16le').swap16()],
  ])('may be %s', (name, bytes) => {
    expect(readApiFile(written(`${name}.json`, bytes)).operations).toHaveLength(4);
  });

  it('that is not text is refused', () => {
    const path = written('api.json.gz', Buffer.from([0x1f, 0x8b, 0x08, 0xff, 0xe9]));
    expect(stops(path)).toEqual([{ where: path, what: 'the document is not UTF-8 text' }]);
  });

  it('that is not there is refused with the likely one', () => {
    written('openapi.json', '{}');
    const path = join(folder, 'opnapi.json');
    expect(stops(path)).toEqual([
      { where: path, what: 'the document does not exist (did you mean "openapi.json"?)' },
    ]);
    const nowhere = join(folder, 'none', 'openapi.json');
    expect(stops(nowhere)).toEqual([{ where: nowhere, what: 'the document does not exist' }]);
  });

  it('that is larger than any document is refused without reading it', () => {
    const path = written('large.json', '');
    truncateSync(path, 100_000_001);
    expect(stops(path)).toEqual([
      { where: path, what: 'the document is 100 MB, and one of more than 100 MB is not read' },
    ]);
  });

  it('that is a folder is refused', () => {
    expect(stops(folder)).toEqual([{ where: folder, what: 'the document is a folder, not a file' }]);
  });

  it('with an impossible path is refused', () => {
    expect(stops('a\0b')).toHaveLength(1);
  });

  it('that holds a mistake is named in it', () => {
    const path = written('broken.yaml', 'openapi: 3.1.0\npaths: [\n');
    expect(stops(path)[0]?.where).toBe(`${path}:3:1`);
  });
});
