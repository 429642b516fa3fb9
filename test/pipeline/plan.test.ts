import { readFileSync, rmSync } from 'node:fs';
import { UserError } from '../../src/errors';
import { checkedOptions } from '../../src/generate';
import { projectFiles } from '../../src/generate/project';
import { planPipeline, writePipeline } from '../../src/pipeline';
import { hostnameIn, nameIn } from '../../src/pipeline/repository';
import { readProject } from '../../src/project';
import { Workspace } from '../support/workspace';
import { writeProject } from './support';

const WORKFLOW = '.github/workflows/terragate.yml';

describe('a pipeline', () => {
  let workspace: Workspace;
  let count = 0;
  const plan = (options = {}) => planPipeline(readProject(workspace.path), { host: 'github', ...options });
  const refused = async () => {
    try {
      await plan();
    } catch (error) {
      if (error instanceof UserError) return error.problems.map(({ where, what }) => `${where}: ${what}`);
      throw error;
    }
    throw new Error('it is planned');
  };

  beforeEach(() => {
    workspace = new Workspace(`pipeline-${count++}`);
    writeProject(workspace);
  });

  it('is written once: a second run has nothing to write', async () => {
    const first = await plan();
    expect(first.changes.map(({ path }) => path)).toEqual([
      WORKFLOW,
      ...['123456789012.s3.tfbackend', '210987654321.s3.tfbackend', 'main.tf', 'outputs.tf'].map(
        (name) => `infra/pipeline/${name}`,
      ),
      ...['permissions.tf', 'roles.tf', 'variables.tf'].map((name) => `infra/pipeline/${name}`),
      'infra/envs/staging.tfvars',
      'infra/envs/prod.tfvars',
    ]);
    expect(first.notes).toEqual([]);
    writePipeline(first);
    expect(readFileSync(workspace.at('infra/envs/prod.tfvars'), 'utf8')).toBe(
      'environment = "prod"\n\npermissions_boundary = "arn:aws:iam::210987654321:policy/terragate/shop-prod-functions"\n',
    );
    expect((await plan()).changes).toEqual([]);
  });

  it('keeps the repository that the files have, and shows what was changed by hand', async () => {
    writePipeline(await plan({ repository: 'acme@1/shop@2' }));
    expect((await plan()).changes).toEqual([]);
    const file = workspace.at(WORKFLOW);
    const text = readFileSync(file, 'utf8');
    workspace.write(WORKFLOW, text.replace('timeout-minutes: 60', 'timeout-minutes: 90'));
    const { changes } = await plan();
    expect(changes.map(({ path, after }) => [path, after])).toEqual([[WORKFLOW, text]]);
  });

  it('removes the file of an account that has no environment any more', async () => {
    writePipeline(await plan());
    for (const end of ['tfvars', 's3.tfbackend']) rmSync(workspace.at(`infra/envs/prod.${end}`));
    const gone = 'infra/pipeline/210987654321.s3.tfbackend';
    expect((await plan()).changes).toContainEqual({
      path: gone,
      before: expect.any(String),
      after: undefined,
    });
  });

  it('never changes a file of others', async () => {
    workspace.write(WORKFLOW, 'name: mine\n');
    expect(await refused()).toEqual([
      expect.stringMatching(/terragate\.yml: a file that Terragate did not write stands where/),
    ]);
  });

  it('says all that the project lacks at once', async () => {
    for (const path of ['package-lock.json', 'infra/envs/staging.s3.tfbackend']) rmSync(workspace.at(path));
    expect(await refused()).toEqual([
      expect.stringMatching(/package-lock\.json: there is no lock of npm/),
      expect.stringMatching(/^envs\/staging\.s3\.tfbackend: nothing says where the state of staging is/),
    ]);
  });

  it('names what it has no permissions for, and a root without a boundary', async () => {
    workspace.write('infra/table.tf', 'resource "aws_dynamodb_table" "orders" {\n}\n');
    const main = readFileSync(workspace.at('infra/main.tf'), 'utf8');
    workspace.write('infra/main.tf', main.replace(/^.*permissions_boundary.*\n/m, ''));
    expect((await plan()).notes).toEqual([
      expect.stringContaining('permissions_boundary = var.permissions_boundary'),
      expect.stringContaining('no permissions for aws_dynamodb_table:'),
    ]);
  });

  it('names what local modules have that it has no permissions for, those of Terragate left out', async () => {
    workspace.write(
      'infra/db.tf',
      'module "db" {\n  source = "./db"\n}\nmodule "web" {\n  source = "./modules/website"\n}\n',
    );
    workspace.write(
      'infra/db/main.tf',
      'module "net" {\n  source = "../net"\n}\nresource "aws_rds_cluster" "db" {\n}\n',
    );
    workspace.write(
      'infra/net/main.tf',
      'module "db" {\n  source = "../db"\n}\nresource "aws_vpc" "net" {\n}\n',
    );
    workspace.write('infra/modules/my-api/events.tf', 'resource "aws_scheduler_schedule" "event" {\n}\n');
    workspace.write('infra/modules/website/main.tf', 'resource "aws_cloudfront_distribution" "web" {\n}\n');
    expect((await plan()).notes).toEqual([
      expect.stringContaining('no permissions for aws_cloudfront_distribution, aws_rds_cluster, aws_vpc:'),
    ]);
  });

  it('limits names to those that the root gives its modules', async () => {
    const main = readFileSync(workspace.at('infra/main.tf'), 'utf8');
    workspace.write('infra/main.tf', main.replace(/^( {2}name +)= "my-api"$/m, '$1= "orders"'));
    const { environments } = await plan();
    expect(environments.map(({ prefixes }) => prefixes)).toEqual([['staging-orders'], ['prod-orders']]);
  });

  it('limits a project behind a function URL to its function, and says that CloudFront is not among that', async () => {
    const options = checkedOptions({ name: 'shop', computeType: 'function-url', auth: 'None' });
    for (const [path, { text }] of projectFiles(options))
      if (/^(?:terragate\.json|infra\/)/.test(path) && !path.endsWith('.gitignore'))
        workspace.write(path, text);
    const prefixes = async () => (await plan()).environments.map((one) => one.prefixes);
    expect(await prefixes()).toEqual([['staging-shop'], ['prod-shop']]);
    const main = readFileSync(workspace.at('infra/main.tf'), 'utf8');
    workspace.write('infra/main.tf', main.replace('"${local.prefix}shop"', '"${local.prefix}ticks"'));
    expect(await prefixes()).toEqual([['staging-ticks'], ['prod-ticks']]);
    const { changes, notes } = await plan();
    const permissions = changes.find(({ path }) => path.endsWith('permissions.tf'))?.after;
    expect(permissions).toContain('lambda:CreateFunctionUrlConfig');
    expect(permissions).not.toContain('apigateway:');
    expect(notes).toEqual([expect.stringContaining('no permissions for aws_cloudfront_distribution:')]);
  });

  it('asks for the account where the name of a bucket has none', async () => {
    const path = 'infra/envs/staging.s3.tfbackend';
    workspace.write(path, 'bucket = "states"\nkey = "a"\nregion = "cn-north-1"\n');
    expect(await refused()).toEqual([expect.stringContaining('does not say which account it is in')]);
    const { environments } = await plan({ account: '111122223333' });
    expect(environments[0]).toMatchObject({ account: '111122223333', partition: 'aws-cn' });
  });
});

test.each([
  ['git@github.com:acme/shop.git', 'acme/shop'],
  ['https://github.com/acme/shop', 'acme/shop'],
  ['ssh://git@gitlab.com/acme/team/shop.git', 'acme/team/shop'],
  ['https://user:token@gitlab.com/acme/shop.git/', 'acme/shop'],
  ['/srv/git', undefined],
  ['https://github.com/acme/sh$op', undefined],
])('the repository of %s is %s', (address, name) => expect(nameIn(address)).toBe(name));

test.each([
  ['git@github.com:acme/shop.git', 'github.com'],
  ['ssh://git@gitlab.example.com:2222/acme/shop.git', 'gitlab.example.com'],
  ['https://user:token@gitlab.com/acme/shop.git/', 'gitlab.com'],
  ['/srv/git', undefined],
])('the host of %s is %s', (address, name) => expect(hostnameIn(address)).toBe(name));
