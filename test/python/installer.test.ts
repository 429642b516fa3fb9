import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInstaller } from '../../src/python';
import { Workspace } from '../support/workspace';

describe('an installer', () => {
  const before = process.env.XDG_CACHE_HOME;
  let cache: Workspace;
  beforeEach(() => {
    cache = new Workspace('installer');
    process.env.XDG_CACHE_HOME = cache.path;
  });
  afterEach(() => {
    if (before === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = before;
  });

  it('finds a folder of its own for temporary files, which is gone after it, whatever it left there', async () => {
    let folder = '';
    await runInstaller(
      async (_, __, options) => {
        folder = options?.env?.TMPDIR ?? '';
        expect([options?.env?.TMP, options?.env?.TEMP]).toEqual([folder, folder]);
        writeFileSync(join(folder, 'pip-unpack'), 'half');
        return { code: 1, missing: false, stdout: '', stderr: '' };
      },
      'pip',
      [],
    );

    expect(folder.startsWith(cache.at('terragate/tmp'))).toBe(true);
    expect(existsSync(folder)).toBe(false);
  });
});
