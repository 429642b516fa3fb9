import { chmodSync } from 'node:fs';
import { createServer } from 'node:net';
import manifest from '../../package.json';
import { lines } from '../../src/doctor';
import { atLeast } from '../../src/system';
import { FakeMachine, type Program, USUAL } from './fake';

let machine: FakeMachine;

function has(programs: Readonly<Record<string, Program>> = USUAL): FakeMachine {
  machine = new FakeMachine(programs);
  return machine;
}

function without(...names: string[]): Record<string, Program> {
  return Object.fromEntries(Object.entries(USUAL).filter(([name]) => !names.includes(name)));
}

afterEach(() => machine?.restore());

describe('doctor on a machine', () => {
  test('misses nothing where all is installed, outside of a project too', async () => {
    const { ok, checks } = await has().doctor();
    expect(ok).toBe(true);
    expect(checks.filter(({ state }) => state === 'ok').map(({ name }) => name)).toEqual([
      ...['Node', 'Python', 'uv', 'Terraform', 'Web Adapter', 'Port 0', 'Cache'],
    ]);
  });

  test('reports a Node that is too old', async () => {
    expect(await has().check('Node', { machine: { node: '18.20.0' } })).toMatchObject({
      state: 'missing',
      found: '18.20.0, and 20.12.0 or newer is needed',
    });
    expect(manifest.engines.node).toBe('>=20.12');
  });

  test.each([
    ['linux', 'apt'],
    ['darwin', 'brew'],
    ['win32', 'winget'],
  ] as const)(
    'reports that no Python is there and none can be fetched: on %s the fix is by %s',
    async (platform, manager) => {
      const { ok, checks } = await has(without('python3', 'python3.13', 'uv')).doctor({
        machine: { platform },
      });
      expect(ok).toBe(false);
      const python = checks.find(({ name }) => name === 'Python');
      expect(python).toMatchObject({ state: 'missing', fix: expect.stringContaining(manager) });
    },
  );

  test('misses nothing without Python where uv can fetch one', async () => {
    expect(await has(without('python3', 'python3.13')).check('Python')).toMatchObject({
      state: 'note',
      fix: 'uv python install 3.13',
    });
  });

  test('takes an old Python, which is enough to get a new one', async () => {
    const programs = { ...without('uv', 'python3.13'), python3: '3.9.7\n/usr/bin/python3' };
    expect(await has(programs).check('Python')).toMatchObject({
      state: 'note',
      found: expect.stringContaining('3.9.7 installs uv'),
    });
  });

  test('reports a Python that does not run as missing', async () => {
    const programs = { ...without('uv', 'python3.13'), python3: 127 };
    expect(await has(programs).check('Python')).toMatchObject({ state: 'missing' });
  });

  test.each([
    ['1.5.6', 'missing'],
    ['1.5.7', 'ok'],
    ['1.10.0', 'ok'],
  ])('reports Terraform %s as %s', async (version, state) => {
    const programs = { ...USUAL, terraform: `{"terraform_version": "${version}"}` };
    expect(await has(programs).check('Terraform')).toMatchObject({ state });
  });

  test('takes OpenTofu in place of Terraform', async () => {
    const programs = { ...without('terraform'), tofu: '{"terraform_version": "1.10.2"}' };
    expect(await has(programs).check('OpenTofu')).toMatchObject({ state: 'ok' });
  });

  test('reports that neither Terraform nor OpenTofu is there', async () => {
    const found = await has(without('terraform')).check('Terraform', { machine: { platform: 'darwin' } });
    expect(found).toMatchObject({ state: 'missing', fix: expect.stringContaining('brew install') });
  });

  test('names cargo where the adapter is not there, and has a note without cargo', async () => {
    expect(
      await has({ ...without('lambda-adapter'), cargo: 'cargo 1.90' }).check('Web Adapter'),
    ).toMatchObject({
      state: 'note',
      found: 'cargo builds it at the first run, once',
    });
    machine.restore();
    expect(await has(without('lambda-adapter')).check('Web Adapter')).toMatchObject({
      state: 'note',
      fix: 'sudo apt-get install cargo',
    });
  });

  test('reports a port that is in use', async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
    );
    try {
      expect(await has().check(`Port ${port}`, { port })).toMatchObject({ state: 'note' });
    } finally {
      server.close();
    }
  });

  test('compares versions by number', () => {
    expect([atLeast('1.10.0', '1.5.7'), atLeast('1.5.7', '1.5.7'), atLeast('1.5.7-rc1', '1.5.8')]).toEqual([
      ...[true, true, false],
    ]);
  });
});

