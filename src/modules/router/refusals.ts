import { type Run, refuses } from '../shared/module-test';

/** What a router module refuses, and where. */
export function refusals(rest: boolean): Run[] {
  const both = [
    refuses('an unknown kind of auth', { auth: 'OAUTH' }, 'output.operations'),
    refuses('an empty name', { name: '' }, 'var.name'),
    refuses('an unknown architecture', { architecture: 'riscv' }, 'var.architecture'),
    refuses('an unknown runtime', { runtime: 'python2.7' }, 'var.runtime'),
    refuses('too little memory', { memory_size: 64 }, 'var.memory_size'),
    refuses('a timeout that no gateway waits for', { timeout: rest ? 901 : 31 }, 'var.timeout'),
    refuses('a handler that is neither', { handler: 'main' }, 'var.handler'),
    refuses('a package that is not there', { lambda_zip: 'missing.zip' }, 'output.operations'),
    refuses('two packages', { lambda_s3_bucket: 'bucket', lambda_s3_key: 'k' }, 'output.operations'),
    refuses('a bucket without a key', { lambda_zip: null, lambda_s3_bucket: 'bucket' }, 'output.operations'),
    refuses(
      'a folder that is not there',
      { lambda_zip: null, lambda_source_dir: 'missing' },
      'data.archive_file.lambda',
    ),
    refuses('a variable that Lambda keeps', { env: { AWS_REGION: 'x' } }, 'var.env'),
    refuses(
      'a statement with an unknown effect',
      { additional_iam_policy_statements: [{ Effect: 'Permit', Action: ['*'], Resource: ['*'] }] },
      'var.additional_iam_policy_statements',
    ),
    refuses(
      'cognito without a pool',
      { auth: 'COGNITO', user_pool_client_ids: ['one'] },
      'output.operations',
    ),
    refuses('scopes without tokens', { authorization_scopes: ['read'] }, 'output.operations'),
    refuses('a pool that is not asked', { user_pool_id: 'eu-west-1_AbC' }, 'output.operations'),
    refuses(
      'five layers beside the adapter',
      { layers: [1, 2, 3, 4, 5].map((n) => `arn:aws:lambda:us-east-1:123456789012:layer:mine:${n}`) },
      'var.layers',
    ),
  ];
  const own = rest
    ? [
        refuses(
          'streaming from a python handler',
          { handler: 'app.main.handler', response_transfer_mode: 'STREAM' },
          'output.operations',
        ),
        refuses('an unknown mode', { response_transfer_mode: 'CHUNKED' }, 'var.response_transfer_mode'),
        refuses('tokens of any issuer', { auth: 'JWT' }, 'output.operations'),
      ]
    : [
        refuses('tokens without an issuer', { auth: 'JWT' }, 'output.operations'),
        refuses(
          'cognito without clients',
          { auth: 'COGNITO', user_pool_id: 'eu-west-1_AbC' },
          'output.operations',
        ),
      ];
  return [...both, ...own];
}
