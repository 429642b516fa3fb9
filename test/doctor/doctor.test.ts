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

describe('what doctor says of a machine', () => {
  test('nothing is missing where all is there, outside of a project too', async () => {
    const { ok, checks } = await has().doctor();
    expect(ok).toBe(true);
    expect(checks.filter(({ state }) => state === 'ok').map(({ name }) => name)).toEqual([
      ...['Node', 'Python', 'uv', 'Terraform', 'Web Adapter', 'Port 0', 'Cache'],
    ]);
  });

  test('a Node that is too old', async () => {
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
  ] as const)('no Python, nor what fetches one: on %s the fix is by %s', async (platform, manager) => {
    const { ok, checks } = await has(without('python3', 'python3.13', 'uv')).doctor({
      machine: { platform },
    });
    expect(ok).toBe(false);
    const python = checks.find(({ name }) => name === 'Python');
    expect(python).toMatchObject({ state: 'missing', fix: expect.stringContaining(manager) });
  });

  test('without Python, but with uv, nothing is missing: it fetches one', async () => {
    expect(await has(without('python3', 'python3.13')).check('Python')).toMatchObject({
      state: 'note',
      fix: 'uv python install 3.13',
    });
  });

  test('an old Python is enough to get a new one', async () => {
    const programs = { ...without('uv', 'python3.13'), python3: '3.9.7\n/usr/bin/python3' };
    expect(await has(programs).check('Python')).toMatchObject({
      state: 'note',
      found: expect.stringContaining('3.9.7 installs uv'),
    });
  });

  test('a Python that does not run is none', async () => {
    const programs = { ...without('uv', 'python3.13'), python3: 127 };
    expect(await has(programs).check('Python')).toMatchObject({ state: 'missing' });
  });

  test.each([
    ['1.5.6', 'missing'],
    ['1.5.7', 'ok'],
    ['1.10.0', 'ok'],
  ])('Terraform %s is %s', async (version, state) => {
    const programs = { ...USUAL, terraform: `{"terraform_version": "${version}"}` };
    expect(await has(programs).check('Terraform')).toMatchObject({ state });
  });

  test('OpenTofu does in place of Terraform', async () => {
    const programs = { ...without('terraform'), tofu: '{"terraform_version": "1.10.2"}' };
    expect(await has(programs).check('OpenTofu')).toMatchObject({ state: 'ok' });
  });

  test('neither of the two', async () => {
    const found = await has(without('terraform')).check('Terraform', { machine: { platform: 'darwin' } });
    expect(found).toMatchObject({ state: 'missing', fix: expect.stringContaining('brew install') });
  });

  test('without the adapter, cargo builds it, and without that it is a note', async () => {
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

  test('a port that is in use', async () => {
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

  test('versions are compared by number', () => {
    expect([atLeast('1.10.0', '1.5.7'), atLeast('1.5.7', '1.5.7'), atLeast('1.5.7-rc1', '1.5.8')]).toEqual([
      ...[true, true, false],
    ]);
  });
});

describe('what doctor says of AWS', () => {
  test('without credentials it is a note; with --aws they are missing', async () => {
    expect(await has().check('AWS')).toMatchObject({ state: 'note' });
    expect((await machine.doctor({ aws: true })).ok).toBe(false);
  });

  test('keys in the environment', async () => {
    has();
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' });
    expect(await machine.check('AWS')).toMatchObject({ state: 'ok' });
  });

  test('a profile of the files, and one that is not there', async () => {
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
  ])('a sign-in that ends in %d ms', async (left, state) => {
    const { workspace } = has();
    workspace.write('home/.aws/config', '[profile work]\nsso_session = me\n');
    const expiresAt = new Date(Date.now() + left).toISOString();
    workspace.write('home/.aws/sso/cache/a.json', JSON.stringify({ accessToken: 'x', expiresAt }));
    process.env.AWS_PROFILE = 'work';
    const found = await machine.check('AWS');
    expect(found.state).toBe(state);
    if (state === 'note') expect(found.fix).toBe('aws sso login --profile work');
  });

  test('with --aws it says whose they are, or that AWS does not take them', async () => {
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

describe('what doctor says of a project', () => {
  function project(settings: object = {}): string {
    const { workspace } = has();
    workspace.write('shop/terragate.json', JSON.stringify({ root: '.', ...settings }));
    chmodSync(workspace.write('shop/run.sh', '#!/bin/sh\nexec uvicorn terragate_asgi:app\n'), 0o755);
    workspace.write('shop/uv.lock', '');
    return workspace.at('shop');
  }

  test('settings that are wrong are missing things, with all that is wrong', async () => {
    const { checks, ok } = await diagnosed(project({ rot: 'x', app: 'nowhere' }));
    expect(ok).toBe(false);
    expect(checks.filter(({ name }) => name === 'Project')).toHaveLength(2);
  });

  const diagnosed = (cwd: string) => machine.doctor({ cwd });

  test('a script without the guard, with line ends of Windows, not executable, without #!, gone', async () => {
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

  test('the Python of its functions', async () => {
    const cwd = project({ pythonVersion: '3.12' });
    expect(await machine.check('Python 3.12', { cwd })).toMatchObject({ state: 'note' });
    machine.program('python3.12', '3.12.4\n/usr/bin/python3.12');
    expect(await machine.check('Python 3.12', { cwd })).toMatchObject({ state: 'ok' });
  });

  test('no adapter is looked for where the handler is a function', async () => {
    const { checks } = await diagnosed(project({ handler: 'shop.main.handler' }));
    expect(checks.map(({ name }) => name)).not.toContain('Web Adapter');
  });

  test('no lock file is a note where uv can make one', async () => {
    const { workspace } = has();
    workspace.write('shop/terragate.json', '{"root": ".", "handler": "a.b"}');
    const cwd = workspace.at('shop');
    expect(await machine.check('Lock file', { cwd })).toMatchObject({ state: 'missing' });
    workspace.write('shop/pyproject.toml', '');
    expect(await machine.check('Lock file', { cwd })).toMatchObject({ state: 'note' });
  });

  test('the packages of a CDKTF app, which may be installed in a folder above', async () => {
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

  test('a stack whose packages ask for a newer Node than the one that runs', async () => {
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

  test('a package that Git would take', async () => {
    const cwd = project({ packages: ['lambda.zip'] });
    machine.program('git', 1);
    expect(await machine.check('.gitignore', { cwd })).toMatchObject({
      state: 'note',
      fix: expect.stringMatching(/^echo lambda\.zip >> /),
    });
    machine.program('git', 0);
    expect(await machine.check('.gitignore', { cwd })).toMatchObject({ state: 'ok' });
  });

  test('no document yet is a note with the command that writes it', async () => {
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
