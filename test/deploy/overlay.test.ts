import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { Overlay, removeEarlierOverride } from '../../src/deploy/overlay';
import { SILENT } from '../../src/deploy/report';
import type { Project } from '../../src/project';
import { Workspace } from '../support/workspace';

describe('the overlay of a root', () => {
  let workspace: Workspace;
  let folder: string;
  const project = (root = 'infra') =>
    ({ folder, root: join(folder, root), state: join(folder, '.terragate') }) as Project;
  const overlay = (root?: string) => new Overlay(project(root), join(folder, '.terragate/local/overlay'));
  const refreshed = (root?: string) => {
    const one = overlay(root);
    one.refresh();
    return one;
  };
  const write = (path: string, text = '') => workspace.write(join('of me/prüfung', path), text);
  const read = (...parts: string[]) => readFileSync(join(...parts), 'utf8');
  /** All that is in a folder of the user's, with its text. */
  const snapshot = (path: string) =>
    readdirSync(path, { recursive: true, withFileTypes: true }).map((entry) =>
      join(entry.parentPath, entry.name),
    );

  beforeEach(() => {
    workspace = new Workspace('overlay');
    folder = workspace.at('of me/prüfung');
    write('infra/main.tf', 'module "api" {\n  source = "../modules/api"\n}\n');
    write('infra/terraform.tfvars', 'name = "n"\n');
    write('infra/www/a/index.html', 'page');
    write('modules/api/main.tf', '');
    write('app/main.py', 'app');
    mkdirSync(join(folder, '.terragate'));
  });
  afterEach(() => workspace.remove());

  it('has its files, and those beside the root, at the same relative paths', () => {
    const { root } = refreshed();

    expect(root).toBe(join(folder, '.terragate/local/overlay', folder, 'infra'));
    expect(read(root, 'main.tf')).toContain('source');
    expect(read(root, 'terraform.tfvars')).toBe('name = "n"\n');
    // By the kernel, which takes `..` from the folder that it is in
    expect(readdirSync(`${root}/../modules/api`)).toEqual(['main.tf']);
    expect(read(`${root}/../app`, 'main.py')).toBe('app');
    expect(realpathSync(join(root, 'main.tf'))).toBe(join(folder, 'infra/main.tf'));
  });

  it('has folders of the root as folders, for patterns over all of them', () => {
    const { root } = refreshed();

    expect(lstatSync(join(root, 'www/a')).isDirectory()).toBe(true);
    expect(read(root, 'www/a/index.html')).toBe('page');
  });

  it('puts nothing into the root', () => {
    const before = snapshot(join(folder, 'infra'));
    refreshed();

    expect(snapshot(join(folder, 'infra'))).toEqual(before);
  });

  it('loses what the root loses, and gets what it gets', () => {
    const { root } = refreshed();
    rmSync(join(folder, 'infra/terraform.tfvars'));
    rmSync(join(folder, 'infra/www'), { recursive: true });
    rmSync(join(folder, 'app'), { recursive: true });
    write('infra/more.auto.tfvars');
    write('infra/.terraformignore');
    write('lib/x');
    refreshed();

    expect(readdirSync(root).filter((name) => !name.startsWith('zzz'))).toEqual([
      '.terraformignore',
      'main.tf',
      'more.auto.tfvars',
    ]);
    expect(readdirSync(join(root, '..')).sort()).toEqual(['infra', 'lib', 'modules']);
  });

  it('keeps what Terraform made in it, until the user has a file of that name', () => {
    const { root } = refreshed();
    writeFileSync(join(root, 'made.zip'), 'made');
    mkdirSync(join(root, '../dist'));
    writeFileSync(join(root, '../dist/made.zip'), 'made');
    refreshed();
    expect([read(root, 'made.zip'), read(root, '../dist/made.zip')]).toEqual(['made', 'made']);

    write('infra/made.zip', 'of the user');
    write('dist/made.zip', 'of the user');
    refreshed();

    expect([read(root, 'made.zip'), read(root, '../dist/made.zip')]).toEqual(['of the user', 'of the user']);
  });

  it('leaves out what Terraform keeps in the root for AWS, and takes the lock file as a copy', () => {
    for (const name of ['.terraform/providers/x', 'terraform.tfstate', '.terraform.lock.hcl'])
      write(`infra/${name}`, 'of AWS');
    const one = refreshed();
    one.takeLock();
    writeFileSync(one.lock, 'of this machine');

    expect(existsSync(join(one.root, '.terraform'))).toBe(false);
    expect(existsSync(join(one.root, 'terraform.tfstate'))).toBe(false);
    expect(read(folder, 'infra/.terraform.lock.hcl')).toBe('of AWS');
  });

  it('has a local backend that comes after every override of the root', () => {
    for (const name of ['override.tf', 'zzzz_override.tf', 'a_override.tf.json'])
      write(`infra/${name}`, '{}');
    const { root } = refreshed();
    const overrides = () => readdirSync(root).filter((name) => /override\.tf/.test(name));

    expect(overrides().sort().at(-1)).toBe('zzzz_override_terragate_override.tf');
    expect(read(root, 'zzzz_override_terragate_override.tf')).toMatch(
      /^terraform \{\n {2}backend "local" \{\}/m,
    );
    rmSync(join(folder, 'infra/zzzz_override.tf'));
    refreshed();
    refreshed();
    expect(overrides().sort()).toEqual([
      'a_override.tf.json',
      'override.tf',
      'override_terragate_override.tf',
    ]);
  });

  it('has of the folders above the project what the root and its modules name, and no more', () => {
    write('infra/more.tf', 'locals {\n  a = file("${path.module}/../../shared/a.json")\n}\n');
    write('modules/api/main.tf', 'module "x" {\n  source = "../../../other team/x"\n}\n');
    for (const path of ['of me/shared/a.json', 'of me/other team/x/main.tf', 'of me/third/y'])
      workspace.write(path, 'text');
    const { root } = refreshed();

    expect(read(`${root}/../../shared/a.json`)).toBe('text');
    expect(readdirSync(join(root, '../..')).sort()).toEqual(['other team', 'prüfung', 'shared']);
  });

  it('has all of a folder above the project of which a computed name is taken', () => {
    write('infra/more.tf', 'locals {\n  a = file("../../${var.team}/a")\n}\n');
    workspace.write('of me/third/a', 'text');
    const { root } = refreshed();

    expect(read(`${root}/../../third/a`)).toBe('text');
  });

  it.each(['../../team infra', '../shared-infra'])('never leads into itself: root at %s', (root) => {
    const at = join(folder, root);
    mkdirSync(at, { recursive: true });
    const back = relative(at, folder);
    writeFileSync(join(at, 'main.tf'), `module "a" {\n  source = "${back}/modules/api"\n}\n`);
    const one = refreshed(root);

    expect(existsSync(join(one.root, back, 'modules/api/main.tf'))).toBe(true);
    expect(existsSync(join(one.root, back, '.terragate'))).toBe(false);
  });

  it('is of the folder that a linked root leads to, and of a project that is its own root', () => {
    symlinkSync('infra', join(folder, 'linked'));
    expect(refreshed('linked').root).toBe(overlay('infra').root);

    write('main.tf', '');
    const { root } = refreshed('.');
    expect(read(root, 'infra/main.tf')).toContain('source');
    expect(existsSync(join(root, '.terragate'))).toBe(false);
    expect(existsSync(join(root, 'main.tf'))).toBe(true);
  });

  it('links folders of tools as a whole', () => {
    write('infra/node_modules/x/index.js');
    write('infra/env/pyvenv.cfg');
    const { root } = refreshed();

    expect(['node_modules', 'env'].map((name) => readlinkSync(join(root, name)))).toEqual([
      join(folder, 'infra/node_modules'),
      join(folder, 'infra/env'),
    ]);
  });

  it('names files as the user does', () => {
    const one = refreshed();

    const wrapped = `${one.root}/main.tf`.replaceAll(' ', '\n│ ');
    expect(one.asOfUser(`on ${one.root}/main.tf line 1`)).toBe(`on ${folder}/infra/main.tf line 1`);
    expect(one.asOfUser(wrapped)).not.toContain('overlay/');
  });

  it('is cleared of all but the lock file', () => {
    const one = refreshed();
    writeFileSync(one.lock, 'locked');
    writeFileSync(join(one.root, 'secret.json'), 'made');
    one.clear();

    expect(readdirSync(one.root)).toEqual(['.terraform.lock.hcl']);
    expect(statSync(one.lock).mode & 0o077).toBe(0);
    expect(existsSync(join(folder, 'modules/api/main.tf'))).toBe(true);
  });
});

describe('the override of an earlier version', () => {
  const MARKER = '# Of a terragate command that runs here: it is removed at its end.';
  const workspace = new Workspace('override');
  const project = { root: workspace.path } as Project;
  const file = workspace.at('terragate_override.tf');

  it('is removed with a message', async () => {
    workspace.write('terragate_override.tf', `${MARKER}\nterraform {\n  backend "local" {}\n}\n`);
    const summary: string[] = [];
    await removeEarlierOverride(project, {
      stage: async (title, run) => {
        const done = await run(() => {});
        summary.push(`${title}: ${done.summary}`);
        return done.value;
      },
    });

    expect([existsSync(file), summary]).toEqual([
      false,
      [expect.stringMatching(/^root: terragate_override\.tf is removed/)],
    ]);
  });

  it('is the user’s without our marker: it stays, and counts', async () => {
    workspace.write('terragate_override.tf', '# mine\n');
    await removeEarlierOverride(project, SILENT);
    const one = new Overlay(
      { ...project, folder: workspace.path, state: workspace.at('.terragate') } as Project,
      workspace.at('.terragate/local/overlay'),
    );
    one.refresh();

    expect(readFileSync(file, 'utf8')).toBe('# mine\n');
    expect(readFileSync(join(one.root, 'terragate_override.tf'), 'utf8')).toBe('# mine\n');
  });
});
