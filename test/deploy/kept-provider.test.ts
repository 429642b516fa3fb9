import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { keptProvider } from '../../src/deploy/kept-provider';
import { Terraform } from '../../src/deploy/terraform';
import { startOf } from '../../src/system';
import { Workspace } from '../support/workspace';

const NAME = 'registry.terraform.io/hashicorp/aws';
const PROGRAM = `data/providers/${NAME}/5.100.0/linux_amd64/terraform-provider-aws_v5.100.0_x5`;
const ONE = 'provider "aws" {\n  region = "us-east-1"\n}\n\nmodule "api" {\n  source = "../api"\n}\n';

describe('the AWS provider is kept for a whole run', () => {
  const workspace = new Workspace('kept-provider');
  afterEach(() => rmSync(workspace.path, { recursive: true }));

  /** A root with a module beside it, and the provider that its lock file names. */
  function found(
    files: Readonly<Record<string, string>> = {},
    env: NodeJS.ProcessEnv = {},
  ): ReturnType<typeof keptProvider> {
    const all = {
      'root/main.tf': ONE,
      'api/main.tf': 'resource "aws_api_gateway_rest_api" "this" {}\n',
      'lock.hcl': `provider "${NAME}" {\n  version     = "5.100.0"\n  hashes = []\n}\n`,
      [PROGRAM]: '',
      ...files,
    };
    for (const [path, text] of Object.entries(all)) workspace.write(path, text);
    const place = {
      command: 'terraform',
      lock: workspace.at('lock.hcl'),
      data: workspace.at('data'),
      env: { TF_CLI_CONFIG_FILE: workspace.at('terraform.rc'), ...env },
    };
    return keptProvider(workspace.at('root'), place);
  }

  it('where the root has one configuration of it', () => {
    expect(found()).toEqual({ name: NAME, program: workspace.at(PROGRAM) });
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['the root has another configuration', { 'root/far.tf': 'provider "aws" {\n  alias = "far"\n}\n' }],
    ['a module has another configuration', { 'api/far.tf': 'provider aws {\n  region = "eu-west-1"\n}\n' }],
    ['a file is JSON', { 'root/far.tf.json': '{"provider":{"aws":{"alias":"far"}}}' }],
    ['a module was downloaded', { 'data/modules/modules.json': '{"Modules":[{"Dir":"DATA/modules/far"}]}' }],
    ['another version is installed', { 'lock.hcl': `provider "${NAME}" {\n  version = "6.0.0"\n}\n` }],
    [
      'another folder stands in for it',
      { 'terraform.rc': 'provider_installation {\n  dev_overrides {}\n}\n' },
    ],
    ['there is no lock file yet', { 'lock.hcl': '' }],
  ])('but not where %s', (_, files) => {
    const texts = Object.entries(files).map(([path, text]) => [
      path,
      text.replace('DATA', workspace.at('data')),
    ]);
    expect(found(Object.fromEntries(texts))).toBeUndefined();
  });

  it('but not where the user has one that runs', () => {
    expect(found({}, { TF_REATTACH_PROVIDERS: '{}' })).toBeUndefined();
  });
});

describe('a Terraform with a kept provider', () => {
  const workspace = new Workspace('kept-provider-run');
  const at = `{"Protocol":"grpc","Pid":1,"Addr":{"Network":"unix","String":"/tmp/o'clock"}}`;

  /** Runs a Terraform that notes what it was given, with a provider that is a script. */
  async function run(script: string): Promise<string> {
    const program = workspace.write(
      'provider',
      `#!/bin/sh\necho $$ "$@" > ${workspace.at('started')}\n${script}\n`,
      0o755,
    );
    const note = `echo "$TF_REATTACH_PROVIDERS" "$@" > ${workspace.at('note')}`;
    const command = workspace.write('terraform', `#!/bin/sh\n${note}\n`, 0o755);
    mkdirSync(workspace.at('root'), { recursive: true });
    const terraform = new Terraform(command, {
      root: workspace.at('root'),
      env: { PATH: process.env.PATH },
      mark: workspace.at('mark'),
      temporary: workspace.at('temporary'),
      log: workspace.at('terraform.log'),
    });
    await terraform.run(['apply'], () => {}, [0], { name: 'registry.opentofu.org/hashicorp/aws', program });
    return readFileSync(workspace.at('note'), 'utf8').trim();
  }

  it('knows where it listens, and ends it', async () => {
    const says = `cat <<'END'\nProvider started.\n\tTF_REATTACH_PROVIDERS='{"registry.terraform.io/hashicorp/aws":${at}}'\nEND`;

    expect(await run(`${says}\nsleep 300`)).toBe(`{"registry.opentofu.org/hashicorp/aws":${at}} apply`);

    const [pid, argument] = readFileSync(workspace.at('started'), 'utf8').trim().split(' ');
    expect(argument).toBe('-debug');
    while (startOf(Number(pid)) !== undefined) await sleep(20);
    expect(existsSync(workspace.at('temporary'))).toBe(false);
  });

  it('starts its own where that one ends at once', async () => {
    expect(await run('echo unknown flag: -debug; exit 1')).toBe('apply');
  });
});
