import { deployed } from '../../src/deploy/state';

const resource = (type: string, attributes: object, mode = 'managed') => ({
  mode,
  type,
  name: 'this',
  instances: [{ attributes }],
});

describe('a Terraform state', () => {
  it('that is empty holds nothing', () => {
    expect(deployed('')).toEqual({
      stages: [],
      functions: [],
      targets: [],
      endpoints: [],
      authorized: false,
      resources: 0,
    });
  });

  it('tells stages by the names of their APIs, functions, and how many resources there are', () => {
    const text = JSON.stringify({
      version: 4,
      resources: [
        resource('aws_api_gateway_rest_api', { id: 'b2', name: 'shop' }),
        resource('aws_api_gateway_rest_api', { id: 'a1', name: 'admin' }),
        resource('aws_api_gateway_stage', {
          rest_api_id: 'b2',
          stage_name: 'prod',
          invoke_url: 'https://b2/prod',
        }),
        resource('aws_api_gateway_stage', { rest_api_id: 'a1', stage_name: 'v1' }),
        resource('aws_lambda_function', {
          function_name: 'shop',
          architectures: ['arm64'],
          runtime: 'python3.13',
          source_code_hash: 'abc=',
        }),
        resource('aws_apigatewayv2_api', { name: 'web', api_endpoint: 'https://web' }),
        resource('aws_region', { id: 'us-east-1' }, 'data'),
      ],
    });

    expect(deployed(text)).toEqual({
      stages: [
        { name: 'admin', apiId: 'a1', stage: 'v1', invokeUrl: '' },
        { name: 'shop', apiId: 'b2', stage: 'prod', invokeUrl: 'https://b2/prod' },
      ],
      functions: ['shop'],
      targets: [
        { name: 'shop', address: 'shop', architecture: 'arm64', runtime: 'python3.13', codeSha256: 'abc=' },
      ],
      endpoints: [{ name: 'web', url: 'https://web' }],
      authorized: false,
      resources: 6,
    });
  });

  it.each([
    ['a method that names a scheme', { get: { security: [{ IAM: [] }] } }, true],
    ['methods that are open', { get: { security: [] }, options: {} }, false],
  ])('tells whether callers have to be known: %s', (_, item, authorized) => {
    const body = JSON.stringify({ paths: { '/': item } });
    const text = JSON.stringify({ resources: [resource('aws_api_gateway_rest_api', { id: 'a', body })] });

    expect(deployed(text).authorized).toBe(authorized);
  });
});
