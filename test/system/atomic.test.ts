import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { writeTree } from '../../src/emit';
import { ignoredFolder, sweep, sweepFolder, temporaryFolder, writeFileAtomic } from '../../src/system/atomic';
import { Workspace } from '../support/workspace';

/** Runs code in a process that is killed when it is about to give a temporary file its name. */
function killedAtRename(code: string): void {
  const patched = `const fs = require('node:fs');
fs.renameSync = () => process.kill(process.pid, 'SIGKILL');
${code}`;
  const { signal } = spawnSync(process.execPath, ['--import', require.resolve('tsx'), '-e', patched], {
    cwd: join(__dirname, '../..'),
    env: { ...process.env, XDG_CACHE_HOME: '/nonexistent' },
  });
  expect(signal).toBe('SIGKILL');
}

const SOURCE = JSON.stringify(join(__dirname, '../../src/system/atomic.ts'));
const TREE = JSON.stringify(join(__dirname, '../../src/emit/tree.ts'));

describe('a process that is killed while it writes', () => {
  it('leaves nothing among the files of a project, and the next command removes what it left elsewhere', () => {
    const project = new Workspace('atomic');
    project.write('terragate.json', '{}');
    const modules = project.at('infra/modules');

    killedAtRename(
      `require(${TREE}).writeTree(${JSON.stringify(modules)}, new Map([['api/main.tf', '# text']]))`,
    );

    expect(readdirSync(join(modules, 'api'))).toEqual([]);
    expect(readdirSync(project.at('.terragate/tmp'))).toHaveLength(1);
    expect(readFileSync(project.at('.terragate/.gitignore'), 'utf8')).toBe('*\n');
    sweep(project.at('.terragate'));
    expect(readdirSync(project.at('.terragate/tmp'))).toEqual([]);
    writeTree(modules, new Map([['api/main.tf', '# text']]));
    expect(readdirSync(join(modules, 'api'))).toEqual(['main.tf']);
  });

  it('leaves a hidden file where there is no project, and the next file that is written there removes it', () => {
    const folder = new Workspace('atomic');
    const file = folder.at('diagram.svg');

    killedAtRename(`require(${SOURCE}).writeFileAtomic(${JSON.stringify(file)}, 'half')`);

    expect(readdirSync(folder.path)).toEqual([expect.stringMatching(/^\.diagram\.svg\.\d+-.*\.tmp$/)]);
    writeFileAtomic(folder.at('other.svg'), 'whole');
    expect(readdirSync(folder.path)).toEqual(['other.svg']);
  });
});

describe('temporary files', () => {
  it('stay while their process is there, and files of users always do', () => {
    const project = new Workspace('atomic');
    mkdirSync(project.at('.terragate'));
    const own = temporaryFolder(project.at('.terragate/local-package'));
    const users = ['.main.tf.12345.tmp', '12345.tmp', 'main.tf.tmp', '.x.999999999-abcdef-1234567.tmp'];
    for (const name of users) project.write(name, '');

    sweep(project.at('.terragate'));
    sweepFolder(project.path);

    expect(existsSync(own)).toBe(true);
    expect(readdirSync(project.path)).toEqual(expect.arrayContaining(users));
  });

  it('lie beside the file where its disk is another one than that of the project', () => {
    const project = new Workspace('atomic');
    mkdirSync(project.at('.terragate'));
    let disks: number[] = [];
    try {
      mkdirSync(`/dev/shm/terragate-atomic-${process.pid}`);
      disks = [statSync('/dev/shm').dev, statSync(project.path).dev];
    } catch {
      // A system without it
    }
    if (disks[0] === disks[1]) return;
    try {
      execFileSync('ln', ['-s', `/dev/shm/terragate-atomic-${process.pid}`, project.at('far')]);
      writeFileAtomic(project.at('far/x.txt'), 'x');
      expect(readdirSync(project.at('far'))).toEqual(['x.txt']);
    } finally {
      execFileSync('rm', ['-r', `/dev/shm/terragate-atomic-${process.pid}`]);
    }
  });

  it('of a file that cannot be put in its place are removed', () => {
    const project = new Workspace('atomic');
    mkdirSync(project.at('.terragate'));
    mkdirSync(project.at('folder/inner'), { recursive: true });
    writeFileSync(project.at('folder/inner/file'), '');

    expect(() => writeFileAtomic(project.at('folder/inner'), 'x')).toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
    expect(readdirSync(project.at('.terragate/tmp'))).toEqual([]);
  });
});

describe('the folder .terragate', () => {
  const workspace = new Workspace('private');
  const mode = (path: string) => (statSync(workspace.at(path)).mode & 0o777).toString(8);

  it('is for its user alone, as are its files, whatever the umask; those beside it are not', () => {
    const before = process.umask(0o022);
    try {
      ignoredFolder(workspace.at('.terragate'));
      writeFileAtomic(workspace.at('.terragate/local/note.json'), '{}');
      writeFileAtomic(workspace.at('lambda.zip'), 'PK');
    } finally {
      process.umask(before);
    }

    const paths = ['.terragate', '.terragate/.gitignore', '.terragate/local/note.json', 'lambda.zip'];
    expect(paths.map(mode)).toEqual(['700', '600', '600', '644']);
  });

  it('is closed with all files in it where an earlier version left it open; programs stay programs', () => {
    workspace.write('old/.terragate/local/aws-1/terraform.tfstate', '{}', 0o644);
    workspace.write('old/.terragate/venv/bin/tool', '', 0o755);
    chmodSync(workspace.at('old/.terragate'), 0o755);
    ignoredFolder(workspace.at('old/.terragate'));

    const paths = ['', '/local/aws-1/terraform.tfstate', '/venv/bin/tool'];
    expect(paths.map((path) => mode(`old/.terragate${path}`))).toEqual(['700', '600', '700']);
  });
});
