import { type BackendOptions, makeBackend } from '../../src/deploy/backend';
import { SILENT } from '../../src/deploy/report';
import { readProject } from '../../src/project';
import { Workspace } from '../support/workspace';

// All of it is refused before anything is asked of AWS, or written
describe('terragate backend is refused', () => {
  const workspace = new Workspace('backend');
  const STATE = JSON.stringify({ version: 4, resources: [{ mode: 'managed', type: 'x', instances: [{}] }] });
  const STAGING = { 'envs/staging.tfvars': '' };
  const options: BackendOptions = {
    report: SILENT,
    signal: new AbortController().signal,
    yes: true,
    show: () => {},
  };

  it.each<[string, Record<string, string>, object, string | undefined, RegExp]>([
    [
      'for a root with a backend of its own',
      { 'main.tf': 'terraform {\n  backend "s3" {}\n}\n' },
      {},
      undefined,
      /main\.tf: the root has a backend "s3" of its own, which terragate does not change/,
    ],
    [
      'for a stack',
      {},
      { cdktf: 'infra' },
      undefined,
      /synthesized from a stack[\s\S]*new S3Backend\(this, /,
    ],
    [
      'for an environment that is not there',
      STAGING,
      {},
      'prod',
      /no environment prod[\s\S]*allowed: staging/,
    ],
    [
      'for an environment where the state of the root is not moved yet',
      { ...STAGING, 'terraform.tfstate': STATE },
      {},
      'staging',
      /its state in terraform\.tfstate: it is to be moved first\n {2}fix: +terragate backend --aws, /,
    ],
  ])('%s', async (title, files, settings, environment, message) => {
    const name = title.replaceAll(' ', '-');
    workspace.write(`${name}/terragate.json`, JSON.stringify({ app: '.', root: 'infra', ...settings }));
    workspace.write(`${name}/infra/main.tf`, 'locals {}\n');
    for (const [path, text] of Object.entries(files)) workspace.write(`${name}/infra/${path}`, text);

    const asked = { ...options, ...(environment === undefined ? {} : { environment }) };
    await expect(makeBackend(readProject(workspace.at(name)), asked)).rejects.toThrow(message);
  });
});
