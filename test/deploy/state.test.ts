import { routeFor } from '../../src/deploy/api-routes';
import { deployed } from '../../src/deploy/state';

const resource = (type: string, attributes: object, mode = 'managed') => ({
  mode,
  type,
  name: 'this',
  instances: [{ attributes }],
});

const API = 'execute-api';

describe('a Terraform state', () => {
  it('that is empty holds nothing', () => {
    expect(deployed('')).toEqual({
      stages: [],
      functions: [],
      accounts: [],
      regions: [],
      routes: new Map(),
      targets: [],
      endpoints: [],
      authorized: false,
      resources: 0,
    });
  });

  it('has the address of the distribution in front of a function URL, and of no other', () => {
    const url = resource('aws_lambda_function_url', {
      authorization_type: 'AWS_IAM',
      function_arn: 'arn:aws:lambda:eu-west-1:123456789012:function:shop',
      function_name: 'shop',
      function_url: 'https://abc.lambda-url.eu-west-1.on.aws/',
      url_id: 'abc',
    });
    const front = (host: string, aliases: readonly string[] = []) =>
      resource('aws_cloudfront_distribution', {
        aliases,
        domain_name: 'd1.cloudfront.net',
        origin: [{ domain_name: host }],
      });
    const distribution = (...resources: object[]) =>
      deployed(JSON.stringify({ version: 4, resources: [url, ...resources] })).stages[0]?.distribution;
    const host = 'abc.lambda-url.eu-west-1.on.aws';
    expect(distribution(front('site.s3.amazonaws.com'))).toBeUndefined();
    expect(distribution(front('site.s3.amazonaws.com'), front(host))).toBe('https://d1.cloudfront.net');
    expect(distribution(front(host, ['api.example.com']))).toBe('https://api.example.com');
  });

  it('has function URLs after the stages, each as a stage and route of its own', () => {
    const url = (name: string, authorization_type: string) =>
      resource('aws_lambda_function_url', {
        authorization_type,
        function_arn: `arn:aws:lambda:eu-west-1:123456789012:function:${name}`,
        function_name: name,
        function_url: `https://${name}.lambda-url.eu-west-1.on.aws/`,
        url_id: `id-of-${name}`,
      });
    const resources = [
      resource('aws_api_gateway_rest_api', { id: 'b2', name: 'shop' }),
      resource('aws_api_gateway_stage', { rest_api_id: 'b2', stage_name: 'prod' }),
    ];
    const stateOf = (...urls: object[]) =>
      deployed(JSON.stringify({ version: 4, resources: [...urls, ...resources] }));
    const { stages, routes, authorized } = stateOf(url('reports', 'AWS_IAM'), url('open', 'NONE'));
    expect(stages.map(({ name }) => name)).toEqual(['shop', 'open-url', 'reports-url']);
    expect(stages[2]).toEqual({
      name: 'reports-url',
      apiId: 'id-of-reports',
      stage: '$default',
      invokeUrl: 'https://reports.lambda-url.eu-west-1.on.aws/',
      docs: true,
      domains: [],
      region: 'eu-west-1',
      service: 'lambda',
    });
    const callers = (id: string) => routeFor(routes.get(id) ?? [], 'GET', '/any/path')?.callers;
    expect([callers('id-of-reports'), callers('id-of-open')]).toEqual(['IAM', 'anyone']);
    expect([authorized, stateOf(url('open', 'NONE')).authorized]).toEqual([true, false]);
  });

  it('has stages by the names of their APIs, functions, and the number of resources', () => {
    const text = JSON.stringify({
      version: 4,
      resources: [
        resource('aws_api_gateway_rest_api', {
          id: 'b2',
          name: 'shop',
          arn: 'arn:aws:apigateway:eu-west-1::/restapis/b2',
          body: JSON.stringify({ paths: { '/docs': { get: {} } } }),
        }),
        resource('aws_api_gateway_rest_api', { id: 'a1', name: 'admin' }),
        resource('aws_api_gateway_stage', {
          rest_api_id: 'b2',
          stage_name: 'prod',
          invoke_url: 'https://b2/prod',
          execution_arn: 'arn:aws:execute-api:eu-west-1:123456789012:b2/prod',
        }),
        resource('aws_api_gateway_stage', { rest_api_id: 'a1', stage_name: 'v1' }),
        resource('aws_lambda_function', {
          function_name: 'shop',
          arn: 'arn:aws:lambda:eu-west-1:123456789012:function:shop',
          logging_config: [{ log_group: '/logs/shop' }],
          environment: [{ variables: { TERRAGATE_SECRETS: '{"TOKEN":"arn:aws:ssm:x"}' } }],
          architectures: ['arm64'],
          runtime: 'python3.13',
          source_code_hash: 'abc=',
        }),
        resource('aws_apigatewayv2_api', { id: 'c3', name: 'web', protocol_type: 'HTTP' }),
        resource('aws_apigatewayv2_stage', { api_id: 'c3', name: '$default', invoke_url: 'https://c3/' }),
        resource('aws_apigatewayv2_api', {
          id: 'd4',
          name: 'chat',
          protocol_type: 'WEBSOCKET',
          api_endpoint: 'wss://d4',
        }),
        resource('aws_apigatewayv2_stage', { api_id: 'd4', name: 'prod', invoke_url: 'wss://d4/prod' }),
        resource('aws_api_gateway_base_path_mapping', {
          api_id: 'b2',
          stage_name: 'prod',
          domain_name: 'api.example.com',
          base_path: 'orders',
        }),
        resource('aws_apigatewayv2_api_mapping', {
          api_id: 'c3',
          stage: '$default',
          domain_name: 'web.example.com',
          api_mapping_key: '',
        }),
        resource('aws_region', { id: 'us-east-1' }, 'data'),
      ],
    });

    expect(deployed(text)).toEqual({
      stages: [
        { name: 'admin', apiId: 'a1', stage: 'v1', invokeUrl: '', docs: true, domains: [], service: API },
        {
          name: 'shop',
          apiId: 'b2',
          stage: 'prod',
          invokeUrl: 'https://b2/prod',
          docs: true,
          service: API,
          domains: ['api.example.com/orders'],
          region: 'eu-west-1',
        },
        {
          name: 'web',
          apiId: 'c3',
          stage: '$default',
          invokeUrl: 'https://c3/',
          docs: true,
          service: API,
          domains: ['web.example.com'],
        },
      ],
      functions: [
        {
          name: 'shop',
          region: 'eu-west-1',
          logGroup: '/logs/shop',
          servesApi: false,
          secrets: ['arn:aws:ssm:x'],
        },
      ],
      accounts: ['123456789012'],
      regions: ['eu-west-1'],
      routes: new Map([
        ['b2', [expect.objectContaining({ method: 'GET', path: '/docs', callers: 'anyone' })]],
      ]),
      targets: [
        { name: 'shop', address: 'shop', architecture: 'arm64', runtime: 'python3.13', codeSha256: 'abc=' },
      ],
      endpoints: [{ name: 'chat', url: 'wss://d4' }],
      authorized: false,
      resources: 11,
    });
  });

  it.each([
    ['a method that names a scheme', { get: { security: [{ IAM: [] }] } }, true],
    ['a method that names a scheme and a key', { get: { security: [{ IAM: [] }, { key: [] }] } }, true],
    ['a method that asks for an API key alone', { get: { security: [{ key: [] }] } }, false],
    ['methods that are open', { get: { security: [] }, options: {} }, false],
  ])('says whether callers have to be known: %s', (_, item, authorized) => {
    const key = { type: 'apiKey', name: 'x-api-key', in: 'header' };
    const IAM = { ...key, name: 'Authorization', 'x-amazon-apigateway-authtype': 'awsSigv4' };
    const body = JSON.stringify({ paths: { '/': item }, components: { securitySchemes: { IAM, key } } });
    for (const type of ['aws_api_gateway_rest_api', 'aws_apigatewayv2_api']) {
      const text = JSON.stringify({ resources: [resource(type, { id: 'a', body })] });
      expect(deployed(text).authorized).toBe(authorized);
    }
  });

  it.each([
    ['a route for all paths', ['/', '/{proxy+}'], true],
    ['a route of its own', ['/docs'], true],
    ['the default route of an HTTP API', ['/items', '$default'], true],
    ['neither', ['/', '/items'], false],
  ])('says whether the page /docs can be reached: %s', (_, paths, docs) => {
    const body = JSON.stringify({ paths: Object.fromEntries(paths.map((path) => [path, {}])) });
    const text = JSON.stringify({
      resources: [
        resource('aws_api_gateway_rest_api', { id: 'a', body }),
        resource('aws_api_gateway_stage', { rest_api_id: 'a', stage_name: 'prod' }),
      ],
    });

    expect(deployed(text).stages[0]?.docs).toBe(docs);
  });
});
