import { type Run, rejects } from '../shared/module-test';

/** Invalid inputs of a router module, with the check that rejects each. */
export function invalidInputs(rest: boolean): Run[] {
  const both = [
    rejects('an unknown kind of auth', { auth: 'OAUTH' }, 'output.operations'),
    rejects('an empty name', { name: '' }, 'var.name'),
    rejects('an unknown architecture', { architecture: 'riscv' }, 'var.architecture'),
    rejects('an unknown runtime', { runtime: 'python2.7' }, 'var.runtime'),
    rejects('too little memory', { memory_size: 64 }, 'var.memory_size'),
    rejects('a timeout that no gateway waits for', { timeout: rest ? 901 : 31 }, 'var.timeout'),
    rejects('a handler that is neither', { handler: 'main' }, 'var.handler'),
    rejects('a package that is not there', { lambda_zip: 'missing.zip' }, 'output.operations'),
    rejects('two packages', { lambda_s3_bucket: 'bucket', lambda_s3_key: 'k' }, 'output.operations'),
    rejects('a bucket without a key', { lambda_zip: null, lambda_s3_bucket: 'bucket' }, 'output.operations'),
    rejects(
      'a folder that is not there',
      { lambda_zip: null, lambda_source_dir: 'missing' },
      'data.archive_file.lambda',
    ),
    rejects('a variable that Lambda keeps', { env: { AWS_REGION: 'x' } }, 'var.env'),
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
        rejects('tokens without an issuer', { auth: 'JWT' }, 'output.operations'),
        rejects(
          'cognito without clients',
          { auth: 'COGNITO', user_pool_id: 'eu-west-1_AbC' },
          'output.operations',
        ),
      ];
  return [...both, ...own];
}
