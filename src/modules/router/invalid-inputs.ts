import { type Run, rejects } from '../shared/module-test';

/** Invalid inputs of a router module, with the check that rejects each. */
export function invalidInputs(rest: boolean): Run[] {
  const both = [
    rejects('an unknown kind of auth', { auth: 'OAUTH' }, 'output.operations'),
    rejects('an empty name', { name: '' }, 'var.name'),
    rejects('a package that is not there', { lambda_zip: 'missing.zip' }, 'output.operations'),
    rejects('two packages', { lambda_s3_bucket: 'bucket', lambda_s3_key: 'k' }, 'output.operations'),
    rejects('a bucket without a key', { lambda_zip: null, lambda_s3_bucket: 'bucket' }, 'output.operations'),
    rejects(
      'a folder that is not there',
      { lambda_zip: null, lambda_source_dir: 'missing' },
      'data.archive_file.lambda',
    ),
    rejects(
      'a statement with an unknown effect',
      { additional_iam_policy_statements: [{ Effect: 'Permit', Action: ['*'], Resource: ['*'] }] },
      'var.additional_iam_policy_statements',
    ),
    rejects(
      'cognito without a pool',
      { auth: 'COGNITO', user_pool_client_ids: ['one'] },
      'output.operations',
    ),
    rejects('scopes without tokens', { authorization_scopes: ['read'] }, 'output.operations'),
    rejects('a pool that is not asked', { user_pool_id: 'eu-west-1_AbC' }, 'output.operations'),
    rejects(
      'five layers beside the adapter',
      { layers: [1, 2, 3, 4, 5].map((n) => `arn:aws:lambda:us-east-1:123456789012:layer:mine:${n}`) },
      'var.layers',
    ),
  ];
  const own = rest
    ? [
        rejects(
          'streaming from a python handler',
          { handler: 'app.main.handler', response_transfer_mode: 'STREAM' },
          'output.operations',
        ),
        rejects('an unknown mode', { response_transfer_mode: 'CHUNKED' }, 'var.response_transfer_mode'),
        rejects('tokens of any issuer', { auth: 'JWT' }, 'output.operations'),
      ]
    : [
        rejects('a timeout that no gateway waits for', { timeout: 31 }, 'var.timeout'),
        rejects('tokens without an issuer', { auth: 'JWT' }, 'output.operations'),
        rejects(
          'cognito without clients',
          { auth: 'COGNITO', user_pool_id: 'eu-west-1_AbC' },
          'output.operations',
        ),
      ];
  return [...both, ...own];
}
