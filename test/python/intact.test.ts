import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasWholePackages } from '../../src/python/intact';
import { isIntact, noteSizes } from '../../src/system';
import { cachedFolder } from '../../src/system/cached';
import { failure } from '../../src/system/run';
import { Workspace } from '../support/workspace';

describe('a folder of the cache', () => {
  const cache = new Workspace('cache');
  let made = 0;
  const folder = () =>
    cachedFolder({
      name: 'tool',
      content: Buffer.from('1'),
      holds: 'bin/tool',
      make: async (unfinished) => {
        made += 1;
        mkdirSync(join(unfinished, 'bin'));
        writeFileSync(join(unfinished, 'bin/tool'), 'program');
        writeFileSync(join(unfinished, 'library'), 'library');
      },
    });
  const before = process.env.XDG_CACHE_HOME;

  beforeEach(() => {
    process.env.XDG_CACHE_HOME = cache.path;
    made = 0;
  });
  afterEach(() => {
    if (before === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = before;
    rmSync(cache.at('terragate'), { recursive: true, force: true });
  });

  it('is made once', async () => {
    expect(await folder()).toBe(await folder());
    expect(made).toBe(1);
  });

  it.each(['bin/tool', 'library', 'sizes.json'])('is made again when %s was emptied', async (path) => {
    truncateSync(join(await folder(), path), 0);

    const again = await folder();

    expect(made).toBe(2);
    expect(isIntact(again)).toBe(true);
    await folder();
    expect(made).toBe(2);
  });

  it('is made again when a file was cut off, or is gone', async () => {
    truncateSync(join(await folder(), 'library'), 3);
    rmSync(join(await folder(), 'library'));
    await folder();

    expect(made).toBe(3);
  });
});

describe('a note of sizes', () => {
  it('does not look at files that came later', () => {
    const workspace = new Workspace('sizes');
    workspace.write('packages/a.py', 'a');
    noteSizes(workspace.at('packages'), workspace.path);
    workspace.write('packages/b.py', '');

    expect(isIntact(workspace.at('packages'), workspace.path)).toBe(true);
    workspace.write('packages/a.py', '');
    expect(isIntact(workspace.at('packages'), workspace.path)).toBe(false);
  });
});

describe('the packages of an environment', () => {
  function environment(): Workspace {
    const workspace = new Workspace('venv');
    workspace.write('pyvenv.cfg', 'home = /usr/bin\n');
    const site = 'lib/python3.13/site-packages';
    workspace.write(`${site}/shop/__init__.py`, 'VERSION = 1\n');
    workspace.write(`${site}/shop-1.0.dist-info/RECORD`, RECORD);
    return workspace;
  }
  const RECORD =
    'shop/__init__.py,sha256=x,12\nshop/__pycache__/__init__.cpython-313.pyc,,\n../../../bin/shop,sha256=x,99\nshop-1.0.dist-info/RECORD,,\n';
  const MODULE = 'lib/python3.13/site-packages/shop/__init__.py';

  it('are whole as an installer leaves them, and with what a user adds', () => {
    const workspace = environment();
    workspace.write(MODULE, 'VERSION = 1\nprint("here")\n');
    workspace.write('lib/python3.13/site-packages/own.py', '');

    expect(hasWholePackages(workspace.path)).toBe(true);
  });

  it.each([MODULE, 'pyvenv.cfg', 'lib/python3.13/site-packages/shop-1.0.dist-info/RECORD'])(
    'are not whole when %s was emptied',
    (path) => {
      const workspace = environment();
      workspace.write(path, '');

      expect(hasWholePackages(workspace.path)).toBe(false);
    },
  );
});

describe('a program that fails for lack of room', () => {
  it.each([
    ['uv', 'error: failed to write to file `/x/y`: No space left on device (os error 28)'],
    ['pip', 'ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device'],
    ['npm', 'npm ERR! code ENOSPC'],
    ['a quota', 'OSError: [Errno 122] Disk quota exceeded'],
  ])('is reported with the advice to make room, and nothing else: %s', (_, stderr) => {
    const step = { where: 'shop', what: 'it failed', fix: 'TERRAGATE_NO_UV=1 uses python and pip' };

    const { problems } = failure(step, { code: 1, stdout: '', stderr, missing: false });

    expect(problems).toEqual([
      {
        where: 'shop',
        what: expect.stringContaining('it failed: the disk is full'),
        fix: 'make room on the disk, and run the same command again',
      },
    ]);
  });
});
