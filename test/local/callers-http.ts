import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { userToken } from '../../src/local/issue';
import type { LocalAws } from '../../src/local/server';
import type { ControlPlane } from './control-plane';
import { CustomDomain } from './custom-domain';
import { LambdaClient } from './lambda-client';
import { byAws4fetch, byBotocore, type Key } from './signers';
import { resigned, tokenOf, type UserPool } from './user-pool';

const ORIGIN = 'https://a.example';
const uri = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
const invocation = (name: string) =>
  `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${uri(name)}/invocations`;
const operation = (payloadFormatVersion: string, ...security: object[]) => ({
  security,
  'x-amazon-apigateway-integration': {
    type: 'aws_proxy',
    httpMethod: 'POST',
    uri: uri('who'),
    payloadFormatVersion,
  },
});
const lambda = (more: object) => ({
  type: 'apiKey',
  in: 'header',
  name: 'Unused',
  'x-amazon-apigateway-authorizer': { type: 'request', authorizerUri: invocation('gate'), ...more },
});
const jwt = (issuer: string, audience: string[]) => ({
  type: 'oauth2',
  'x-amazon-apigateway-authorizer': {
    type: 'jwt',
    identitySource: '$request.header.Authorization',
    jwtConfiguration: { issuer, audience },
  },
});

const documentOf = (pool: UserPool, other: string) => ({
  openapi: '3.0.1',
  info: { title: 'callers', version: '1' },
  'x-amazon-apigateway-cors': { allowOrigins: [ORIGIN], allowMethods: ['GET'] },
  components: {
    securitySchemes: {
      iam: {
        type: 'apiKey',
        name: 'Authorization',
        in: 'header',
        'x-amazon-apigateway-authtype': 'awsSigv4',
      },
      users: jwt(pool.issuer, [pool.client]),
      others: jwt(other, ['shop']),
      simple: lambda({
        identitySource: '$request.header.X-Wish',
        authorizerPayloadFormatVersion: '2.0',
        enableSimpleResponses: true,
      }),
      newer: lambda({ identitySource: '$request.header.X-Wish', authorizerPayloadFormatVersion: '2.0' }),
      older: lambda({
        identitySource: '$request.header.X-Wish, $request.querystring.place',
        authorizerPayloadFormatVersion: '1.0',
      }),
      kept: lambda({
        identitySource: '$request.header.X-Wish',
        authorizerPayloadFormatVersion: '1.0',
        authorizerResultTtlInSeconds: 300,
      }),
    },
  },
  paths: {
    '/open': { get: operation('2.0') },
    '/iam/{proxy+}': { 'x-amazon-apigateway-any-method': operation('2.0', { iam: [] }) },
    '/users': { get: operation('2.0', { users: [] }) },
    '/scopes': { get: operation('2.0', { users: ['items/read', 'items/write'] }) },
    '/others': { get: operation('2.0', { others: [] }) },
    '/simple': { get: operation('2.0', { simple: [] }) },
    '/newer': { get: operation('2.0', { newer: [] }) },
    '/older/{place}': { get: operation('1.0', { older: [] }) },
    '/kept': { get: operation('2.0', { kept: [] }) },
  },
});

