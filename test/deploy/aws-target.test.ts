import { describeTarget, environmentFor, inShort, regionOfCli, targetOf } from '../../src/deploy/aws-target';
import type { Plan } from '../../src/deploy/plan';
import { Workspace } from '../support/workspace';

const data = (type: string, values: object) => ({ mode: 'data', type, values });
const plan = (root: object): Plan => ({ prior_state: { values: { root_module: root } } });

const USER = 'arn:aws:iam::123456789012:user/alice';

describe('the account and the region of a plan', () => {
  it('are what the provider answered to the data sources of the root and its modules', () => {
    const root = {
      resources: [data('aws_region', { id: 'eu-central-1' })],
      child_modules: [
        {
          resources: [
            data('aws_caller_identity', { account_id: '123456789012', arn: USER }),
            data('aws_region', { id: 'eu-central-1' }),
          ],
        },
      ],
    };

    const target = targetOf(plan(root));
    expect(target).toEqual({ accounts: ['123456789012'], regions: ['eu-central-1'], identities: [USER] });
    expect(describeTarget(target, {})).toEqual([`account 123456789012, region eu-central-1, as ${USER}`]);
  });

  it('are those of existing resources where the root asks for neither', () => {
    const arn = (text: string) => ({ mode: 'managed', type: 'aws_x', values: { arn: text } });
    const resources = [
      arn('arn:aws:iam::123456789012:role/x'),
      arn('arn:aws-cn:lambda:cn-north-1:123456789012:function:x'),
      arn('arn:aws:s3:::bucket'),
      { mode: 'managed', type: 'terraform_data' },
    ];

    expect(targetOf(plan({ resources }))).toEqual({
      accounts: ['123456789012'],
      regions: ['cn-north-1'],
      identities: [],
    });
  });

  it('are called unknown for an empty plan', () => {
    expect(describeTarget(targetOf({}), { AWS_REGION: 'eu-west-1' })).toEqual([
      'account not known before the apply, region not known before the apply',
    ]);
  });

  const target = { accounts: ['123456789012'], regions: ['us-east-1'], identities: [] };

  it('are named in a question with the alias of the account, where it has one', () => {
    expect(inShort(target, 'acme-test')).toBe('account 123456789012 (acme-test), region us-east-1');
    expect(inShort(target)).toBe('account 123456789012, region us-east-1');
  });

  it('are said with the profile, unless keys come before it', () => {
    const env = { AWS_PROFILE: 'work', AWS_REGION: 'us-east-1' };

    expect(describeTarget(target, env)).toEqual(['account 123456789012, region us-east-1 (profile work)']);
    expect(describeTarget(target, { ...env, AWS_ACCESS_KEY_ID: 'key' })).toEqual([
      'account 123456789012, region us-east-1',
    ]);
  });

  it('are said with the region of the AWS CLI where the root sets another one', () => {
    expect(describeTarget(target, { AWS_REGION: 'eu-central-1' })[1]).toMatch(
      /^the root sets us-east-1 itself, and the region of the AWS CLI is eu-central-1 \(AWS_REGION\)/,
    );
  });

  const REGION = { references: ['var.aws_region'] };

  it.each([
    [
      { aws: { name: 'aws', expressions: { region: REGION } } },
      /variable "aws_region" .*TF_VAR_aws_region=eu-central-1$/,
    ],
    [
      { aws: { name: 'aws', expressions: { region: { constant_value: 'us-east-1' } } } },
      /take "region" out of the root's provider "aws"$/,
    ],
    [
      { aws: { name: 'aws', expressions: { region: { references: ['local.region'] } } } },
      /the root's provider "aws"$/,
    ],
    [
      { 'module.a:aws': { name: 'aws', module_address: 'module.a', expressions: { region: REGION } } },
      /\(AWS_REGION\)$/,
    ],
    [{ google: { name: 'google', expressions: { region: REGION } } }, /\(AWS_REGION\)$/],
  ])('are said with the way to another region: %j', (provider_config, way) => {
    const planned = plan({ resources: [data('aws_region', { id: 'us-east-1' })] });
    const target = targetOf({ ...planned, configuration: { provider_config } } as Plan);
    expect(describeTarget(target, { AWS_REGION: 'eu-central-1' })[1]).toMatch(way);
  });
});

describe('the region of the AWS CLI', () => {
  const workspace = new Workspace('aws-config');
  const AWS_CONFIG_FILE = workspace.write(
    'config',
    [
      '[default]',
      'region = eu-west-1',
      '[profile work]',
      'output=json',
      's3 =',
      '  region = not-this',
      'region=eu-central-1',
      '[profile other]',
      'output = json',
    ].join('\n'),
  );

  it.each([
    [
      { AWS_REGION: 'a', AWS_DEFAULT_REGION: 'b' },
      { region: 'a', by: 'AWS_REGION' },
    ],
    [
      { AWS_DEFAULT_REGION: 'b', AWS_PROFILE: 'work' },
      { region: 'b', by: 'AWS_DEFAULT_REGION' },
    ],
    [{ AWS_PROFILE: 'work' }, { region: 'eu-central-1', by: 'profile work' }],
    [{}, { region: 'eu-west-1', by: 'profile default' }],
    [{ AWS_PROFILE: 'other' }, undefined],
  ])('with %j is %j', (env, expected) => {
    expect(regionOfCli({ AWS_CONFIG_FILE, ...env })).toEqual(expected);
  });
});

describe('the environment of Terraform', () => {
  const keys = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' };
  const env = { ...keys, AWS_DEFAULT_PROFILE: 'other', AWS_REGION: 'us-east-1', PATH: '/bin' };

  it('is that of the command where neither profile nor region is given', () => {
    expect(environmentFor({}, env)).toEqual(env);
  });

  it('has the given profile in place of keys, which would win over it', () => {
    expect(environmentFor({ profile: 'work' }, env)).toEqual({
      AWS_PROFILE: 'work',
      AWS_REGION: 'us-east-1',
      PATH: '/bin',
    });
  });

  it('has the given region under both names', () => {
    expect(environmentFor({ region: 'eu-west-1' }, env)).toEqual({
      ...env,
      AWS_REGION: 'eu-west-1',
      AWS_DEFAULT_REGION: 'eu-west-1',
    });
  });
});
