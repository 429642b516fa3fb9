// What reaches the APIs of the roots in operations-roots.ts.
const LAMBDA = 'arn:aws:lambda:us-east-1:123456789012:function:';
const DIRECT = 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/';
const STREAMED = 'arn:aws:apigateway:us-east-1:lambda:path/2021-11-15/functions/';
const ROLE = 'arn:aws:iam::123456789012:role/beside';

const beside = (alias: string) => `${DIRECT}${LAMBDA}beside${alias}/invocations`;

/** The integrations of the REST API, by route. */
export const REST_INTEGRATIONS: readonly (readonly [string, Record<string, unknown>])[] = [
  [
    'GET /hello',
    { type: 'aws_proxy', uri: `${DIRECT}${LAMBDA}rest-say-hello/invocations`, timeoutInMillis: 10000 },
  ],
  [
    'GET /reports/{report_id}',
    {
      type: 'aws_proxy',
      uri: `${STREAMED}${LAMBDA}rest-get-report/response-streaming-invocations`,
      responseTransferMode: 'STREAM',
    },
  ],
  ['POST /orders', { type: 'aws_proxy', uri: `${DIRECT}${LAMBDA}beside:stable/invocations` }],
  [
    'GET /documentation',
    {
      type: 'http_proxy',
      uri: 'https://example.com/docs',
      httpMethod: 'GET',
      connectionType: 'INTERNET',
      requestParameters: {},
    },
  ],
  [
    'GET /orders/{order_id}',
    {
      type: 'http',
      uri: 'http://orders.internal/v1/{order_id}',
      connectionType: 'VPC_LINK',
      connectionId: 'link01',
      timeoutInMillis: 5000,
      requestParameters: { 'integration.request.path.order_id': 'method.request.path.order_id' },
      responses: {
        default: expect.objectContaining({ statusCode: '200' }),
        '4\\d{2}': expect.objectContaining({
          statusCode: '404',
          responseTemplates: { 'application/json': '{}' },
        }),
      },
    },
  ],
  [
    'GET /file',
    {
      type: 'aws',
      uri: 'arn:aws:apigateway:us-east-1:s3:path/my-bucket/{fileName}',
      httpMethod: 'GET',
      credentials: ROLE,
      requestParameters: { 'integration.request.path.fileName': 'method.request.querystring.fileName' },
      responses: expect.objectContaining({ '404': expect.objectContaining({ statusCode: '404' }) }),
    },
  ],
  [
    'GET /health',
    {
      type: 'mock',
      requestTemplates: { 'application/json': '{"statusCode":203}' },
      responses: {
        default: {
          statusCode: '203',
          responseParameters: {
            'method.response.header.Access-Control-Allow-Origin': "'https://app.example.com'",
          },
          responseTemplates: { 'application/json': '{"ok":true}' },
        },
      },
    },
  ],
];

/** The integrations of the HTTP API, by route. */
export const HTTP_INTEGRATIONS: readonly (readonly [string, Record<string, unknown>])[] = [
  ['GET /hello', { type: 'AWS_PROXY', uri: `${DIRECT}${LAMBDA}http-say-hello/invocations` }],
  [
    'GET /reports/{report_id}',
    { uri: `${DIRECT}${LAMBDA}http-get-report/invocations`, timeoutInMillis: 9000 },
  ],
  ['GET /file', { type: 'AWS_PROXY', uri: `${DIRECT}${LAMBDA}beside:stable/invocations` }],
  [
    'GET /documentation',
    {
      type: 'HTTP_PROXY',
      uri: 'https://example.com/docs',
      httpMethod: 'GET',
      connectionType: 'INTERNET',
    },
  ],
  [
    'GET /orders/{order_id}',
    {
      type: 'HTTP_PROXY',
      uri: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/orders/1/2',
      httpMethod: 'ANY',
      connectionType: 'VPC_LINK',
      connectionId: 'link02',
    },
  ],
  [
    'POST /orders',
    {
      type: 'AWS_PROXY',
      integrationSubtype: 'SQS-SendMessage',
      payloadFormatVersion: '1.0',
      credentials: ROLE,
      requestParameters: {
        QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/orders',
        MessageBody: '$request.body.amount',
      },
    },
  ],
];

/** How the REST API knows callers. */
export const REST_SCHEMES = {
  api_key: { type: 'apiKey', name: 'x-api-key', in: 'header' },
  IAM: scheme('Authorization', 'awsSigv4'),
  COGNITO: scheme('Authorization', 'cognito_user_pools', {
    type: 'cognito_user_pools',
    providerARNs: ['arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbC'],
  }),
  staff: scheme('Authorization', 'cognito_user_pools', {
    type: 'cognito_user_pools',
    authorizerResultTtlInSeconds: 300,
    providerARNs: ['arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_Staff'],
  }),
  tokens: scheme('X-Token', 'custom', {
    type: 'token',
    authorizerResultTtlInSeconds: 60,
    authorizerUri: beside(':stable'),
    identityValidationExpression: '^v1[.]',
  }),
  partners: scheme('Unused', 'custom', {
    type: 'request',
    authorizerResultTtlInSeconds: 0,
    authorizerUri: beside(''),
    identitySource: 'method.request.header.X-Partner, context.identity.sourceIp',
  }),
};

/** How the HTTP API knows callers. */
export const HTTP_SCHEMES = {
  IAM: scheme('Authorization', 'awsSigv4'),
  JWT: jwt('https://issuer.example.com', 'orders'),
  staff: jwt('https://staff.example.com', 'staff'),
  partners: {
    type: 'apiKey',
    name: 'Authorization',
    in: 'header',
    'x-amazon-apigateway-authorizer': {
      type: 'request',
      authorizerUri: `${DIRECT}${LAMBDA}beside:stable/invocations`,
      authorizerPayloadFormatVersion: '2.0',
      authorizerResultTtlInSeconds: 300,
      enableSimpleResponses: true,
      identitySource: '$request.header.X-Partner',
    },
  },
};

/** What the roots leave open. */
export const OPEN: Readonly<Record<string, readonly string[]>> = {
  rest: ['get_documentation', 'health'],
  http: ['get_documentation'],
  rest_routes: [
    'create_order',
    'get_documentation',
    'get_file',
    'get_latest',
    'get_order',
    'health',
    'say_hello',
  ],
  http_routes: [
    'create_order',
    'get_documentation',
    'get_file',
    'get_latest',
    'get_order',
    'health',
    'say_hello',
  ],
  rest_proxy: ['get_documentation', 'get_order'],
  http_proxy: ['get_documentation', 'get_order'],
};

function scheme(name: string, authtype: string, authorizer?: object): object {
  return {
    type: 'apiKey',
    name,
    in: 'header',
    'x-amazon-apigateway-authtype': authtype,
    ...(authorizer ? { 'x-amazon-apigateway-authorizer': authorizer } : {}),
  };
}

function jwt(issuer: string, audience: string): unknown {
  return expect.objectContaining({
    type: 'oauth2',
    'x-amazon-apigateway-authorizer': {
      type: 'jwt',
      identitySource: '$request.header.Authorization',
      jwtConfiguration: { issuer, audience: [audience] },
    },
  });
}
