import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { main } from '../../src/cli/main';
import { program } from '../../src/cli/program';
import { writeWebsite } from '../connect/support';
import { REPOSITORY, Workspace } from '../support/workspace';
import { keepPrinted } from './printed';

const silent = { line: () => undefined, part: () => undefined, color: false };
const PROGRAM = join(REPOSITORY, 'src/cli/terragate.cjs');

/** Commands that write nothing into the `.terragate` of a project. */
const READING = [
  'doctor',
  'inspect',
  'status',
  'invoke',
  'event',
  'token',
  'logs',
  'open',
  'down',
  'completion',
  'new',
  'add',
  'pipeline',
  'upgrade',
];
const WRITING = program(silent, silent)
  .commands.map((command) => command.name())
  .filter((name) => !READING.includes(name));

/** What a command cannot do without, by the name of a folder. */
const NEEDED: Readonly<Record<string, (folder: string) => readonly string[]>> = {
  backend: () => ['--aws', '--yes'],
  client: () => ['--out', 'web'],
  connect: (folder) => [join(folder, 'web')],
  remove: () => ['--yes'],
  rollback: () => ['--aws', '--yes'],
  secret: () => ['set', 'API_TOKEN', '--aws', '--yes'],
};

const SETTINGS = JSON.stringify({
  name: 'shop',
  appObject: 'main:app',
  root: 'infra',
  packages: ['lambda.zip'],
  modules: { folder: 'infra/modules', apis: [{ name: 'shop', kind: 'rest' }] },
});

describe('a command in a folder that cannot be written to', () => {
  const workspace = new Workspace('unwritable');
  const printed = keepPrinted();

  const layout = (name: string) => {
    const folder = workspace.copy('test/fixtures/layouts/single-file', name);
    workspace.write(`${name}/terragate.json`, SETTINGS);
    workspace.write(`${name}/infra/main.tf`, 'locals {}\n');
    return folder;
  };

  it.each(WRITING)('names the place and what to do: %s, where a file is in the way', async (name) => {
    const folder = layout(name);
    workspace.write(`${name}/.terragate`, '');
    writeWebsite(workspace, `${name}/web`);

    expect(await main([name, ...(NEEDED[name]?.(folder) ?? []), '--cwd', folder, '--json'])).toBe(1);
    expect(JSON.parse(printed.out)).toEqual({
      problems: [
        {
          where: expect.stringContaining(join(folder, '.terragate')),
          what: expect.stringMatching(/^the file or folder cannot be \w+: .*\((?:ENOTDIR|EEXIST)\)$/),
          fix: expect.stringMatching(/^move it away/),
        },
      ],
    });
    expect(printed.err).not.toContain('should not have happened');
  });

  it('names the folder of another user, and what to do', () => {
    const folder = layout('foreign');
    const before = readdirSync(folder);
    for (const path of ['foreign/infra', 'foreign', '.']) chmodSync(workspace.at(path), 0o555);
    // Modes do not count for root: then somebody else runs it, where this machine lets them
    const root = process.getuid?.() === 0;
    const nobody = ['setpriv', '--reuid=65534', '--clear-groups'];
    const run = (...args: string[]) => {
      const [command = '', ...rest] = [...(root ? nobody : []), process.execPath, PROGRAM, ...args];
      return spawnSync(command, rest, { cwd: '/', encoding: 'utf8', env: { PATH: process.env.PATH } });
    };
    try {
      if (run('--version').status !== 0)
        return console.warn(
          'not tried as another user: setpriv is not there, or they cannot read this folder',
        );
      for (const args of [['openapi'], ['bundle'], ['new', 'x', '--yes']]) {
        const { status, stderr } = run(...args, '--cwd', folder);
        expect([args[0], status, stderr]).toEqual([
          args[0],
          1,
          expect.stringMatching(/foreign[^:]*: the f[\s\S]*EACCES[\s\S]*\n {2}fix: +\w+/),
        ]);
        expect(stderr).not.toContain('should not have happened');
      }
      expect(readdirSync(folder)).toEqual(before);
    } finally {
      for (const path of ['.', 'foreign', 'foreign/infra']) chmodSync(workspace.at(path), 0o755);
    }
  });
});
