import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../src/cli/main';
import { outputTo } from '../../src/cli/output';
import { program } from '../../src/cli/program';
import { keepPrinted } from './printed';

describe('the terragate command', () => {
  let folder: string;
  const printed = keepPrinted();

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'terragate-main-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const project = (settings: object = {}) => {
    const given = { name: 'shop', app: '.', root: '.', ...settings };
    writeFileSync(join(folder, 'terragate.json'), JSON.stringify(given));
  };

  const commands = program(outputTo(process.stdout), outputTo(process.stderr)).commands;

  it('lists what it can do, with a line for each command', async () => {
    expect(await main(['--help'])).toBe(0);
    for (const command of commands)
      expect(printed.out).toMatch(new RegExp(`^  ${command.name()} .*\\S$`, 'm'));
    expect(printed.out).toContain(
      'Exit codes: 0 done, 1 a mistake or a failed step, 2 wrong usage, 130 ended by Ctrl-C.',
    );
    expect(printed.err).toBe('');
  });

  it('alone prints a short list, grouped by what the commands are for', async () => {
    expect(await main([])).toBe(0);
    const [what, ...blocks] = printed.out.trimEnd().split('\n\n');
    expect(what).toMatch(/^Runs a FastAPI app behind API Gateway and Lambda/);
    expect(blocks.map((block) => block.replace(/^ {2}(\S+) .*$/gm, '$1').split('\n'))).toEqual([
      ['Start:', 'new', 'add', 'remove', 'upgrade', 'doctor'],
      ['Develop:', 'dev', 'test', 'lint', 'typecheck'],
      ['Build:', 'openapi', 'synth', 'bundle', 'build', 'client', 'connect'],
      [
        'Run:',
        'up',
        'status',
        'invoke',
        'event',
        'token',
        'logs',
        'open',
        'rollback',
        'secret',
        'backend',
        'pipeline',
        'down',
      ],
      ['Look:', 'inspect'],
      ['Shell:', 'completion'],
      ['terragate <command> --help says more, with an example.'],
    ]);
    expect(printed.err).toBe('');
  });

  it('takes help as a word too', async () => {
    expect(await main(['help', 'up'])).toBe(0);
    expect(printed.out).toContain('Usage: terragate up');
  });

  it('ends without a word when the reader of its output is gone', () => {
    const program = join(__dirname, '../../src/cli/terragate.cjs');
    const script = `{ sleep 0.2; "${process.execPath}" "${program}" --help; } | true`;

    expect(spawnSync('sh', ['-c', script], { encoding: 'utf8' }).stderr).toBe('');
  });

  it.each(commands.map((command) => [command.name(), command] as const))(
    'has help for %s, with an example, the shared options and the exit codes',
    async (name) => {
      expect(await main([name, '--help'])).toBe(0);
      expect(printed.out).toMatch(new RegExp(`Example:\n  (?:npx )?terragate ${name}`));
      expect(printed.out).toContain('Exit codes: 0 done');
      // A script is printed: there is no project, and nothing to leave out
      if (name === 'completion') return;
      for (const option of ['--cwd', '--json', '--quiet']) expect(printed.out).toContain(`  ${option}`);
    },
  );

  it.each([
    ['an unknown command', ['upp'], /there is no command upp\n +got: +"upp"\n.*did you mean "up"\?/],
    ['an unknown command, and help', ['upp', '--help'], /there is no command upp\n +got: +"upp"/],
    ['help before an unknown command', ['--help', 'upp'], /there is no command upp\n +got: +"upp"/],
    ['help as a word before an unknown command', ['help', 'upp'], /there is no command upp\n +got: +"upp"/],
    ['an unknown option of the root', ['--wach'], /unknown option '--wach'/],
    [
      'an unknown option',
      ['up', '--wach'],
      /^terragate up: there is no option --wach\n +got: +"--wach"\n.*did you mean "--watch"\?/,
    ],
    ['too many words', ['status', 'now'], /^terragate status: too many arguments/],
    ['an option without its value', ['dev', '--port'], /argument missing/],
    ['an unknown value', ['new', 'a', '--auth', 'Kognito'], /^--auth: --auth does not take "Kognito"/],
    ['an unknown value of add', ['add', '--iac', 'pulumi'], /^--iac: --iac does not take "pulumi"/],
    ['an invalid name', ['new', 'My API', '--yes'], /^name: "My API" is not a name for a project/],
    ['an invalid name of add', ['add', '--name', 'My API'], /^--name: "My API" is not a name for a project/],
    ['a name that is missing', ['new', '--yes'], /^name: the name is missing/],
    [
      'an invalid name of a module',
      ['new', 'a', '--module-name', 'json'],
      /^--module-name: json is a module of/,
    ],
    ['an unknown processor', ['bundle', '--architecture', 'mips'], /^--architecture: "mips" is not an arch/],
    [
      'an unknown Python version',
      ['bundle', '--python-version', '2.7'],
      /^--python-version: "2\.7" is not a Python/,
    ],
    ['an invalid path', ['invoke', 'GET', 'items'], /^path: the path does not begin with \//],
    [
      'a method that API Gateway does not have',
      ['invoke', 'FOO', '/'],
      /^method: API Gateway has no method "FOO"\n +got: +"FOO"\n +allowed: GET, HEAD/,
    ],
    [
      'an unknown format',
      ['inspect', '--format', 'png'],
      /^--format: --format does not take "png"\n +got: +"png"\n +allowed: table, mermaid, svg/,
    ],
    [
      'what watches this machine, beside AWS',
      ['up', '--aws', '--watch', '--port', '8400'],
      /^--watch: --watch is for this machine, and --aws is for AWS[\s\S]*\n--port: --port is for this machine/,
    ],
    [
      'a value for an option that takes none',
      ['up', '--watch=3'],
      /^--watch: --watch takes no value\n +got: +"--watch=3"\n +fix: +give --watch alone/,
    ],
    ['a diagram of the app', ['inspect', '--app', '--format', 'svg'], /'--app' shows the app/],
    ['a table for a file', ['inspect', '--out', 'a.txt'], /'--out' takes a diagram/],
    ['an unknown shell', ['completion', 'bsh'], /^shell: [\s\S]*got: +"bsh"\n +allowed: bash, zsh, fish/],
    ['an invalid port of dev', ['dev', '--port', '0'], /^--port: give a number from 1 to 65535\n +got: +"0"/],
    ['an invalid port of up', ['up', '--port', '99999'], /give a number from 1 to 65535/],
    ['an invalid header', ['invoke', 'GET', '/', '-H', 'nothing'], /give it as "name: value"/],
    [
      'callers of another kind',
      ['up', '--callers', 'known'],
      /^--callers: [\s\S]*got: +"known"\n +allowed: checked, open|^--callers: [\s\S]*got: +"known"\n +allowed: open, checked/,
    ],
    [
      'callers beside AWS',
      ['up', '--aws', '--callers', 'checked'],
      /^--callers: --callers is for this machine/,
    ],
    [
      'functions as on Lambda, on Lambda',
      ['up', '--aws', '--strict'],
      /^--strict: --strict is for this machine/,
    ],
    [
      'a signature and a token',
      ['invoke', 'GET', '/', '--as', 'a', '--token', 'b'],
      /^--token: .* the same header/,
    ],
    [
      'a user to make for nobody',
      ['invoke', 'GET', '/', '--create'],
      /^--create: --create makes the user of --as/,
    ],
    ['scopes of an id token', ['token', 'alice', '--scope', 'read'], /^--scope: an id token has no scopes/],
    [
      'a document in place of an import, and variables for it',
      ['add', '--openapi', 'a.json', '--env-file', '.env'],
      /^--env-file: --env-file is for the import of the app/,
    ],
    ['an environment on this machine', ['up', '--env', 'staging'], /^--env: --env goes with --aws/],
    [
      'an environment of status on this machine',
      ['status', '--env', 'staging'],
      /^--env: --env goes with --aws/,
    ],
    ['an environment without a name', ['status', '--aws', '--env'], /^--env: --env has no name/],
    [
      'a name that no environment can have',
      ['down', '--aws', '--env', '../prod', '--region', 'mars'],
      /^--env: an environment is called by [\s\S]*got: +"\.\.\/prod"[\s\S]*\n--region: /,
    ],
    ['a time without a unit', ['logs', '--aws', '--since', '5'], /^--since: give a number and a unit/],
    ['a time of logs on this machine', ['logs', '--since', '5m'], /^--since: --since goes with --aws/],
    [
      'a user of the local IAM beside AWS',
      ['invoke', '--aws', 'GET', '/', '--as', 'alice'],
      /^--as: --as is for this machine, and --aws is for AWS/,
    ],
    [
      'a backend that is not said to be on AWS',
      ['backend'],
      /^--aws: terragate backend makes a bucket in an AWS/,
    ],
    [
      'a secret of this machine, whose values are in a file',
      ['secret', 'set', 'API_TOKEN'],
      /^--aws: terragate secret is about AWS: on this machine the app has its values from \.env/,
    ],
    ['a secret without a name', ['secret', 'set', '--aws'], /^name: set needs a name/],
    ['a name beside list', ['secret', 'list', 'API_TOKEN', '--aws'], /^name: list takes no name/],
    [
      'a store where nothing is kept',
      ['secret', 'remove', 'API_TOKEN', '--aws', '--in', 'ssm'],
      /^--in: --in goes with set/,
    ],
    [
      'a rollback on this machine, where there are no versions',
      ['rollback', '--to', 'yesterday'],
      /^--aws: terragate rollback is about AWS[\s\S]*\n--to: the text is no number of a version/,
    ],
    [
      'a list of versions that is to change something',
      ['rollback', '--aws', '--list', '--to', '4'],
      /^--to: --list changes nothing/,
    ],
    [
      'the end of a rollback on this machine',
      ['up', '--end-rollback'],
      /^--end-rollback: .* goes with --aws/,
    ],
    [
      'a plan of AWS that is for this machine',
      ['up', '--dry-run', '--summary', 'a.md'],
      /^--dry-run: --dry-run goes with --aws[\s\S]*\n--summary: --summary goes with --aws/,
    ],
    [
      'a plan that is to be applied',
      ['up', '--aws', '--check', '--yes'],
      /^--yes: .* --check applies nothing/,
    ],
    ['a pipeline of nobody', ['pipeline', 'jenkins'], /^host: [\s\S]*allowed: github, gitlab/],
    [
      'a repository and an account that there cannot be',
      ['pipeline', 'github', '--repository', 'shop', '--account', '12'],
      /^--repository: [\s\S]*\n--account: /,
    ],
    [
      'an address and branches that there cannot be',
      ['pipeline', 'gitlab', '--host-url', 'http://gitlab.example.com', '--plan-branches', 'a|b'],
      /^--host-url: [\s\S]*\n--plan-branches: /,
    ],
    [
      'what GitLab has and GitHub has not',
      ['pipeline', 'github', '--host-url', 'https://gitlab.com', '--no-plan-branches'],
      /^--host-url: .* goes with gitlab[\s\S]*\n--plan-branches: /,
    ],
    ['a missing word', ['invoke', 'GET'], /missing required argument 'path'/],
  ])('ends with 2 for %s', async (_, args, message) => {
    expect(await main(args)).toBe(2);
    expect(printed.err).toMatch(message);
    expect(printed.err).toMatch(/\n {2}fix: /);
    expect(printed.out).toBe('');
  });

  it('prints no value that was given in place of a name, or behind it', async () => {
    const value = 'hunter2-SENSITIVE';
    for (const args of [[value], ['API_TOKEN', value], ['API_TOKEN', `--value=${value}`]]) {
      expect(await main(['secret', 'set', ...args, '--aws'])).toBe(2);
      expect(printed.err + printed.out).not.toContain(value);
    }
  });

  it('says of a document that the project keeps that it is not made from the app', async () => {
    project({ openapi: 'api.json' });
    writeFileSync(join(folder, 'api.json'), '{}');
    expect(await main(['openapi', '--cwd', folder])).toBe(0);
    expect(printed.out).toMatch(
      /api\.json, a file of the project's own \("openapi" in terragate\.json\): not made/,
    );
    printed.out = '';
    expect(await main(['openapi', '--cwd', folder, '--json'])).toBe(0);
    expect(JSON.parse(printed.out)).toEqual({
      path: join(folder, 'api.json'),
      changed: false,
      exported: false,
    });
  });

  it('ends with 2 and names all that is wrong with a command line at once, as JSON too', async () => {
    const args = ['new', 'My API', '--auth', 'x', '--handler', 'y', '--auht', '--nothing-like-it'];
    expect(await main([...args, '--json'])).toBe(2);
    const { problems } = JSON.parse(printed.out) as { problems: { where: string; got: string }[] };
    expect(problems.map(({ where, got }) => [where, got])).toEqual([
      ['terragate new', '--auht'],
      ['terragate new', '--nothing-like-it'],
      ['name', 'My API'],
      ['--auth', 'x'],
      ['--handler', 'y'],
    ]);
    expect(await main(['dev', '--port', 'x', '--prot', '1'])).toBe(2);
    expect(printed.err).toMatch(/^--port: give a number[\s\S]*got: +"--prot"/);
  });

  it.each(commands.map((command) => command.name()))(
    'ends with 2 for an option that %s does not have',
    async (name) => {
      expect(await main([name, '--no-such-option'])).toBe(2);
      expect(printed.err).toMatch(`terragate ${name}: there is no option `);
    },
  );

  it.each(commands.map((command) => command.name()))(
    'shows the help of %s whatever else is typed',
    async (name) => {
      expect(await main([name, '--no-such-option', '--help'])).toBe(0);
      expect(printed.out).toContain(`Usage: terragate ${name}`);
    },
  );

  it('ends with 1 and one message where there is no project', async () => {
    expect(await main(['status', '--cwd', folder])).toBe(1);
    expect(printed.err).toMatch(/no project: neither this folder nor one above it[\s\S]*fix: /);
    expect(printed.err).not.toMatch(/\n\s+at /);
  });

  it('gives the problems as JSON where that is asked for', async () => {
    expect(await main(['status', '--json', '--cwd', folder])).toBe(1);
    expect(JSON.parse(printed.out)).toEqual({ problems: [expect.objectContaining({ where: folder })] });
  });

  it('says that a project does not run', async () => {
    project();

    expect(await main(['status', '--cwd', folder])).toBe(0);
    expect(printed.out).toBe('shop does not run: terragate up starts it\n');
  });

  it.each([
    ['logs', []],
    ['invoke', ['GET', '/']],
    ['token', ['alice']],
    ['open', []],
  ])('sends the user of %s to up when the project does not run', async (name, args) => {
    project();

    expect(await main([name, ...args, '--cwd', folder])).toBe(1);
    expect(printed.err).toContain(
      'shop: the project does not run on this machine\n  fix:     start it: terragate up',
    );
  });

  it('says that there is no such event', async () => {
    project();

    expect(await main(['event', 'none.json', '--cwd', folder])).toBe(1);
    expect(printed.err).toMatch(/^none\.json: the event cannot be read: ENOENT/);
  });

  it('says that there is nothing to end', async () => {
    project();

    expect(await main(['down', '--json', '--cwd', folder])).toBe(0);
    expect(JSON.parse(printed.out)).toEqual({ project: 'shop', wasRunning: false });
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
    expect(printed.err).toMatch(
      /the Terraform root has no Terraform files[\s\S]*TERRAGATE_TERRAFORM: the program \S+ is not on this machine/,
    );
  });

  it.each([
    ['synth', /the settings name no modules/],
    ['bundle', /the settings name no package to write/],
  ])('says what a project lacks for %s', async (name, message) => {
    project();

    expect(await main([name, '--cwd', folder])).toBe(1);
    expect(printed.err).toMatch(message);
  });

  it('shows what a command of the project says when it fails', async () => {
    project({ synth: [process.execPath, '-e', 'console.error("no such route"); process.exit(3)'] });

    expect(await main(['synth', '--cwd', folder])).toBe(1);
    expect(printed.err).toMatch(/ended with exit code 3\n {4}\| no such route\n {2}fix: /);
  });
});