/** An issuer of tokens that is no user pool of the local AWS: its documents, and its tokens. */
async function makeIssuer() {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const server = createServer((request, response) => {
    const documents: Record<string, unknown> = {
      '/.well-known/openid-configuration': { jwks_uri: `${issuer()}keys` },
      '/keys': { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig' }] },
    };
    response.end(JSON.stringify(documents[request.url ?? '']));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const issuer = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const token = (claims: object, alg = 'RS256') =>
    tokenOf({ alg, kid: 'one' }, { iss: issuer(), aud: ['shop'], exp: 4_000_000_000, ...claims }, privateKey);
  return { issuer: issuer(), token, stop: () => new Promise((closed) => server.close(closed)) };
}

/** What tests of HTTP APIs share with those of REST APIs. */
export interface Place {
  readonly aws: LocalAws;
  readonly control: ControlPlane;
  readonly staff: UserPool;
  /** A user of the local IAM who may call all routes with GET. */
  readonly reader: Key;
}

/** The tests of callers of HTTP APIs. */
export function testCallersOfHttpApis(place: () => Place): void {
  let aws: LocalAws;
  let staff: UserPool;
  let api: string;
  let id: string;
  let issuer: Awaited<ReturnType<typeof makeIssuer>>;

  beforeAll(async () => {
    ({ aws, staff } = place());
    const { control } = place();
    issuer = await makeIssuer();
    const body = JSON.stringify(documentOf(staff, issuer.issuer));
    id = (await control.gateway('/v2/apis', { name: 'callers', protocolType: 'HTTP' })).apiId ?? '';
    await control.gateway(`/v2/apis/${id}`, { body }, 'PUT');
    await control.gateway(`/v2/apis/${id}/stages`, { stageName: '$default', autoDeploy: true });
    api = `${aws.url}/_aws/execute-api/${id}/$default`;
  });

  afterAll(() => issuer?.stop());

  async function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
    const answer = await fetch(api + path, {
      method,
      headers: { origin: ORIGIN, ...headers, ...aws.headers },
    });
    return {
      status: answer.status,
      // biome-ignore lint/suspicious/noExplicitAny: what the function and the gateway answer
      body: (await answer.json()) as any,
      challenge: answer.headers.get('www-authenticate'),
      cors: answer.headers.get('access-control-allow-origin'),
    };
  }
  const refused = (status: number, message: string, challenge: unknown = null) => ({
    status,
    body: { message },
    challenge,
    cors: ORIGIN,
  });
  const FORBIDDEN = refused(403, 'Forbidden');
  const UNAUTHORIZED = refused(401, 'Unauthorized');
  const invalid = (why: string, scope = '') =>
    refused(401, 'Unauthorized', `Bearer scope="${scope}" error="invalid_token" error_description="${why}"`);

  it('are let in where a route asks for nobody', async () => {
    expect(await get('/open')).toMatchObject({ status: 200, body: { authorizer: null } });
  });

  it.each([
    ['botocore', byBotocore],
    ['aws4fetch', byAws4fetch],
  ])('are known by IAM, signed by %s in the header and in the query', async (_name, sign) => {
    const { reader } = place();
    const url = `${aws.url}/iam/a%20b?b=2&a=1`;
    const signed = await sign([
      { ...reader, method: 'GET', url },
      { ...reader, method: 'GET', url, inQuery: true },
    ]);
    for (const one of signed) {
      expect(await get(one.url.slice(aws.url.length), one.headers)).toMatchObject({
        status: 200,
        body: {
          authorizer: { iam: { userArn: 'arn:aws:iam::000000000000:user/reader', accessKey: reader.key } },
        },
      });
    }
  });

  it('are refused by IAM without a good signature, and where no policy allows it', async () => {
    const { reader } = place();
    expect(await get('/iam/a')).toEqual(FORBIDDEN);
    const request = { ...reader, method: 'GET', url: `${aws.url}/iam/a` };
    const headers = async (more: object) => (await byAws4fetch([{ ...request, ...more }]))[0]?.headers ?? {};
    expect((await get('/iam/a', await headers({}))).status).toBe(200);
    expect(await get('/iam/b', await headers({}))).toEqual(FORBIDDEN);
    expect(await get('/iam/a', await headers({ secret: 'guess' }))).toEqual(FORBIDDEN);
    expect(await get('/iam/a', await headers({ time: '20200101T000000Z' }))).toEqual(FORBIDDEN);
    expect(await get('/iam/a', await headers({ method: 'DELETE' }), 'DELETE')).toEqual(FORBIDDEN);
  });

  it('sign the path with the base path, and its host, at a custom domain', async () => {
    const { reader, control } = place();
    const domain = await CustomDomain.make(aws, control, 'http.example.com', 'http');
    await domain.map('http', id, '$default');
    expect(await domain.get('/orders/iam/a', reader)).toMatchObject({
      status: 200,
      body: { authorizer: { iam: { accessKey: reader.key } } },
    });
    expect((await domain.get('/orders/iam/a', reader, '/others/iam/a')).status).toBe(403);
    await expect(domain.map('http', id, '$default')).rejects.toThrow('409');
  });

  it('are known by a token of the pool, of both kinds', async () => {
    const { id: idToken, access } = await staff.signIn('bob@example.com');
    for (const authorization of [idToken, access, `Bearer ${idToken}`]) {
      expect(await get('/users', { authorization })).toMatchObject({
        status: 200,
        body: { authorizer: { jwt: { claims: { iss: staff.issuer }, scopes: null } } },
      });
    }
  });

  it('are refused without a token, and with one that is not of the issuer, for another audience or over', async () => {
    const { id: token } = await staff.signIn('bob@example.com');
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as object;
    const ask = (authorization: string) => get('/users', { authorization });
    expect(await get('/users')).toEqual(refused(401, 'Unauthorized', 'Bearer'));
    expect(await ask('x')).toEqual(invalid('the token is malformed'));
    expect(await ask(resigned(token, claims))).toEqual(invalid("the token's signature is invalid"));
    expect(await ask(`${tokenOf({ alg: 'none' }, claims)}`)).toEqual(
      invalid("the token's signature is invalid"),
    );
    const { token: over } = await userToken(aws, { name: 'bob@example.com', pool: 'staff', expired: true });
    expect(await ask(over)).toEqual(invalid('the token has expired'));
    const { id: other } = await staff.signIn('bob@example.com', await staff.addClient('another'));
    expect(await ask(other)).toEqual(invalid('the token does not have a valid audience'));
    expect(await ask(issuer.token({}))).toEqual(invalid("claim 'iss' has an invalid value"));
  });

  it('need one of the scopes of the route', async () => {
    const ask = async (...scopes: string[]) => {
      const request = { name: 'bob@example.com', pool: 'staff', use: 'access', scopes } as const;
      return get('/scopes', { authorization: (await userToken(aws, request)).token });
    };
    const challenge = 'Bearer scope="items/read items/write" error="insufficient_scope"';
    expect(await ask('items/delete')).toEqual(refused(403, 'Forbidden', expect.stringContaining(challenge)));
    expect(await ask('items/write')).toMatchObject({
      status: 200,
      body: {
        authorizer: { jwt: { claims: { scope: 'items/write' }, scopes: ['items/read', 'items/write'] } },
      },
    });
  });

  it('are known by a token of another issuer, by the keys that it publishes', async () => {
    const ask = (authorization: string) => get('/others', { authorization });
    expect(await ask(issuer.token({ sub: 'zoe' }))).toMatchObject({
      status: 200,
      body: { authorizer: { jwt: { claims: { sub: 'zoe', aud: '[shop]' } } } },
    });
    expect(await ask(issuer.token({ aud: undefined, client_id: 'shop' }))).toMatchObject({ status: 200 });
    expect(await ask(issuer.token({ aud: ['x'], client_id: 'shop' }))).toEqual(
      invalid('the token does not have a valid audience'),
    );
    expect(await ask(issuer.token({ exp: 1 }))).toEqual(invalid('the token has expired'));
  });

  it('are what a Lambda authorizer says, by a simple answer or by a policy', async () => {
    const simple = (wish: string) => get('/simple', { 'x-wish': wish });
    expect(await simple('yes')).toMatchObject({
      status: 200,
      body: { authorizer: { lambda: { staff: true } } },
    });
    expect(await simple('no')).toEqual(FORBIDDEN);
    const newer = (wish: string) => get('/newer', { 'x-wish': wish });
    expect(await newer('allow')).toMatchObject({
      status: 200,
      body: { authorizer: { lambda: { staff: true } } },
    });
    const older = (wish: string) => get('/older/here?place=here', { 'x-wish': wish });
    expect(await older('allow')).toMatchObject({ status: 200, body: { authorizer: { staff: true } } });
    for (const ask of [newer, older]) {
      expect(await ask('deny')).toEqual(FORBIDDEN);
      expect(await ask('elsewhere')).toEqual(FORBIDDEN);
      expect(await ask('unauthorized')).toEqual(UNAUTHORIZED);
      for (const wish of ['fail', 'nonsense'])
        expect(await ask(wish)).toEqual(refused(500, 'Internal Server Error'));
    }
    expect(await simple('allow')).toEqual(refused(500, 'Internal Server Error'));
  });

  it('meet an error where API Gateway may not ask the Lambda authorizer', async () => {
    const lambdas = new LambdaClient(aws);
    await lambdas.forbid('gate');
    const answer = await get('/simple', { 'x-wish': 'yes' });
    await lambdas.permit('gate', {
      source: 'arn:aws:execute-api:us-east-1:000000000000:*/authorizers/*',
    });
    expect(answer).toEqual(refused(500, 'Internal Server Error'));
    expect((await get('/simple', { 'x-wish': 'yes' })).status).toBe(200);
  });

  it('are refused by a Lambda authorizer that is not asked, where an identity source is missing', async () => {
    expect(await get('/simple')).toEqual(UNAUTHORIZED);
    expect(await get('/older/here', { 'x-wish': 'allow' })).toEqual(UNAUTHORIZED);
  });

  it('tell a Lambda authorizer the request, in both forms', async () => {
    const event = async (path: string) => {
      const { authorizer } = (await get(path, { 'x-wish': 'allow' })).body;
      return JSON.parse((authorizer.lambda ?? authorizer).event as string) as unknown;
    };
    const arn = `arn:aws:execute-api:us-east-1:000000000000:${id}/$default/GET/`;
    expect(await event('/newer?a=1')).toMatchObject({
      version: '2.0',
      type: 'REQUEST',
      routeArn: `${arn}newer`,
      identitySource: ['allow'],
      routeKey: 'GET /newer',
      rawPath: '/newer',
      rawQueryString: 'a=1',
      requestContext: { apiId: id, http: { method: 'GET', path: '/newer' } },
    });
    expect(await event('/older/here?place=there')).toMatchObject({
      version: '1.0',
      type: 'REQUEST',
      methodArn: `${arn}older/here`,
      identitySource: 'allow,there',
      authorizationToken: 'allow',
      resource: '/older/{place}',
      path: '/older/here',
      pathParameters: { place: 'here' },
      queryStringParameters: { place: 'there' },
    });
  });

  it('are known for as long as a Lambda authorizer says, and by default not at all', async () => {
    const calls = async (path: string) =>
      (await get(path, { 'x-wish': 'allow' })).body.authorizer.lambda.calls as number;
    expect(await calls('/newer')).not.toBe(await calls('/newer'));
    expect(await calls('/kept')).toBe(await calls('/kept'));
  });
}
