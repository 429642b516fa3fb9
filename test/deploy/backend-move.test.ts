import { existsSync, readFileSync } from 'node:fs';
import { type BackendOptions, makeBackend } from '../../src/deploy/backend';
import { SILENT } from '../../src/deploy/report';
import { Interrupted } from '../../src/deploy/terraform';
import { readProject } from '../../src/project';
import { type Answered, AnsweringServer, type Asked } from '../support/answering-server';
import { Workspace } from '../support/workspace';

const ACCOUNT = '123456789012';
const KEY = `/terragate-state-${ACCOUNT}-eu-central-1/shop/terraform.tfstate`;

// Says what Terraform says, and does what it does with files: init remembers the backend, push brings the state to S3
const TERRAFORM = `#!/usr/bin/env node
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const [command, ...more] = process.argv.slice(2);
if (command === 'version') console.log('{"terraform_version": "1.11.4"}');
if (command === 'init') {
  mkdirSync('.terraform', { recursive: true });
  writeFileSync('.terraform/terraform.tfstate', '{"backend": {"type": "s3"}}');
}
if (command === process.env.FAKE_FAILS) process.exit(1);
if (command === 'state') {
  fetch(process.env.AWS_ENDPOINT_URL + '${KEY}', { method: 'PUT', body: readFileSync(more[1]) });
}
`;

const state = (account: string, more: object = {}) =>
  JSON.stringify({
    version: 4,
    lineage: `of-${account}`,
    resources: [
      {
        mode: 'managed',
        type: 'aws_x',
        instances: [{ attributes: { arn: `arn:aws:lambda:eu-central-1:${account}:function:x` } }],
      },
    ],
    ...more,
  });
const STATE = state(ACCOUNT);

