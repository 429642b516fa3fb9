import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type LocalProxy, startLocalProxy } from '../../src/local/local-proxy';
import { type LocalAws, startLocalAws } from '../../src/local/server';
import { type RawRequest, send } from '../support/raw-http';
import { describeWithTools } from '../support/tools';
import { LambdaClient, packageOf } from './lambda-client';

// Each row of docs/local-aws.md about HTTP APIs is one test here or in http-api.tools.ts.
const ORIGIN = 'https://app.example.com';

const MAIN = `
import time

ANSWERS = {
    "text": "Hello",
    "list": [1, 2],
    "cookies": {"statusCode": 201, "cookies": ["a=1; Path=/", "b=2"], "headers": {"X-Own": "1"}, "body": "made"},
    "cors": {"statusCode": 200, "headers": {"Access-Control-Allow-Origin": "https://app-says.example", "Vary": "Accept"}},
    "bytes": {"statusCode": 200, "headers": {"content-type": "image/png"}, "isBase64Encoded": True, "body": "AP8="},
    "wrong": {"statusCode": "many"},
}

def handler(event, context):
    what = event["headers"].get("x-answer", "")
    if what == "fail":
        raise ValueError("on purpose")
    if what == "sleep":
        time.sleep(3)
    return ANSWERS.get(what, {"statusCode": 200, "body": __import__("json").dumps(event)})
`;

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:echo:live';
const lambda = (more: object = {}) => ({
  'x-amazon-apigateway-integration': {
    type: 'aws_proxy',
    httpMethod: 'POST',
    uri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${FUNCTION}/invocations`,
    payloadFormatVersion: '2.0',
    ...more,
  },
});
const http = (uri: string, more: object = {}) => ({
  'x-amazon-apigateway-integration': {
    type: 'http_proxy',
    httpMethod: 'ANY',
    uri,
    payloadFormatVersion: '1.0',
    ...more,
  },
});
const JWT = {
  type: 'oauth2',
  'x-amazon-apigateway-authorizer': {
    type: 'jwt',
    identitySource: '$request.header.Authorization',
    jwtConfiguration: { issuer: 'https://issuer.example', audience: ['me'] },
  },
};
const IAM = {
  type: 'apiKey',
  name: 'Authorization',
  in: 'header',
  'x-amazon-apigateway-authtype': 'awsSigv4',
};

/** The document of the API. @param server another server, which HTTP integrations call */
const documentOf = (server: string) => ({
  openapi: '3.0.1',
  info: { title: 'echo', version: '1' },
  'x-amazon-apigateway-cors': {
    allowOrigins: [ORIGIN],
    allowMethods: ['GET', 'POST'],
    allowHeaders: ['authorization'],
    exposeHeaders: ['x-own'],
    allowCredentials: true,
    maxAge: 300,
  },
  components: { securitySchemes: { users: JWT, iam: IAM } },
  paths: {
    '/': { get: lambda() },
    '/items/{id}': { 'x-amazon-apigateway-any-method': lambda() },
    '/old/{id}': { get: lambda({ payloadFormatVersion: '1.0' }) },
    '/files/{path+}': { get: lambda() },
    '/users': { get: { ...lambda(), security: [{ users: ['read', 'write'] }] } },
    '/signed': { get: { ...lambda(), security: [{ iam: [] }] } },
    '/slow': { get: lambda({ timeoutInMillis: 1000 }) },
    '/server/{proxy+}': {
      'x-amazon-apigateway-any-method': http(`${server}/base/{proxy}?fixed=1`, {
        requestParameters: {
          'append:header.x-id': '$context.requestId',
          'overwrite:header.x-renamed': '$request.header.x-before',
          'remove:header.x-before': "''",
          'overwrite:header.host': 'tea.example',
          'append:querystring.of': '${stageVariables.name}-${request.path.proxy}',
        },
        responseParameters: {
          '418': { 'overwrite:statuscode': '503', 'append:header.x-why': '$response.header.x-server' },
        },
      }),
    },
    '/moved/{id}': {
      get: http(server, { requestParameters: { 'overwrite:path': '/new/$request.path.id' } }),
    },
    '/gone': { get: http('http://127.0.0.1:1/') },
    '/queue': {
      post: {
        'x-amazon-apigateway-integration': {
          type: 'aws_proxy',
          integrationSubtype: 'SQS-SendMessage',
          credentials: 'arn:aws:iam::000000000000:role/sender',
          payloadFormatVersion: '1.0',
          requestParameters: { QueueUrl: 'https://queue', MessageBody: '$request.body' },
        },
      },
    },
  },
});

interface Event {
  readonly version: string;
  readonly requestContext: Record<string, unknown> & {
    readonly authorizer?: Record<string, Record<string, unknown>>;
    readonly http: Record<string, string>;
  };
  readonly [name: string]: unknown;
}

describeWithTools('HTTP APIs of the local AWS', ['python3.13'], () => {
  let aws: LocalAws;
  let id: string;
  let seen: IncomingMessage[];
  const server = createServer((request, response) => {
    seen.push(request);
    const teapot = request.url?.startsWith('/base/teapot') === true;
    response.writeHead(teapot ? 418 : 302, {
      'x-server': 'tea',
      location: '/elsewhere',
      'set-cookie': ['a=1', 'b=2'],
    });
    response.end('from the server');
  });
  let lambdaClient: LambdaClient;

  beforeAll(async () => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    aws = await startLocalAws({ adapter: 'mangum' });
    lambdaClient = new LambdaClient(aws);
    await lambdaClient.create('echo', packageOf({ 'main.py': MAIN }).zip);
    await lambdaClient.release('echo', 'live', true);
    await lambdaClient.permit('echo', { qualifier: 'live' });
    const api = await control('PUT', '/v2/apis', {
      body: JSON.stringify(documentOf(`http://127.0.0.1:${port}`)),
    });
    id = String(api.apiId);
    await deploy('$default');
    await deploy('v1');
  }, 300_000);

  beforeEach(() => {
    seen = [];
  });

  afterAll(async () => {
    server.close();
    await aws?.stop();
  });

  async function control(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const answer = await fetch(aws.url + path, {
      method,
      headers: {
        ...aws.headers,
        'content-type': 'application/json',
        authorization:
          'AWS4-HMAC-SHA256 Credential=000000000000/20260101/us-east-1/apigateway/aws4_request, SignedHeaders=host, Signature=0',
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? (JSON.parse(text) as Record<string, unknown>) : {};
  }

  async function deploy(stage: string): Promise<void> {
    const { deploymentId } = await control('POST', `/v2/apis/${id}/deployments`, {});
    const body = { stageName: stage, deploymentId, stageVariables: { name: `of ${stage}` } };
    await control('POST', `/v2/apis/${id}/stages`, body);
  }

  const ask = (path: string, { headers = [], ...more }: RawRequest = {}) =>
    send(aws.url, {
      ...more,
      path: `/_aws/execute-api/${id}${path}`,
      headers: [...Object.entries(aws.headers).flat(), ...headers],
    });
  const eventOf = async (path: string, request: RawRequest = {}) => {
    const answer = await ask(path, request);
    expect(answer.status).toBe(200);
    return answer.json<Event>();
  };
  const answered = async (path: string, request?: RawRequest) => {
    const { status, text } = await ask(path, request);
    return `${status} ${text}`;
  };

  describe('send a function the event of AWS', () => {
    it('in format 2.0, with every field of the page', async () => {
      const event = await eventOf('/items/7?parameter1=value1&parameter1=value2&parameter2=va%20lue', {
        method: 'POST',
        headers: [
          ...['Header1', 'value1', 'header2', 'value1', 'HEADER2', 'value2', 'User-Agent', 'agent'],
          ...['Cookie', 'cookie1=a; cookie2=b', 'Content-Type', 'text/plain', 'Host', 'localhost:8400'],
        ],
        body: 'Hello from Lambda',
      });
      const requestId = expect.stringMatching(/^[\w-]{15}=$/);

      expect(event).toEqual({
        version: '2.0',
        routeKey: 'ANY /items/{id}',
        rawPath: '/items/7',
        rawQueryString: 'parameter1=value1&parameter1=value2&parameter2=va%20lue',
        cookies: ['cookie1=a', 'cookie2=b'],
        headers: {
          header1: 'value1',
          header2: 'value1,value2',
          'content-length': '17',
          'content-type': 'text/plain',
          host: 'localhost:8400',
          'user-agent': 'agent',
          'x-forwarded-for': '127.0.0.1',
          'x-forwarded-port': '8400',
          'x-forwarded-proto': 'http',
        },
        queryStringParameters: { parameter1: 'value1,value2', parameter2: 'va lue' },
        requestContext: {
          accountId: '000000000000',
          apiId: id,
          domainName: `${id}.execute-api.us-east-1.amazonaws.com`,
          domainPrefix: id,
          http: {
            method: 'POST',
            path: '/items/7',
            protocol: 'HTTP/1.1',
            sourceIp: '127.0.0.1',
            userAgent: 'agent',
          },
          requestId,
          routeKey: 'ANY /items/{id}',
          stage: '$default',
          time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
          timeEpoch: expect.any(Number),
        },
        body: 'Hello from Lambda',
        pathParameters: { id: '7' },
        isBase64Encoded: false,
        stageVariables: { name: 'of $default' },
      });
    });

    it('in format 1.0, with every field of the page', async () => {
      const event = await eventOf('/old/7?a=1&a=2', {
        headers: ['H', '1', 'h', '2', 'Cookie', 'c=1', 'User-Agent', 'agent', 'Host', 'localhost:8400'],
      });
      const nobody = {
        accessKey: null,
        accountId: null,
        caller: null,
        principalOrgId: null,
        user: null,
        userArn: null,
      };

      expect(event).toEqual({
        version: '1.0',
        resource: '/old/{id}',
        path: '/old/7',
        httpMethod: 'GET',
        headers: expect.objectContaining({ h: '2', cookie: 'c=1' }),
        multiValueHeaders: expect.objectContaining({ h: ['1', '2'], cookie: ['c=1'] }),
        queryStringParameters: { a: '2' },
        multiValueQueryStringParameters: { a: ['1', '2'] },
        requestContext: {
          accountId: '000000000000',
          apiId: id,
          authorizer: { claims: null, scopes: null },
          domainName: `${id}.execute-api.us-east-1.amazonaws.com`,
          domainPrefix: id,
          extendedRequestId: expect.any(String),
          httpMethod: 'GET',
          identity: {
            ...nobody,
            cognitoAuthenticationProvider: null,
            cognitoAuthenticationType: null,
            cognitoIdentityId: null,
            cognitoIdentityPoolId: null,
            sourceIp: '127.0.0.1',
            userAgent: 'agent',
          },
          path: '/old/7',
          protocol: 'HTTP/1.1',
          requestId: expect.any(String),
          requestTime: expect.any(String),
          requestTimeEpoch: expect.any(Number),
          resourceId: 'GET /old/{id}',
          resourcePath: '/old/{id}',
          stage: '$default',
        },
        pathParameters: { id: '7' },
        stageVariables: { name: 'of $default' },
        body: null,
        isBase64Encoded: false,
      });
    });

    it('with the name of a stage in its path, and without that of $default', async () => {
      expect(await eventOf('/v1/items/7')).toMatchObject({
        rawPath: '/v1/items/7',
        requestContext: { stage: 'v1', http: { path: '/v1/items/7' } },
        stageVariables: { name: 'of v1' },
      });
      for (const path of ['/items/v1', '/$default/items/v1', '/%24default/items/v1'])
        expect(await eventOf(path)).toMatchObject({
          rawPath: '/items/v1',
          requestContext: { stage: '$default' },
        });
      expect(await eventOf('')).toMatchObject({ rawPath: '/', routeKey: 'GET /' });
    });

    it('with a path that is decoded, and a query that is not', async () => {
      expect(await eventOf('/files/a%20b/%C3%BC%2Fc?q=%2B%20')).toMatchObject({
        rawPath: '/files/a b/ü/c',
        pathParameters: { path: 'a b/ü/c' },
        rawQueryString: 'q=%2B%20',
        queryStringParameters: { q: '+ ' },
      });
    });

    it('with bytes as Base64, and forms too', async () => {
      const body = Buffer.from([0, 255]);
      const post = (type: string, sent: Buffer | string) =>
        eventOf('/items/7', { method: 'POST', headers: ['Content-Type', type], body: sent });
      expect(await post('application/octet-stream', body)).toMatchObject({
        body: 'AP8=',
        isBase64Encoded: true,
      });
      expect(await post('application/json', '{"ä":1}')).toMatchObject({
        body: '{"ä":1}',
        isBase64Encoded: false,
      });
      expect(await post('application/x-www-form-urlencoded', 'a=1')).toMatchObject({ isBase64Encoded: true });
    });

    it('with the claims of a token, or those of the local user', async () => {
      const token = `e30.${Buffer.from('{"sub":"u1","groups":["a","b"],"exp":17,"ok":true}').toString('base64url')}.x`;
      const { authorizer } = (await eventOf('/users', { headers: ['Authorization', `Bearer ${token}`] }))
        .requestContext;
      expect(authorizer).toEqual({
        jwt: { claims: { sub: 'u1', groups: '[a b]', exp: '17', ok: 'true' }, scopes: ['read', 'write'] },
      });
      expect((await eventOf('/users')).requestContext.authorizer?.jwt?.claims).toMatchObject({
        iss: 'https://issuer.example',
        scope: 'read write',
        username: 'local',
      });
    });

    it('with the user who signs, or the local one', async () => {
      const signature =
        'AWS4-HMAC-SHA256 Credential=alice/20260101/us-east-1/execute-api/aws4_request, Signature=0';
      const arnOf = async (headers: string[]) =>
        (await eventOf('/signed', { headers })).requestContext.authorizer?.iam?.userArn;
      expect(await arnOf(['Authorization', signature])).toBe('arn:aws:iam::000000000000:user/alice');
      expect(await arnOf([])).toBe('arn:aws:iam::000000000000:user/local');
    });
  });

  describe('answer', () => {
    it.each([
      ['text', '200 Hello', 'application/json'],
      ['list', '200 [1, 2]', 'application/json'],
      ['cookies', '201 made', 'text/plain; charset=utf-8'],
    ])('what a function returns: %s', async (what, expected, type) => {
      const answer = await ask('/items/7', { headers: ['x-answer', what] });
      expect(`${answer.status} ${answer.text}`).toBe(expected);
      expect(answer.values('content-type')).toEqual([type]);
      expect(answer.values('apigw-requestid')).toEqual([expect.stringMatching(/=$/)]);
      if (what === 'cookies') expect(answer.values('set-cookie')).toEqual(['a=1; Path=/', 'b=2']);
    });

    it('the bytes that a function returns', async () => {
      const { body, values } = await ask('/items/7', { headers: ['x-answer', 'bytes'] });
      expect([...body]).toEqual([0, 255]);
      expect(values('content-type')).toEqual(['image/png']);
    });

    it.each([
      ['the function fails', '/items/7', ['x-answer', 'fail'], '500 {"message":"Internal Server Error"}'],
      [
        'it returns another form',
        '/items/7',
        ['x-answer', 'wrong'],
        '500 {"message":"Internal Server Error"}',
      ],
      ['it takes too long', '/slow', ['x-answer', 'sleep'], '503 {"message":"Service Unavailable"}'],
      ['there is no route', '/nothing', [], '404 {"message":"Not Found"}'],
      ['a slash is at the end', '/users/', [], '404 {"message":"Not Found"}'],
      ['a server is not there', '/gone', [], '503 {"message":"Service Unavailable"}'],
    ])('with the words of AWS when %s', async (_, path, headers, expected) => {
      expect(await answered(path, { headers })).toBe(expected);
    });

    it('413 to more than 10 MB, and to an event of more than 6 MB', async () => {
      const post = (megabytes: number) =>
        answered('/items/7', { method: 'POST', body: Buffer.alloc(megabytes * 1024 * 1024, 'a') });
      expect(await post(11)).toBe('413 {"message":"Request Entity Too Large"}');
      expect(await post(7)).toBe('413 {"message":"Request Entity Too Large"}');
    });

    it('500 when the function takes no invocation', async () => {
      await lambdaClient.reserve('echo', 0);
      expect(await answered('/items/7')).toBe('500 {"message":"Internal Server Error"}');
      await lambdaClient.reserve('echo', 5);
    });

    it("500 when the function's policy does not let this route call it", async () => {
      const source = (of: string, route: string) =>
        `arn:aws:execute-api:us-east-1:000000000000:${of}/*/${route}`;
      const answeredWith = async (permitted: string) => {
        await lambdaClient.forbid('echo', 'live');
        await lambdaClient.permit('echo', { qualifier: 'live', source: permitted });
        return (await ask('/items/7', { method: 'POST' })).status;
      };
      expect(await answeredWith(source('another', '*/*'))).toBe(500);
      expect(await answeredWith(source(id, 'GET/items/{id}'))).toBe(500);
      expect(await answeredWith(source(id, 'POST/items/{id}'))).toBe(200);
      expect(await answeredWith('arn:aws:execute-api:us-east-1:000000000000:*')).toBe(200);
    });

    it('501 in words where a service of AWS would be called', async () => {
      expect(await answered('/queue', { method: 'POST' })).toMatch(
        /^501 .*does not serve POST \/queue, an integration with a service of AWS \(SQS-SendMessage\).*up --aws/,
      );
    });
  });

  describe('answer pages of other origins', () => {
    const preflight = (origin: string) => ['Origin', origin, 'Access-Control-Request-Method', 'GET'];

    it.each(['/items/7', '/users', '/nothing', '/v1/nothing'])('a preflight request on %s', async (path) => {
      const answer = await ask(path, { method: 'OPTIONS', headers: preflight(ORIGIN) });
      expect([answer.status, answer.text]).toEqual([204, '']);
      expect(answer.values('access-control-allow-origin')).toEqual([ORIGIN]);
      expect(answer.values('access-control-allow-methods')).toEqual(['GET,POST']);
      expect(answer.values('access-control-allow-headers')).toEqual(['authorization']);
      expect(answer.values('access-control-allow-credentials')).toEqual(['true']);
      expect(answer.values('access-control-max-age')).toEqual(['300']);
    });

    it('nothing to an origin that is not listed', async () => {
      const answer = await ask('/', { method: 'OPTIONS', headers: preflight('https://other.example') });
      expect(answer.status).toBe(204);
      expect(answer.rawHeaders.filter((name) => /^access-control/i.test(name))).toEqual([]);
    });

    it('with its own headers instead of those of the function', async () => {
      const answer = await ask('/items/7', { headers: ['Origin', ORIGIN, 'x-answer', 'cors'] });
      expect(answer.values('access-control-allow-origin')).toEqual([ORIGIN]);
      expect(answer.values('access-control-expose-headers')).toEqual(['x-own']);
      expect(answer.values('vary')).toEqual(['Accept']);
      const other = await ask('/items/7', { headers: ['x-answer', 'cors'] });
      expect(other.values('access-control-allow-origin')).toEqual([]);
    });

    it.each(['/nothing', '/items/7'])('with these headers on errors, too: %s', async (path) => {
      const answer = await ask(path, { headers: ['Origin', ORIGIN, 'x-answer', 'fail'] });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.values('access-control-allow-origin')).toEqual([ORIGIN]);
    });
  });

  describe('pass a request on to a server', () => {
    it('with its method, its path, its query, and its parameters mapped', async () => {
      const answer = await ask('/server/a/b?q=1', {
        method: 'PUT',
        headers: ['X-Before', 'me', 'Accept', 'text/plain'],
        body: 'sent',
      });
      const [request] = seen;
      expect([request?.method, request?.url]).toEqual([
        'PUT',
        '/base/a/b?fixed=1&q=1&of=of+%24default-a%2Fb',
      ]);
      expect(request?.headers).toMatchObject({
        host: 'tea.example',
        'x-renamed': 'me',
        accept: 'text/plain',
        'content-length': '4',
      });
      expect(request?.headers['x-id']).toBe(answer.values('apigw-requestid')[0]);
      expect(request?.headers['x-before']).toBeUndefined();
      expect(JSON.stringify(request?.headers)).not.toContain(aws.credentials.secretAccessKey);
    });

    it('and its answer back, a redirect as it is', async () => {
      const answer = await ask('/server/x');
      expect([answer.status, answer.text]).toEqual([302, 'from the server']);
      expect(answer.values('location')).toEqual(['/elsewhere']);
      expect(answer.values('set-cookie')).toEqual(['a=1', 'b=2']);
      expect(seen).toHaveLength(1);
    });

    it('and its answer changed, by its status', async () => {
      const answer = await ask('/server/teapot');
      expect(answer.status).toBe(503);
      expect(answer.values('x-why')).toEqual(['tea']);
    });

    it('to another path', async () => {
      await ask('/v1/moved/7?a=1');
      expect(seen[0]?.url).toBe('/new/7?a=1');
    });
  });

  describe('serve', () => {
    it('the snapshot of a deployment, and with automatic deployment the API as it is', async () => {
      await control('POST', `/v2/apis/${id}/stages`, { stageName: 'live', autoDeploy: true });
      const { items } = (await control('GET', `/v2/apis/${id}/routes`)) as {
        items: Record<string, string>[];
      };
      const { target } = items.find(({ routeKey }) => routeKey === 'GET /') ?? {};
      await control('POST', `/v2/apis/${id}/routes`, { routeKey: 'GET /new', target });

      expect(await eventOf('/live/new')).toMatchObject({ routeKey: 'GET /new' });
      expect(await answered('/v1/new')).toBe('404 {"message":"Not Found"}');

      const { deploymentId } = await control('POST', `/v2/apis/${id}/deployments`, {});
      await control('PATCH', `/v2/apis/${id}/stages/v1`, { deploymentId });
      expect(await eventOf('/v1/new')).toMatchObject({ routeKey: 'GET /new' });
    });

    it('nothing on a stage without a deployment, or of an API that is gone', async () => {
      await control('POST', `/v2/apis/${id}/stages`, { stageName: 'empty' });
      expect(await answered('/empty/items/7')).toBe('404 {"message":"Not Found"}');

      const { apiId } = await control('POST', '/v2/apis', { name: 'short', protocolType: 'HTTP' });
      await control('DELETE', `/v2/apis/${apiId}`);
      const gone = await send(aws.url, {
        path: `/_aws/execute-api/${apiId}/`,
        headers: Object.entries(aws.headers).flat(),
      });
      expect(gone.status).toBe(404);
    });

    it('requests behind a local proxy, by either form of their path', async () => {
      const secret = aws.credentials.secretAccessKey;
      const proxies: LocalProxy[] = [];
      for (const stage of ['$default', 'v1']) {
        const proxy = await startLocalProxy({ port: 0, target: { url: aws.url, apiId: id, stage, secret } });
        proxies.push(proxy);
        const prefix = stage === 'v1' ? '/v1' : '';
        for (const path of ['/items/v1', `${prefix}/items/v1`]) {
          const event = (await send(proxy.url, { path })).json<Event>();
          expect(event).toMatchObject({ rawPath: `${prefix}/items/v1`, requestContext: { stage } });
        }
      }
      await Promise.all(proxies.map((proxy) => proxy.stop()));
    });

    it('nobody without a key', async () => {
      expect((await fetch(`${aws.url}/_aws/execute-api/${id}/`)).status).toBe(403);
    });
  });

  describe('beside them, a function URL', () => {
    const Cors = { AllowOrigins: [ORIGIN], AllowMethods: ['*'], MaxAge: 60 };
    let urlId: string;
    const at = (path: string, { headers = [], ...more }: RawRequest = {}) =>
      send(aws.url, {
        ...more,
        path: `/_aws/execute-api/${urlId}/$default${path}`,
        headers: [...Object.entries(aws.headers).flat(), ...headers],
      });

    beforeAll(async () => {
      urlId = await lambdaClient.url('echo', { AuthType: 'NONE', Cors }, 'live');
    });

    it('sends a function the event of the payload 2.0, with its own domain and without a decoded path', async () => {
      const event = (await at('/items/a%20b?x=1&x=2', { method: 'PUT', body: '{}' })).json<Event>();
      const domainName = `${urlId}.lambda-url.us-east-1.on.aws`;
      expect(event).toMatchObject({
        version: '2.0',
        routeKey: '$default',
        rawPath: '/items/a%20b',
        queryStringParameters: { x: '1,2' },
        body: '{}',
        requestContext: {
          accountId: 'anonymous',
          apiId: urlId,
          domainName,
          domainPrefix: urlId,
          stage: '$default',
        },
      });
      expect(event.requestContext.http).toMatchObject({ method: 'PUT', path: '/items/a%20b' });
      expect(event.pathParameters ?? event.stageVariables).toBeUndefined();
    });

    it('answers preflight requests itself, and its CORS wins over that of the function', async () => {
      const preflight = await at('/items', {
        method: 'OPTIONS',
        headers: ['Origin', ORIGIN, 'Access-Control-Request-Method', 'PUT'],
      });
      expect([preflight.status, preflight.values('access-control-max-age')]).toEqual([204, ['60']]);
      const answer = await at('/', { headers: ['X-Answer', 'cors', 'Origin', ORIGIN] });
      expect(answer.values('access-control-allow-origin')).toEqual([ORIGIN]);
      expect(answer.values('vary')).toEqual(['Accept']);
    });

    it('answers 502 where the function fails, and with its cookies where it does not', async () => {
      expect(await at('/', { headers: ['X-Answer', 'fail'] })).toMatchObject({
        status: 502,
        text: 'Internal Server Error',
      });
      const made = await at('/', { headers: ['X-Answer', 'cookies'] });
      expect([made.status, made.values('set-cookie')]).toEqual([201, ['a=1; Path=/', 'b=2']]);
    });

    it('tells the function who calls where it asks for IAM', async () => {
      urlId = await lambdaClient.url('echo', { AuthType: 'AWS_IAM' });
      const { requestContext } = (await at('/')).json<Event>();
      expect(requestContext.accountId).toBe('000000000000');
      expect(requestContext.authorizer?.iam).toMatchObject({ accountId: '000000000000' });
    });
  });
});
