import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../src/cli/main';

describe('the terragate command', () => {
  let folder: string;
  let out: string;
  let err: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'terragate-main-'));
    out = '';
    err = '';
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      out += text;
      return true;
    });
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
      err += text;
      return true;
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true, force: true });
  });

  const project = (settings: object = {}) => {
    const given = { name: 'shop', app: '.', root: '.', ...settings };
    writeFileSync(join(folder, 'terragate.json'), JSON.stringify(given));
  };

  it('lists what it can do, with a line for each command', async () => {
    expect(await main(['--help'])).toBe(0);
    for (const name of [
      'up',
      'down',
      'status',
      'logs',
      'invoke',
      'open',
      'openapi',
      'synth',
      'bundle',
      'build',
    ])
      expect(out).toMatch(new RegExp(`^  ${name} .*\\S$`, 'm'));
    expect(err).toBe('');
  });

  it('ends without a word when whoever reads its output is gone', () => {
    const program = join(__dirname, '../../src/cli/terragate.cjs');
    const script = `{ sleep 0.2; "${process.execPath}" "${program}" --help; } | true`;

    expect(spawnSync('sh', ['-c', script], { encoding: 'utf8' }).stderr).toBe('');
  });

  it.each(['up', 'down', 'status', 'logs', 'invoke', 'open', 'bundle'])(
    'has help with an example for %s',
    async (name) => {
      expect(await main([name, '--help'])).toBe(0);
      expect(out).toMatch(new RegExp(`Example:\n  terragate ${name}`));
    },
  );

  it.each([
    ['a command that there is none of', ['upp'], /unknown command 'upp'\n.*Did you mean up\?/],
    [
      'an option that there is none of',
      ['up', '--wach'],
      /unknown option '--wach'\n.*Did you mean --watch\?/,
    ],
    ['a port that is none', ['up', '--port', '99999'], /give a number from 1 to 65535/],
    ['a header that is none', ['invoke', 'GET', '/', '-H', 'nothing'], /give it as "name: value"/],
    ['a missing word', ['invoke', 'GET'], /missing required argument 'path'/],
  ])('ends with 2 for %s', async (_, args, message) => {
    expect(await main(args)).toBe(2);
    expect(err).toMatch(message);
  });

  it('ends with 1 and one message where there is no project', async () => {
    expect(await main(['status', '--cwd', folder])).toBe(1);
    expect(err).toMatch(/no project: neither this folder nor one above it[\s\S]*fix: /);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it('gives the problems as JSON where that is asked for', async () => {
    expect(await main(['status', '--json', '--cwd', folder])).toBe(1);
    expect(JSON.parse(out)).toEqual({ problems: [expect.objectContaining({ where: folder })] });
  });

  it('says that a project does not run', async () => {
    project();

    expect(await main(['status', '--cwd', folder])).toBe(0);
    expect(out).toBe('shop does not run: terragate up starts it\n');
  });

  it.each([
    ['logs', []],
    ['invoke', ['GET', '/']],
    ['open', []],
  ])('sends the user of %s to up when the project does not run', async (name, args) => {
    project();

    expect(await main([name, ...args, '--cwd', folder])).toBe(1);
    expect(err).toContain('shop: it does not run on this machine\n  fix:     start it: terragate up');
  });

  it('says that there is nothing to end', async () => {
    project();

    expect(await main(['down', '--json', '--cwd', folder])).toBe(0);
    expect(JSON.parse(out)).toEqual({ project: 'shop', wasRunning: false });
  });

  it('says all that is wrong with an up before it starts anything', async () => {
    project();
    const before = process.env.TERRAGATE_TERRAFORM;
    process.env.TERRAGATE_TERRAFORM = '/nowhere/terraform';
    try {
      expect(await main(['up', '--cwd', folder])).toBe(1);
    } finally {
      if (before === undefined) delete process.env.TERRAGATE_TERRAFORM;
      else process.env.TERRAGATE_TERRAFORM = before;
    }
    expect(err).toMatch(/it has no Terraform files[\s\S]*TERRAGATE_TERRAFORM: there is no such program/);
  });

  it.each([
    ['synth', /it has no command that writes the modules/],
    ['bundle', /it names no package to write/],
  ])('says what a project lacks for %s', async (name, message) => {
    project();

    expect(await main([name, '--cwd', folder])).toBe(1);
    expect(err).toMatch(message);
  });

  it('shows what a command of the project says when it fails', async () => {
    project({ synth: [process.execPath, '-e', 'console.error("no such route"); process.exit(3)'] });

    expect(await main(['synth', '--cwd', folder])).toBe(1);
    expect(err).toMatch(/ended with exit code 3\n {4}no such route\n {2}fix: /);
  });
});
