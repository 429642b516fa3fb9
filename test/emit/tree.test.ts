import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { compareTree, MARKER, writeTree } from '../../src/emit';
import { problems } from './module';

const ours = (text: string) => `# ${MARKER}\n\n${text}\n`;

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'terragate-tree-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

describe('writeTree', () => {
  it('writes what is new or changed, removes what is gone, and says which', () => {
    put('a/main.tf', ours('old'));
    put('a/gone.tf', ours('gone'));
    put('a/same.tf', ours('same'));

    const changes = writeTree(
      root,
      new Map([
        ['a/main.tf', ours('new')],
        ['a/same.tf', ours('same')],
        ['b/tests/x.tftest.hcl', ours('test')],
      ]),
    );

    expect(changes).toEqual([
      { path: 'a/gone.tf', kind: 'gone' },
      { path: 'a/main.tf', kind: 'changed' },
      { path: 'b/tests/x.tftest.hcl', kind: 'new' },
    ]);
    expect(readdirSync(join(root, 'a')).sort()).toEqual(['main.tf', 'same.tf']);
    expect(read('a/main.tf')).toBe(ours('new'));
    expect(read('b/tests/x.tftest.hcl')).toBe(ours('test'));
  });

  it('makes the folder when there is none', () => {
    const deep = join(root, 'not/there');

    expect(writeTree(deep, new Map([['main.tf', ours('x')]]))).toEqual([{ path: 'main.tf', kind: 'new' }]);
    expect(existsSync(join(deep, 'main.tf'))).toBe(true);
  });

  it('leaves a file alone that is as it is to be', () => {
    put('main.tf', ours('x'));
    utimesSync(join(root, 'main.tf'), 1, 1);

    expect(writeTree(root, new Map([['main.tf', ours('x')]]))).toEqual([]);
    expect(statSync(join(root, 'main.tf')).mtimeMs).toBe(1000);
  });

  it('writes nothing at all when files of others stand in the way, and names all of them', () => {
    put('a.tf', 'mine\n');
    put('b.tf', 'mine too\n');

    const found = problems(() =>
      writeTree(
        root,
        new Map([
          ['a.tf', ours('a')],
          ['b.tf', ours('b')],
          ['c.tf', ours('c')],
        ]),
      ),
    );

    expect(found.map(({ where }) => where)).toEqual([join(root, 'a.tf'), join(root, 'b.tf')]);
    expect(found[0]?.fix).toBe('move it elsewhere or delete it, then run npm run synth again');
    expect([read('a.tf'), read('b.tf'), existsSync(join(root, 'c.tf'))]).toEqual([
      'mine\n',
      'mine too\n',
      false,
    ]);
  });

  it('never removes what it did not write', () => {
    put('mine.tf', 'mine\n');
    put('notes.txt', ours('notes'));
    put('.terraform/modules/main.tf', ours('a copy'));

    expect(writeTree(root, new Map())).toEqual([]);
    expect(existsSync(join(root, 'mine.tf'))).toBe(true);
    expect(existsSync(join(root, 'notes.txt'))).toBe(true);
    expect(existsSync(join(root, '.terraform/modules/main.tf'))).toBe(true);
  });

  it('takes a file of somebody who only talks of the marker for theirs', () => {
    put('README.md', `${'x'.repeat(400)}${MARKER}`);

    expect(writeTree(root, new Map())).toEqual([]);
  });
});

describe('compareTree', () => {
  it('says what would be done, and does nothing', () => {
    put('gone.tf', ours('gone'));

    expect(compareTree(root, new Map([['main.tf', ours('x')]]))).toEqual([
      { path: 'gone.tf', kind: 'gone' },
      { path: 'main.tf', kind: 'new' },
    ]);
    expect(readdirSync(root)).toEqual(['gone.tf']);
  });
});