describe('doctor on AWS', () => {
  test('has a note without credentials, and misses them with --aws', async () => {
    expect(await has().check('AWS')).toMatchObject({ state: 'note' });
    expect((await machine.doctor({ aws: true })).ok).toBe(false);
  });

  test('finds keys in the environment', async () => {
    has();
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' });
    expect(await machine.check('AWS')).toMatchObject({ state: 'ok' });
  });

  test('finds a profile in the files, and reports one that is not there', async () => {
    has().workspace.write(
      'home/.aws/credentials',
      '[work]\naws_access_key_id = a\naws_secret_access_key = b\n',
    );
    process.env.AWS_PROFILE = 'work';
    expect(await machine.check('AWS')).toMatchObject({ state: 'ok', found: 'profile work' });
    process.env.AWS_PROFILE = 'other';
    expect(await machine.check('AWS')).toMatchObject({ state: 'note', found: 'no profile other' });
  });

  test.each([
    [3_600_000, 'ok'],
    [-1000, 'note'],
  ])('reports a sign-in that ends in %d ms', async (left, state) => {
    const { workspace } = has();
    workspace.write('home/.aws/config', '[profile work]\nsso_session = me\n');
    const expiresAt = new Date(Date.now() + left).toISOString();
    workspace.write('home/.aws/sso/cache/a.json', JSON.stringify({ accessToken: 'x', expiresAt }));
    process.env.AWS_PROFILE = 'work';
    const found = await machine.check('AWS');
    expect(found.state).toBe(state);
    if (state === 'note') expect(found.fix).toBe('aws sso login --profile work');
  });

  test('says with --aws whose the credentials are, or that AWS does not take them', async () => {
    has({ ...USUAL, aws: '{"Account": "123456789012", "Arn": "arn:aws:iam::123456789012:user/me"}' });
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' });
    expect(await machine.check('AWS account', { aws: true })).toMatchObject({
      state: 'ok',
      found: '123456789012, arn:aws:iam::123456789012:user/me',
    });
    machine.program('aws', 254);
    expect(await machine.check('AWS account', { aws: true })).toMatchObject({ state: 'missing' });
  });
});

