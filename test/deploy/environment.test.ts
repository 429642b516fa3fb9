import { AwsRoot } from '../../src/deploy/aws-root';
import { backendOf, backendText, type S3Settings, settingsText } from '../../src/deploy/backend-file';
import { checkEnvironment, environmentNamed } from '../../src/deploy/environment';
import { environmentNameProblem } from '../../src/deploy/environment-name';
import type { Plan } from '../../src/deploy/plan';
import { readProject } from '../../src/project';
import { Workspace } from '../support/workspace';

const S3: S3Settings = {
  bucket: 'states',
  key: 'a"${b}/terraform.tfstate',
  region: 'eu-central-1',
  lock: 'file',
  isEmulated: false,
};

describe('an environment of a project', () => {
  const workspace = new Workspace('environments');
  let count = 0;
  const project = (files: Readonly<Record<string, string>>, settings: object = {}) => {
    const name = `p${count++}`;
    workspace.write(`${name}/terragate.json`, JSON.stringify({ name, app: '.', root: 'infra', ...settings }));
    workspace.write(`${name}/infra/main.tf`, 'locals {}\n');
    for (const [path, text] of Object.entries(files)) workspace.write(`${name}/infra/${path}`, text);
    return readProject(workspace.at(name));
  };
  const STAGING = { 'envs/staging.tfvars': 'environment = "staging"\n' };

  it('has a file of variables, a state of its own and a folder of its own for Terraform', () => {
    const shop = project(STAGING);
    expect(environmentNamed(shop, 'staging')).toEqual({
      name: 'staging',
      variables: 'envs/staging.tfvars',
      backend: undefined,
      state: 'envs/staging.tfstate',
      data: expect.stringMatching(/\.terragate\/aws\/environments\/staging$/),
    });
    const backend = { 'envs/staging.s3.tfbackend': settingsText(S3), 'envs/staging-2.s3.tfbackend': '' };
    expect(environmentNamed(project({ ...STAGING, ...backend }), 'staging').backend).toBe(
      'envs/staging.s3.tfbackend',
    );
  });

  it.each([
    [
      'without variables',
      STAGING,
      {},
      'stagin',
      /no environment stagin\n.*\n {2}allowed: staging \(did you mean/,
    ],
    [
      'without a place for its state, where the root has a backend of ours',
      { ...STAGING, 'backend.tf': backendText() },
      {},
      'staging',
      /envs\/staging\.s3\.tfbackend: nothing says .*\n {2}fix: +terragate backend --aws --env staging/,
    ],
    [
      "without a place for its state, where the root has the user's backend",
      { ...STAGING, 'main.tf': 'terraform {\n  backend "gcs" {\n  }\n}\n' },
      {},
      'staging',
      /envs\/staging\.gcs\.tfbackend: nothing says .*\n {2}fix: +write the settings .* main\.tf/,
    ],
    [
      'with the state of another one',
      {
        ...STAGING,
        'envs/staging.s3.tfbackend': settingsText(S3),
        'envs/prod.s3.tfbackend': settingsText(S3),
      },
      {},
      'staging',
      /its state would be that of envs\/prod\.s3\.tfbackend: both name the same place/,
    ],
    [
      'with the state of the root',
      { ...STAGING, 'envs/staging.s3.tfbackend': settingsText(S3), 'backend.tf': backendText(S3) },
      {},
      'staging',
      /its state would be that of backend\.tf/,
    ],
    [
      'without a place for its state, where the root has a backend in JSON',
      {
        ...STAGING,
        'backend.tf.json': '{"terraform": [{"backend": {"s3": {"bucket": "states", "key": "a"}}}]}',
      },
      {},
      'staging',
      /envs\/staging\.s3\.tfbackend: nothing says .*\n {2}fix: +write the settings .* backend\.tf\.json/,
    ],
    [
      'with the state of another one, whose bucket the root names',
      {
        ...STAGING,
        'main.tf': 'terraform {\n  backend "s3" {\n    bucket = "states"\n  }\n}\n',
        'envs/staging.s3.tfbackend': 'key = "a"\n',
        'envs/prod.s3.tfbackend': 'key = "a"\nbucket = "states"\n',
      },
      {},
      'staging',
      /its state would be that of envs\/prod\.s3\.tfbackend/,
    ],
    ['of a stack', STAGING, { cdktf: 'infra' }, 'staging', /this root is synthesized from a stack/],
  ])('is refused %s', (_, files, settings, name, message) => {
    expect(() => environmentNamed(project(files, settings), name)).toThrow(message);
  });

  it('has the bucket of another one with a prefix of its own, where the type of the backend has prefixes', () => {
    const of = (prefix: string) => `bucket = "states"\nprefix = "${prefix}"\n`;
    const files = { 'main.tf': 'terraform {\n  backend "gcs" {}\n}\n', 'envs/prod.gcs.tfbackend': of('a') };
    const withPrefix = (prefix: string) =>
      project({ ...STAGING, ...files, 'envs/staging.gcs.tfbackend': of(prefix) });

    expect(environmentNamed(withPrefix('b'), 'staging').backend).toBe('envs/staging.gcs.tfbackend');
    expect(() => environmentNamed(withPrefix('a'), 'staging')).toThrow(/that of envs\/prod\.gcs\.tfbackend/);
  });

  it('takes no state of a backend that Terraform has found elsewhere', async () => {
    const before = process.env.TERRAGATE_TERRAFORM;
    const remembered = '{"backend": {"type": "s3", "config": {"bucket": "states", "key": "of the root"}}}';
    process.env.TERRAGATE_TERRAFORM = workspace.write(
      'terraform',
      `#!/bin/sh\nprintf '%s' '${remembered}' > "$TF_DATA_DIR/terraform.tfstate"\n`,
      0o755,
    );
    const init = (key?: string) => {
      const files = key === undefined ? {} : { 'envs/staging.s3.tfbackend': `key = "${key}"\n` };
      return new AwsRoot(
        project({ ...STAGING, ...files }),
        { environment: 'staging' },
        { log: 'a.log' },
      ).init();
    };
    try {
      await expect(init()).rejects.toThrow(
        /envs\/staging\.s3\.tfbackend: .* not that of staging\n {2}got: +"?s3:\/\/states\/of the root/,
      );
      await expect(init('staging')).rejects.toThrow(/not that of staging/);
      await expect(init('of the root')).resolves.toBeUndefined();
    } finally {
      if (before === undefined) delete process.env.TERRAGATE_TERRAFORM;
      else process.env.TERRAGATE_TERRAFORM = before;
    }
  });

  it('takes no names of another deployment', () => {
    const plan = (environment: unknown, declared = true): Plan => ({
      variables: { environment: { value: environment } },
      configuration: { root_module: { variables: declared ? { environment: {} } : {} } },
    });
    const staging = environmentNamed(project(STAGING), 'staging');

    expect(() => checkEnvironment(staging, plan('staging'))).not.toThrow();
    expect(() => checkEnvironment(staging, plan('staging', false))).toThrow(
      /no variable "environment"[\s\S]*fix: [\s\S]*variable "environment" \{[\s\S]*name_prefix = var\.environment == null/,
    );
    for (const value of ['prod', null])
      expect(() => checkEnvironment(staging, plan(value))).toThrow(
        /^envs\/staging\.tfvars: the variable "environment"[\s\S]*fix: +write: environment = "staging"$/,
      );
  });

  it.each([
    ['staging', true],
    ['pr-123', true],
    ['default', false],
    ['Staging', false],
    ['../prod', false],
    ['-a', false],
    ['a'.repeat(24), false],
  ])('may be called %s: %s', (name, may) => {
    expect(environmentNameProblem(name) === undefined).toBe(may);
  });

  it('has a backend in HCL, whatever the project is called, and one that is known again', () => {
    expect(settingsText(S3)).toMatch(/^key += "a\\"\$\$\{b\}\/terraform\.tfstate"$/m);
    expect(settingsText({ ...S3, lock: { table: 'locks' } })).toMatch(/^dynamodb_table += "locks"$/m);
    expect(backendOf(project({ 'backend.tf': backendText(S3) }))).toEqual({
      file: 'backend.tf',
      type: 's3',
      isOurs: true,
      isWhole: true,
      settings: expect.objectContaining({ bucket: 'states', region: 'eu-central-1' }),
    });
    expect(backendOf(project({ 'backend.tf': backendText() }))).toMatchObject({
      isOurs: true,
      isWhole: false,
    });
    expect(backendOf(project({ 'main.tf': 'terraform {\n  cloud {\n  }\n}\n' }))).toMatchObject({
      type: 'cloud',
      isOurs: false,
    });
    expect(backendOf(project({ 'main.tf': '# backend "s3" {}\n' }))).toBeUndefined();
  });
});
