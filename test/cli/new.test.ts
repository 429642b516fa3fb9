import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { version } from '../../package.json';
import { main } from '../../src/cli/main';
import { packOwnPackage } from '../../src/generate/own-package';
import { Workspace } from '../support/workspace';
import { keepPrinted } from './printed';

describe('terragate new', () => {
  const workspace = new Workspace('cli-new');
  let folder: string;
  const printed = keepPrinted();
  let count = 0;

  beforeAll(packOwnPackage, 120_000);
  beforeEach(() => {
    folder = workspace.at(String(count++));
    mkdirSync(folder);
  });

  const run = (...args: string[]) => main(['new', ...args, '--cwd', folder]);

  it('makes a project, and says what to type next', async () => {
    expect(await run('orders', '--yes')).toBe(0);
    expect(printed.out).toMatch(
      /orders \d+ files: \d+ of the app, 4 in infra, \d+ of its modules\n\n {2}cd .*orders\n {2}npm install .*\n {2}npx terragate up /,
    );
    expect(existsSync(join(folder, 'orders/terragate.json'))).toBe(true);
    expect(printed.err).toBe('');
  });

  it('lists what it would write, the same as it then writes', async () => {
    expect(await run('orders', '--yes', '--dry-run', '--json')).toBe(0);
    const dry = JSON.parse(printed.out);
    expect(readdirSync(folder)).toEqual([]);
    printed.out = '';
    expect(await run('orders', '--yes', '--json')).toBe(0);
    expect({ ...JSON.parse(printed.out), dryRun: true }).toEqual(dry);
    expect(dry).toEqual({
      folder: join(folder, 'orders'),
      files: expect.arrayContaining([
        'infra/main.tf',
        'orders/main.py',
        'package.json',
        'run.sh',
        `vendor/terragate-${version}.tgz`,
      ]),
      purposes: expect.arrayContaining([{ purpose: 'infrastructure', files: 4, lines: expect.any(Number) }]),
      next: expect.arrayContaining(['npm install', 'npx terragate up']),
      dryRun: true,
    });
  });

  it('lists the files in words, too', async () => {
    expect(await run('orders', '--yes', '--dry-run')).toBe(0);
    expect(printed.out).toMatch(/^ {4}infra\/main\.tf +\d+ +the root: yours to change$/m);
    const purposes = [...printed.out.matchAll(/^ {2}(\S.*): (\d+) files, (\d+) lines$/gm)];
    expect(purposes.map(([, purpose]) => purpose)).toEqual([
      ...['app', 'tests', 'infrastructure', 'project', 'modules that are generated'],
    ]);
    const [, files, lines] = /^(\d+) files, (\d+) lines; nothing was written$/m.exec(printed.out) ?? [];
    const sum = (column: number) => purposes.reduce((all, purpose) => all + Number(purpose[column]), 0);
    expect([sum(2), sum(3)]).toEqual([Number(files), Number(lines)]);
    printed.out = '';
    expect(await run('orders', '--yes', '--quiet')).toBe(0);
    expect(printed.out).toBe(`${join(folder, 'orders')}\n`);
  });

  it('makes a minimal project, and tests of its modules, where that is asked for', async () => {
    const listed = async (...args: string[]) => {
      printed.out = '';
      expect(await run('orders', '--yes', '--dry-run', '--quiet', ...args)).toBe(0);
      return printed.out.trim().split('\n');
    };
    const [usual, minimal] = [await listed(), await listed('--minimal', '--module-tests')];
    expect(usual).toContain('orders/observability.py');
    expect(minimal).not.toContain('orders/observability.py');
    expect(minimal).toContain('infra/modules/orders/tests/api.tftest.hcl');
  });

  it.each(['rest-api', 'http-api'])(
    'names the next steps of a project, here and on AWS: %s',
    async (kind) => {
      expect(await run('orders', '--yes', '--compute-type', kind)).toBe(0);
      expect(printed.out).toMatch(/npx terragate up {2}[\s\S]*npx terragate up --aws/);
    },
  );

  it('needs a name where nobody can be asked', async () => {
    expect(await run()).toBe(2);
    expect(printed.err).toBe(
      'name: the name is missing\n  fix:     give the project a name, such as my-api\n',
    );
  });

  it('names all mistakes at once, and makes nothing', async () => {
    expect(await run('json', '--auth', 'cogntio', '--handler', 'x', '--json')).toBe(2);
    expect(JSON.parse(printed.out).problems.map(({ where }: { where: string }) => where)).toEqual([
      '--auth',
      '--handler',
      'name',
    ]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves a folder that is there as it is', async () => {
    mkdirSync(join(folder, 'orders'));
    writeFileSync(join(folder, 'orders/mine.txt'), '');
    expect(await run('orders', '--yes')).toBe(1);
    expect(printed.err).toMatch(/orders: the folder exists, and is not empty\n {2}fix: /);
    expect(readdirSync(join(folder, 'orders'))).toEqual(['mine.txt']);
  });

  it('refuses an unknown option', async () => {
    expect(await run('orders', '--auht', 'IAM')).toBe(2);
    expect(printed.err).toMatch(/there is no option --auht\n +got: +"--auht"\n.*did you mean "--auth"\?/);
  });

  it('names all unknown options at once', async () => {
    expect(await run('orders', '--auht', 'IAM', '--compute-tpye=rest-api', '--nothing-like-it')).toBe(2);
    const got = [...printed.err.matchAll(/got: +"(.*)"\n.*?(?:did you mean "(.*)"\?)?\)?\n/g)];
    expect(got.map(([, word, near]) => [word, near])).toEqual([
      ['--auht', '--auth'],
      ['--compute-tpye', '--compute-type'],
      ['--nothing-like-it', undefined],
    ]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('leaves a whole project or nothing after %s', async (signal) => {
    const program = join(__dirname, '../../src/cli/terragate.cjs');
    const child = spawn(process.execPath, [program, 'new', 'orders', '--yes'], {
      cwd: folder,
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    while (!readdirSync(folder).length && child.exitCode === null && child.signalCode === null)
      await new Promise(setImmediate);
    child.kill(signal);
    const [code] = await ended;
    expect([0, 130]).toContain(code);
    expect(readdirSync(folder)).toEqual(code === 0 ? ['orders'] : []);
    if (code === 0) expect(existsSync(join(folder, 'orders/terragate.json'))).toBe(true);
  });
});