describe('doctor on a project', () => {
  function project(settings: object = {}): string {
    const { workspace } = has();
    workspace.write('shop/terragate.json', JSON.stringify({ root: '.', ...settings }));
    chmodSync(workspace.write('shop/run.sh', '#!/bin/sh\nexec uvicorn terragate_asgi:app\n'), 0o755);
    workspace.write('shop/uv.lock', '');
    return workspace.at('shop');
  }

  test('reports all mistakes of the settings as missing', async () => {
    const { checks, ok } = await diagnosed(project({ rot: 'x', app: 'nowhere' }));
    expect(ok).toBe(false);
    expect(checks.filter(({ name }) => name === 'Project')).toHaveLength(2);
  });

  const diagnosed = (cwd: string) => machine.doctor({ cwd });

  test('reports a script without the guard, with line ends of Windows, not executable, without #!, gone', async () => {
    const cwd = project();
    const { workspace } = machine;
    expect(await machine.check('run.sh', { cwd })).toMatchObject({ state: 'ok' });
    workspace.write('shop/run.sh', '#!/bin/sh\nexec uvicorn main:app\n');
    expect(await machine.check('run.sh', { cwd })).toMatchObject({
      state: 'note',
      found: expect.stringContaining('without terragate_asgi'),
      fix: expect.stringContaining('TERRAGATE_APP='),
    });
    workspace.write('shop/run.sh', '#!/bin/sh\r\nexec true\r\n');
    expect(await machine.check('run.sh', { cwd })).toMatchObject({
      state: 'note',
      found: 'line ends of Windows',
    });
    workspace.write('shop/run.sh', '#!/bin/sh\n');
    chmodSync(workspace.at('shop/run.sh'), 0o644);
    expect(await machine.check('run.sh', { cwd })).toMatchObject({
      fix: expect.stringContaining('chmod +x'),
    });
    workspace.write('shop/run.sh', 'exec true\n');
    expect(await machine.check('run.sh', { cwd })).toMatchObject({ state: 'missing' });
  });

  test('reports the Python of the functions', async () => {
    const cwd = project({ pythonVersion: '3.12' });
    expect(await machine.check('Python 3.12', { cwd })).toMatchObject({ state: 'note' });
    machine.program('python3.12', '3.12.4\n/usr/bin/python3.12');
    expect(await machine.check('Python 3.12', { cwd })).toMatchObject({ state: 'ok' });
  });

  test('looks for no adapter where the handler is a function', async () => {
    const { checks } = await diagnosed(project({ handler: 'shop.main.handler' }));
    expect(checks.map(({ name }) => name)).not.toContain('Web Adapter');
  });

  test('has a note on a missing lock file where uv can make one', async () => {
    const { workspace } = has();
    workspace.write('shop/terragate.json', '{"root": ".", "handler": "a.b"}');
    const cwd = workspace.at('shop');
    expect(await machine.check('Lock file', { cwd })).toMatchObject({ state: 'missing' });
    workspace.write('shop/pyproject.toml', '');
    expect(await machine.check('Lock file', { cwd })).toMatchObject({ state: 'note' });
  });

  test('reports the packages of a CDKTF app, which may be installed in a folder above', async () => {
    const cwd = project({ root: 'cdktf.out/stacks/shop', cdktf: '.' });
    const { workspace } = machine;
    workspace.write('shop/package.json', '{"dependencies": {"cdktf": "*"}, "devDependencies": {"tsx": "*"}}');
    workspace.write('node_modules/cdktf/package.json', '{}');
    expect(await machine.check('Packages', { cwd })).toMatchObject({
      state: 'missing',
      fix: expect.stringContaining('npm install --prefix'),
    });
    workspace.write('node_modules/tsx/package.json', '{}');
    expect(await machine.check('Packages', { cwd })).toMatchObject({ state: 'ok' });
  });

  test('reports a stack whose packages ask for a newer Node than the one that runs', async () => {
    const cwd = project({ root: 'cdktf.out/stacks/shop', cdktf: '.' });
    const engines = (node: string) =>
      machine.workspace.write('shop/package.json', JSON.stringify({ engines: { node } }));
    engines('>=99.1');
    expect(await machine.check('Node of stack', { cwd })).toMatchObject({
      state: 'note',
      found: expect.stringMatching(/package\.json asks for 99\.1/),
    });
    engines('>=18');
    const { checks } = await machine.doctor({ cwd });
    expect(checks.map(({ name }) => name)).not.toContain('Node of stack');
  });

  test('reports a package that Git would take', async () => {
    const cwd = project({ packages: ['lambda.zip'] });
    machine.program('git', 1);
    expect(await machine.check('.gitignore', { cwd })).toMatchObject({
      state: 'note',
      fix: expect.stringMatching(/^echo lambda\.zip >> /),
    });
    machine.program('git', 0);
    expect(await machine.check('.gitignore', { cwd })).toMatchObject({ state: 'ok' });
  });

  test('has a note on a missing document, with the command that writes it', async () => {
    expect(
      await diagnosed(project()).then(({ checks }) => checks.find(({ name }) => name === 'Modules')),
    ).toMatchObject({ state: 'note', fix: 'terragate openapi' });
  });
});

describe('the lines of doctor', () => {
  const checks = [
    { name: 'Node', state: 'ok', found: '20.12.0' },
    { name: 'Terraform', state: 'missing', found: 'none', fix: 'brew install it' },
  ] as const;

  test('have a sign, what was found, and the fix below it', () => {
    expect(lines({ ok: false, checks }, false)).toEqual([
      '✔ Node       20.12.0',
      '✘ Terraform  none',
      '             brew install it',
      '',
      'One thing that is needed is missing.',
    ]);
  });

  test('have colours only where they are asked for', () => {
    expect(lines({ ok: false, checks }, true)[1]).toBe('\u001b[31m✘\u001b[39m Terraform  none');
  });
});
