import { spawn } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { describeOnAws } from '../support/on-aws';
import { awsEnvironment } from '../support/terraform';
import { REPOSITORY, Workspace } from '../support/workspace';
import { emptyPackage } from './package';

// `cdktf` as a user runs it in the repository's root: in a copy, so that nothing is left in the repository.
const NEEDED = [
  'scripts',
  'src',
  'examples/cdktf',
  'examples/fastapi-app/openapi.json',
  'modules',
  'package.json',
  'tsconfig.json',
  'cdktf.json',
];

function copyOfRepository(name: string): Workspace {
  const workspace = new Workspace(name);
  for (const path of NEEDED) workspace.copy(path);
  symlinkSync(join(REPOSITORY, 'node_modules'), workspace.at('node_modules'));
  emptyPackage(workspace, 'modules/my-api/lambda.zip');
  return workspace;
}

function cdktf(
  cwd: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const program = join(REPOSITORY, 'node_modules/cdktf-cli/bundle/bin/cdktf.js');
    const child = spawn(process.execPath, [program, ...args], {
      cwd,
      env: { ...process.env, CHECKPOINT_DISABLE: '1', CI: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (data) => {
      output += data;
    });
    child.stderr.on('data', (data) => {
      output += data;
    });
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** PATH with Node, but without Terraform. */
function withoutTerraform(workspace: Workspace): string {
  workspace.write('bin/.keep', '');
  symlinkSync(process.execPath, workspace.at('bin/node'));
  const npx = join(dirname(process.execPath), 'npx');
  symlinkSync(npx, workspace.at('bin/npx'));
  return [workspace.at('bin'), '/bin'].join(delimiter);
}

describe('cdktf synth', () => {
  test('writes modules/ and one stack to deploy, without an argument and without Terraform', async () => {
    const workspace = copyOfRepository('cdktf-synth');
    const before = readFileSync(workspace.at('modules/my-api/lambda.tf'), 'utf8');
    workspace.write('modules/my-api/lambda.tf', before.replace('publish', 'punish'));
    const { code, output } = await cdktf(workspace.path, ['synth'], { PATH: withoutTerraform(workspace) });
    expect({ code, output: code ? output : '' }).toEqual({ code: 0, output: '' });
    expect(readFileSync(workspace.at('modules/my-api/lambda.tf'), 'utf8')).toBe(before);
    const manifest = JSON.parse(readFileSync(workspace.at('cdktf.out/manifest.json'), 'utf8'));
    expect(Object.keys(manifest.stacks)).toEqual(['my-api']);
  }, 180_000);
});

describeOnAws('cdktf deploy', { tools: ['terraform'], provider: false }, (aws) => {
  // --skip-provider-lock: the CLI would lock the providers by asking the registry, whatever the installation method.
  test('needs no stack name, uses the emitted module, and destroy leaves nothing', async () => {
    const workspace = copyOfRepository('cdktf-deploy');
    const env = { ...awsEnvironment(aws.moto.url), TF_CLI_CONFIG_FILE: process.env.TF_CLI_CONFIG_FILE };
    const deployed = await cdktf(workspace.path, ['deploy', '--auto-approve', '--skip-provider-lock'], env);
    expect({ code: deployed.code, output: deployed.code ? deployed.output : '' }).toEqual({
      code: 0,
      output: '',
    });
    expect(deployed.output).toMatch(/api_url = https:\/\/\w+\.execute-api\.us-east-1\.amazonaws\.com\/prod/);
    const state = JSON.parse(readFileSync(workspace.at('terraform.my-api.tfstate'), 'utf8'));
    const addresses = state.resources.map(({ module }: { module: string }) => module);
    expect(addresses).toContain('module.my_api.module.rest_api');
    const destroyed = await cdktf(workspace.path, ['destroy', '--auto-approve', '--skip-provider-lock'], env);
    expect({ code: destroyed.code, output: destroyed.code ? destroyed.output : '' }).toEqual({
      code: 0,
      output: '',
    });
    expect(JSON.parse(readFileSync(workspace.at('terraform.my-api.tfstate'), 'utf8')).resources).toEqual([]);
  }, 400_000);
});
