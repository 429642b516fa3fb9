import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { addFiles, asFiles, makeFolder, missingFiles } from '../../src/generate/files';
import { besideOf } from '../../src/system/atomic';
import { Workspace } from '../support/workspace';

const FILES = asFiles(
  new Map([
    ['run.sh', '#!/bin/sh\n'],
    ['a/b/c.txt', 'c'],
    ['a/d.txt', 'd'],
  ]),
);

/** A signal that is aborted when it is looked at for the nth time. */
function abortedAt(nth: number): AbortSignal {
  const controller = new AbortController();
  let looks = 0;
  return new Proxy(controller.signal, {
    get(signal, key) {
      if (key === 'throwIfAborted' && ++looks === nth) controller.abort();
      const value: unknown = Reflect.get(signal, key, signal);
      return typeof value === 'function' ? value.bind(signal) : value;
    },
  });
}

describe('a new folder', () => {
  const workspace = new Workspace('files');
  let here: string;
  let count = 0;

  beforeEach(() => {
    here = workspace.at(String(count++));
    mkdirSync(here);
  });
  const at = (...parts: string[]) => join(here, ...parts);

  it('holds all files with their modes, and nothing is beside it', async () => {
    await makeFolder(at('orders'), FILES);

    expect(readFileSync(at('orders/a/b/c.txt'), 'utf8')).toBe('c');
    expect(lstatSync(at('orders/run.sh')).mode & 0o111).toBe(0o111);
    expect(lstatSync(at('orders/a/d.txt')).mode & 0o111).toBe(0);
    expect(readdirSync(here)).toEqual(['orders']);
  });

  it('may be there, when it is empty', async () => {
    mkdirSync(at('orders'));
    await makeFolder(at('orders'), FILES);
    expect(readdirSync(at('orders'))).toEqual(['a', 'run.sh']);
  });

  it('is made with the folders above it', async () => {
    await makeFolder(at('x/y/orders'), FILES);
    expect(readdirSync(at('x/y'))).toEqual(['orders']);
    expect(readdirSync(here)).toEqual(['x']);
  });

  it.each([
    [
      'a folder with a file',
      (path: string) => workspace.write(join(path, 'mine.txt').slice(workspace.path.length + 1), 'm'),
    ],
    ['a file', (path: string) => writeFileSync(path, 'm')],
    ['a link to nowhere', (path: string) => symlinkSync('/nowhere', path)],
  ])('is not written over %s', async (_, make) => {
    make(at('orders'));
    await expect(makeFolder(at('orders'), FILES)).rejects.toThrow(/not empty|a file has this name/);
    expect(existsSync(at('orders/run.sh'))).toBe(false);
    expect(readdirSync(here)).toEqual(['orders']);
  });

  it.each([1, 2, 3, 4])('leaves nothing when it is interrupted at step %d', async (step) => {
    await expect(makeFolder(at('x/orders'), FILES, abortedAt(step))).rejects.toThrow(/abort/i);
    expect(readdirSync(here)).toEqual([]);
  });

  it('leaves nothing, and says why, where it can not be written', async () => {
    writeFileSync(at('file'), '');
    await expect(makeFolder(at('file/orders'), FILES)).rejects.toThrow(/nothing of it remains: ENOTDIR/);
    await expect(makeFolder(at('new', 'a'.repeat(300)), FILES)).rejects.toThrow(/ENAMETOOLONG/);
    expect(readdirSync(here)).toEqual(['file']);
  });

  it('loses what a killed run left, and keeps what a live run is writing', async () => {
    const left = (name: string, pid: number) => basename(besideOf(at(name))).replace(/\d+(?=-)/, String(pid));
    const working = left('orders', process.ppid);
    const users = '.orders.999999999';
    for (const folder of [left('orders', 999999999), left('other', 999999999), working, users])
      workspace.write(`${count - 1}/${folder}/half.txt`, 'h');
    await makeFolder(at('orders'), FILES);
    expect(readdirSync(here).sort()).toEqual([users, working, 'orders'].sort());
  });

  describe('of others', () => {
    it('gets the files beside those that are there', async () => {
      writeFileSync(at('mine.txt'), 'm');
      mkdirSync(at('a'));
      await addFiles(here, FILES);
      expect(readdirSync(here)).toEqual(['a', 'mine.txt', 'run.sh']);
      expect(lstatSync(at('run.sh')).mode & 0o111).toBe(0o111);
      expect(missingFiles(here, FILES).size).toBe(0);
    });

    it('is left as it is when files are in the way: all of them are named', async () => {
      writeFileSync(at('a'), 'mine');
      symlinkSync('/nowhere', at('run.sh'));
      const { problems } = await addFiles(here, FILES).then(
        () => ({ problems: [] }),
        (error) => error as { problems: { where: string }[] },
      );
      expect(problems.map(({ where }) => where)).toEqual([at('a'), at('run.sh')]);
      expect(readdirSync(here)).toEqual(['a', 'run.sh']);
      expect(readFileSync(at('a'), 'utf8')).toBe('mine');
    });

    it.each([1, 2, 3, 4])('is left as it was when it is interrupted at step %d', async (step) => {
      mkdirSync(at('a'));
      await expect(addFiles(here, FILES, abortedAt(step))).rejects.toThrow(/abort/i);
      expect(readdirSync(here)).toEqual(['a']);
      expect(readdirSync(at('a'))).toEqual([]);
    });

    it('keeps a file that has the right content already', async () => {
      await addFiles(here, FILES);
      expect([...missingFiles(here, FILES)]).toEqual([]);
      writeFileSync(at('a/d.txt'), 'other');
      expect([...missingFiles(here, FILES).keys()]).toEqual(['a/d.txt']);
    });
  });
});