describe('a state on this machine', () => {
  const workspace = new Workspace('backend-move');
  const server = new AnsweringServer();
  const before = { ...process.env };
  let remote: string | undefined;
  let onPublicAccess = () => {};
  let count = 0;

  const answer = ({ method, path, body }: Asked): Answered => {
    if (path === '/')
      return {
        body: `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::${ACCOUNT}:user/alice</Arn><Account>${ACCOUNT}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
      };
    if (path.startsWith(KEY)) {
      if (method === 'PUT') remote = body;
      return remote === undefined
        ? { status: 404, body: '<Error><Code>NoSuchKey</Code></Error>' }
        : { body: remote };
    }
    if (path.includes('publicAccessBlock')) onPublicAccess();
    return { body: '' };
  };

  beforeAll(async () => {
    const AWS_ENDPOINT_URL = await server.start();
    server.answer = answer;
    const keys = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };
    const TERRAGATE_TERRAFORM = workspace.write('terraform', TERRAFORM, 0o755);
    Object.assign(process.env, {
      ...keys,
      AWS_ENDPOINT_URL,
      TERRAGATE_TERRAFORM,
      AWS_REGION: 'eu-central-1',
    });
  });
  beforeEach(() => {
    remote = undefined;
    onPublicAccess = () => {};
    delete process.env.FAKE_FAILS;
  });
  afterAll(() => {
    server.stop();
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  });

  /** A project with files of its root. */
  const project = (files: Readonly<Record<string, string>>) => {
    const name = `p${count++}`;
    workspace.write(`${name}/terragate.json`, JSON.stringify({ name: 'shop', app: '.', root: 'infra' }));
    workspace.write(`${name}/infra/main.tf`, 'locals {}\n');
    for (const [path, text] of Object.entries(files)) workspace.write(`${name}/infra/${path}`, text);
    return {
      read: (path: string) => {
        const file = workspace.at(name, 'infra', path);
        return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
      },
      backend: (more: Partial<BackendOptions> = {}) =>
        makeBackend(readProject(workspace.at(name)), {
          report: SILENT,
          signal: new AbortController().signal,
          yes: true,
          show: () => {},
          ...more,
        }),
    };
  };

  it('is brought into the bucket, and is called .moved then', async () => {
    const shop = project({ 'terraform.tfstate': STATE });

    expect(await shop.backend()).toMatchObject({ done: true, moved: 1 });
    expect(remote).toBe(STATE);
    expect([shop.read('terraform.tfstate'), shop.read('terraform.tfstate.moved')]).toEqual([
      undefined,
      STATE,
    ]);
  });

  it('is brought there by the next call where one was killed behind the moving aside', async () => {
    const shop = project({ 'terraform.tfstate': STATE });
    await shop.backend();
    remote = undefined;

    expect(await shop.backend()).toMatchObject({ done: true, moved: 1 });
    expect(remote).toBe(STATE);
  });

  it('is known again in the bucket where a call was broken off behind it', async () => {
    const shop = project({ 'terraform.tfstate': STATE });
    remote = STATE;

    expect(await shop.backend()).toMatchObject({ done: true, moved: 1 });
    remote = state('another');
    await expect(project({ 'terraform.tfstate': STATE }).backend()).rejects.toThrow(
      /there is a state already, which no file of this project names/,
    );
  });

  it.each(['init', 'state'])('is where it was, and so is all else, where %s fails', async (command) => {
    process.env.FAKE_FAILS = command;
    const shop = project({ 'terraform.tfstate': STATE });

    await expect(shop.backend()).rejects.toThrow(`terraform ${command}`);
    expect(remote).toBeUndefined();
    const left = [
      'terraform.tfstate',
      'terraform.tfstate.moved',
      'backend.tf',
      '.terraform/terraform.tfstate',
    ];
    expect(left.map((path) => shop.read(path))).toEqual([STATE, undefined, undefined, undefined]);
  });

  it('stays where the command is interrupted before anything is written', async () => {
    const controller = new AbortController();
    onPublicAccess = () => controller.abort();
    const shop = project({ 'terraform.tfstate': STATE });

    await expect(shop.backend({ signal: controller.signal })).rejects.toThrow(Interrupted);
    expect([shop.read('terraform.tfstate'), shop.read('backend.tf')]).toEqual([STATE, undefined]);
  });

  it('is brought there whatever it is written in: that of OpenTofu may be encrypted', async () => {
    const encrypted = JSON.stringify({ serial: 1, lineage: 'a', meta: {}, encrypted_data: 'AAAA' });
    const shop = project({ 'terraform.tfstate': encrypted });

    await shop.backend();
    expect(remote).toBe(encrypted);
  });

  it('of an earlier move is neither written over nor taken for one to move back', async () => {
    const old = state(ACCOUNT, { lineage: 'old' });
    const both = project({ 'terraform.tfstate': STATE, 'terraform.tfstate.moved': old });
    await expect(both.backend()).rejects.toThrow(
      /terraform\.tfstate\.moved: the state of an earlier move is there/,
    );
    expect([both.read('terraform.tfstate'), both.read('terraform.tfstate.moved')]).toEqual([STATE, old]);

    const shop = project({ 'terraform.tfstate': STATE });
    await shop.backend();
    process.env.FAKE_FAILS = 'init';
    await expect(shop.backend()).rejects.toThrow('terraform init');
    expect([shop.read('terraform.tfstate'), shop.read('terraform.tfstate.moved')]).toEqual([
      undefined,
      STATE,
    ]);
  });

  it('of another account is refused before anything is asked or made', async () => {
    const shop = project({ 'terraform.tfstate': state('111111111111') });
    const ask = jest.fn(async () => 'yes');

    await expect(shop.backend({ yes: false, ask })).rejects.toThrow(
      /deployed in account 111111111111[\s\S]*got: +"123456789012 /,
    );
    expect(ask).not.toHaveBeenCalled();
  });

  it('that is not there yet has its key kept: a second project of the same name is refused', async () => {
    const shop = project({});
    expect(await shop.backend()).toMatchObject({ done: true, moved: 0 });
    expect(JSON.parse(remote ?? '')).toMatchObject({
      version: 4,
      lineage: expect.stringContaining('-'),
      resources: [],
    });
    expect([shop.read('terraform.tfstate'), shop.read('terraform.tfstate.moved')]).toEqual([
      undefined,
      undefined,
    ]);

    await expect(project({}).backend()).rejects.toThrow(/it may be that of another project with this name/);
    expect(await shop.backend()).toMatchObject({ done: true });
  });
});
