import { execFileSync } from 'node:child_process';
import { infraTerraform } from '../../src/generate/infra-terraform';
import { checkedOptions, type GivenOptions } from '../../src/generate/options';
import type { Workspace } from '../support/workspace';

/** Makes the folder of a workspace a repository with what a pipeline counts on: a remote, and the lock of npm. */
export function makeRepository(
  workspace: Workspace,
  folder = '.',
  remote = 'git@github.com:acme/shop.git',
): void {
  const git = (...args: string[]) => execFileSync('git', ['-C', workspace.at(folder), ...args]);
  git('init', '--quiet');
  git('remote', 'add', 'origin', remote);
  workspace.write(
    `${folder}/package.json`,
    JSON.stringify({ devDependencies: { terragate: 'file:vendor/a.tgz' } }),
  );
  workspace.write(`${folder}/package-lock.json`, '{}');
}

/** Writes the settings of a state in S3. */
export function writeState(workspace: Workspace, path: string, key: string, account = '123456789012'): void {
  const bucket = `terragate-state-${account}-eu-central-1`;
  const settings = `bucket = "${bucket}"\nkey = "${key}"\nregion = "eu-central-1"\nuse_lockfile = true\n`;
  workspace.write(path, settings);
}

/** Writes a project with two environments that a pipeline can be written for. */
export function writeProject(workspace: Workspace, options: GivenOptions = {}, remote?: string): void {
  const settings = {
    name: 'shop',
    modules: { folder: 'infra/modules', apis: [{ name: 'my-api', kind: 'rest' }] },
  };
  workspace.write('terragate.json', JSON.stringify(settings));
  for (const [path, text] of infraTerraform(checkedOptions({ name: 'my-api', ...options })))
    workspace.write(`infra/${path}`, text);
  workspace.write('infra/backend.tf', 'terraform {\n  backend "s3" {}\n}\n');
  for (const [name, account] of [
    ['prod', '210987654321'],
    ['staging', '123456789012'],
  ] as const) {
    workspace.write(`infra/envs/${name}.tfvars`, `environment = "${name}"\n`);
    writeState(workspace, `infra/envs/${name}.s3.tfbackend`, `shop/${name}/terraform.tfstate`, account);
  }
  makeRepository(workspace, '.', remote);
}
