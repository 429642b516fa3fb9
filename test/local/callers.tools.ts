import { execFileSync } from 'node:child_process';
import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setCallers } from '../../src/local/callers';
import { callerKey, userToken } from '../../src/local/issue';
import { type LocalAws, startLocalAws } from '../../src/local/server';
import { ensureTool, pythonEnvironment } from '../../src/python';
import { send as rawSend } from '../support/raw-http';
import { describeWithTools } from '../support/tools';
import { REPOSITORY, Workspace } from '../support/workspace';
import { deploy, documentOf, makeFunctions, operation, refused, send } from './callers-api';
import { testCallersOfHttpApis } from './callers-http';
import { testCallersOfFunctionUrls } from './callers-urls';
import { ControlPlane } from './control-plane';
import { CustomDomain } from './custom-domain';
import { LambdaClient } from './lambda-client';
import { testManagedLogin } from './managed-login';
import { byAws4fetch, byBotocore, type Key, type ToSign } from './signers';
import { jwt, resigned, UserPool } from './user-pool';

const ACCOUNT = '000000000000';
const MASKED = '********0000';
const ANY = 'arn:aws:execute-api:us-east-1:000000000000:*';
const allow = (Resource: string | string[], more: object = {}) => ({
  Effect: 'Allow',
  Action: 'execute-api:Invoke',
  Resource,
  ...more,
});
const deny = (Resource: string, more: object = {}) => ({ ...allow(Resource, more), Effect: 'Deny' });
const policy = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const MISSING = refused(403, 'MissingAuthenticationTokenException', {
  message: 'Missing Authentication Token',
});
const UNAUTHORIZED = refused(401, 'UnauthorizedException', { message: 'Unauthorized' });
const invalid = (message: unknown, error = 'InvalidSignatureException') => refused(403, error, { message });
const denied = (message: unknown) => refused(403, 'AccessDeniedException', { message });
/** A refusal by an API without gateway responses of its own. */
const plain = (message: unknown) => ({
  ...refused(403, 'AccessDeniedException', { Message: message }),
  cors: null,
});

describeWithTools('callers of APIs that are checked', ['python3.13'], () => {
  let aws: LocalAws;
  let control: ControlPlane;
  let staff: UserPool;
  let id: string;
  let api: string;

  beforeAll(async () => {
    aws = await startLocalAws({ adapter: 'mangum', callers: 'checked' });
    control = new ControlPlane(aws);
    await makeFunctions(aws);
    staff = await UserPool.make(control, 'staff');
    const paths = {
      '/open': { get: operation() },
      '/iam/{proxy+}': { 'x-amazon-apigateway-any-method': operation({ iam: [] }) },
      '/pool': { get: operation({ pool: [] }) },
      '/scopes': { get: operation({ pool: ['items/read', 'items/write'] }) },
      '/token': { get: operation({ token: [] }) },
      '/kept': { get: operation({ kept: [] }), post: operation({ kept: [] }) },
      '/request/{place}': { get: operation({ request: [] }) },
      '/key': { get: operation({ key: [] }) },
    };
    id = await deploy(control, documentOf(paths, staff.arn));
    api = urlOf(id);
  }, 300_000);

  afterAll(() => aws?.stop());

  const urlOf = (api: string) => `${aws.url}/_aws/execute-api/${api}/prod`;
  const get = (path: string, headers: Record<string, string> = {}) => send(aws, api + path, { headers });

  /** A user of the local IAM, with its key and what it may do. */
  async function user(name: string, document?: string): Promise<Key> {
    await control.query('iam', { Action: 'CreateUser', UserName: name });
    if (document !== undefined) {
      const PolicyDocument = document;
      await control.query('iam', {
        Action: 'PutUserPolicy',
        UserName: name,
        PolicyName: 'own',
        PolicyDocument,
      });
    }
    const made = await control.query('iam', { Action: 'CreateAccessKey', UserName: name });
    const text = (element: string) => new RegExp(`<${element}>([^<]+)<`).exec(made)?.[1] ?? '';
    return { key: text('AccessKeyId'), secret: text('SecretAccessKey') };
  }

  /** A session of a role of the local IAM, which may do what a policy says. */
  async function session(role: string, document: string): Promise<Key> {
    const AssumeRolePolicyDocument = policy({ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' });
    await control.query('iam', { Action: 'CreateRole', RoleName: role, AssumeRolePolicyDocument });
    const PolicyDocument = document;
    await control.query('iam', {
      Action: 'PutRolePolicy',
      RoleName: role,
      PolicyName: 'own',
      PolicyDocument,
    });
    const made = await control.query('sts', {
      Action: 'AssumeRole',
      RoleArn: `arn:aws:iam::${ACCOUNT}:role/${role}`,
      RoleSessionName: 'now',
    });
    const text = (element: string) => new RegExp(`<${element}>([^<]+)<`).exec(made)?.[1] ?? '';
    return { key: text('AccessKeyId'), secret: text('SecretAccessKey'), token: text('SessionToken') };
  }

  async function signed(request: ToSign) {
    const [one] = await byAws4fetch([request]);
    const { method, body } = request;
    return send(aws, one?.url ?? '', { method, headers: one?.headers ?? {}, ...(body && { body }) });
  }

  it('are let in where a route asks for nobody', async () => {
    expect(await get('/open', { authorization: 'whatever' })).toMatchObject({
      status: 200,
      body: { authorizer: null },
    });
  });

  describe('by IAM', () => {
    let alice: Key;
    const iam = (path = '/iam/a') => ({ method: 'GET', url: api + path });

    beforeAll(async () => {
      alice = await user('alice', policy(allow(`${ANY}/*/GET/iam/*`), allow(`${ANY}/*/POST/iam/ü b`)));
    });

    it.each([
      ['botocore', byBotocore],
      ['aws4fetch', byAws4fetch],
    ])('are known by a signature of %s, in the header and in the query', async (_name, sign) => {
      const requests = [
        { ...alice, ...iam() },
        { ...alice, ...iam(), inQuery: true },
        { ...alice, ...iam('/iam/a//b/%20x?b=2&a=1&a=%2F&empty') },
      ];
      for (const { url, headers } of await sign(requests)) {
        expect(await send(aws, url, { headers })).toMatchObject({
          status: 200,
          body: {
            identity: {
              userArn: `arn:aws:iam::${ACCOUNT}:user/alice`,
              accessKey: alice.key,
              caller: expect.stringMatching(/^AIDA/),
            },
          },
        });
      }
    });

    it('sign the path with the base path, and its host, at a custom domain', async () => {
      const domain = await CustomDomain.make(aws, control, 'rest.example.com', 'rest');
      await domain.map('rest', id, 'prod');
      expect(await domain.get('/orders/iam/a', alice)).toMatchObject({
        status: 200,
        body: { identity: { userArn: `arn:aws:iam::${ACCOUNT}:user/alice` } },
      });
      expect((await domain.get('/orders/iam/a', alice, '/others/iam/a')).status).toBe(403);
      await expect(domain.map('rest', id, 'prod')).rejects.toThrow('409');
      await expect(domain.map('rest', id, 'none')).rejects.toThrow('Invalid stage identifier specified');
    });

    it('sign the path that they know: without the stage at the local proxy, with it on AWS', async () => {
      for (const path of ['/iam/a', '/prod/iam/a', '/other/iam/a']) {
        const [one] = await byAws4fetch([{ ...alice, method: 'GET', url: aws.url + path }]);
        const answer = await send(aws, `${api}/iam/a`, { headers: one?.headers ?? {} });
        expect([path, answer.status]).toEqual([path, path.startsWith('/other') ? 403 : 200]);
      }
    });

    it('are refused without a signature, with a token of another kind, and with half a signature', async () => {
      expect(await get('/iam/a')).toEqual(MISSING);
      const incomplete = 'IncompleteSignatureException';
      expect(await get('/iam/a', { authorization: 'Bearer x' })).toEqual(
        invalid(expect.stringContaining("Authorization header requires 'Credential' parameter."), incomplete),
      );
      expect(await get('/iam/a', { authorization: 'AWS4-HMAC-SHA256 Credential=a/b' })).toEqual(
        invalid(expect.stringContaining("requires 'Signature' parameter"), incomplete),
      );
    });

    it('are refused with a key that the local IAM does not know, or no longer', async () => {
      const unknown = invalid(
        'The security token included in the request is invalid.',
        'UnrecognizedClientException',
      );
      expect(await signed({ ...iam(), key: 'AKIAUNKNOWN', secret: 'x' })).toEqual(unknown);
      expect(await signed({ ...iam(), ...alice, token: 'made-up' })).toEqual(unknown);
      const gone = await user('gone', policy(allow(`${ANY}/*`)));
      expect((await signed({ ...iam(), ...gone })).status).toBe(200);
      const off = { UserName: 'gone', AccessKeyId: gone.key, Status: 'Inactive' };
      await control.query('iam', { Action: 'UpdateAccessKey', ...off });
      expect(await signed({ ...iam(), ...gone })).toEqual(unknown);
    });

    it('are refused when anything that was signed has changed', async () => {
      const wrong = invalid(expect.stringMatching(/^The request signature we calculated does not match/));
      expect(await signed({ ...iam(), ...alice, secret: 'guess' })).toEqual(wrong);
      const [one] = await byAws4fetch([{ ...alice, ...iam('/iam/a?limit=1'), method: 'POST', body: '{}' }]);
      const headers = one?.headers ?? {};
      const post = { method: 'POST', headers, body: '{}' };
      for (const [path, init] of [
        ['/iam/b?limit=1', post],
        ['/iam/a?limit=2', post],
        ['/iam/a?limit=1', { ...post, body: '{"a":1}' }],
        ['/iam/a?limit=1', { ...post, method: 'PUT' }],
        ['/iam/a?limit=1', { ...post, headers: { ...headers, 'x-amz-date': '20260101T000000Z' } }],
      ] as const) {
        const answer = await send(aws, api + path, init);
        expect([path, answer.status, answer.error]).toEqual([path, 403, 'InvalidSignatureException']);
      }
    });

    it('are refused for another service, another region, and a time that is long over', async () => {
      const request = { ...iam(), ...alice };
      expect(await signed({ ...request, service: 's3' })).toEqual(
        invalid("Credential should be scoped to correct service: 'execute-api'. "),
      );
      expect(await signed({ ...request, region: 'eu-west-1' })).toEqual(
        invalid('Credential should be scoped to a valid region. '),
      );
      expect(await signed({ ...request, time: '20200101T000000Z' })).toEqual(
        invalid(expect.stringMatching(/^Signature expired: 20200101T000000Z is now earlier than \d+T\d+Z /)),
      );
      expect(await signed({ ...request, time: '20990101T000000Z' })).toEqual(
        invalid(expect.stringMatching(/^Signature not yet current: 20990101T000000Z is still later than /)),
      );
    });

    it('may do what their policies allow, those of their groups and of AWS too, and nothing else', async () => {
      const resource = `arn:aws:execute-api:us-east-1:${MASKED}:${id}/prod/DELETE/iam/a`;
      const text = `User: arn:aws:iam::${ACCOUNT}:user/alice is not authorized to perform: execute-api:Invoke on resource: ${resource}`;
      expect(await signed({ ...iam(), ...alice, method: 'DELETE' })).toEqual(denied(text));

      const nobody = await user('nobody');
      expect((await signed({ ...iam(), ...nobody })).status).toBe(403);
      await control.query('iam', { Action: 'CreateGroup', GroupName: 'callers' });
      const PolicyArn = 'arn:aws:iam::aws:policy/AmazonAPIGatewayInvokeFullAccess';
      await control.query('iam', { Action: 'AttachGroupPolicy', GroupName: 'callers', PolicyArn });
      await control.query('iam', { Action: 'AddUserToGroup', GroupName: 'callers', UserName: 'nobody' });
      expect((await signed({ ...iam(), ...nobody })).status).toBe(200);
      const but = policy(deny(`${ANY}/*/GET/iam/*`));
      await control.query('iam', {
        Action: 'PutUserPolicy',
        UserName: 'nobody',
        PolicyName: 'but',
        PolicyDocument: but,
      });
      expect(await signed({ ...iam(), ...nobody })).toEqual(
        denied(expect.stringMatching(/GET\/iam\/a with an explicit deny$/)),
      );
    });

    it('are sessions of roles, with their session token', async () => {
      const key = await session('caller', policy(allow(`${ANY}/*`)));
      expect(await signed({ ...iam(), ...key })).toMatchObject({
        status: 200,
        body: { identity: { userArn: `arn:aws:sts::${ACCOUNT}:assumed-role/caller/now` } },
      });
      const { token: _, ...without } = key;
      expect((await signed({ ...iam(), ...without })).error).toBe('UnrecognizedClientException');
      const other = await session('other', policy(deny(`${ANY}/*`)));
      expect((await signed({ ...iam(), ...other })).error).toBe('AccessDeniedException');
    });

    it("are the account's root with the key of this local AWS", async () => {
      const { accessKeyId: key, secretAccessKey: secret } = aws.credentials;
      expect(await signed({ ...iam(), key, secret })).toMatchObject({
        status: 200,
        body: { identity: { userArn: `arn:aws:iam::${ACCOUNT}:root` } },
      });
    });
  });

  it('are known from Python, as the page on clients has it', async () => {
    const workspace = new Workspace('python-client');
    const python = await ensureTool({
      name: 'python-client',
      lock: join(__dirname, 'fixtures/python-client.lock'),
      pythons: ['3.13', '3.12', '3.11'],
    });
    const name = { name: 'name', in: 'path', required: true, schema: { type: 'string' } };
    const body = { name: 'text', in: 'query', schema: { type: 'string' } };
    const answers = { 200: { description: 'ok', content: { 'application/json': { schema: {} } } } };
    const asked = { operationId: 'ask', tags: ['all'], parameters: [name, body], responses: answers };
    const document = {
      openapi: '3.1.0',
      info: { title: 'Mine', version: '1' },
      paths: { '/iam/{name}': { get: asked } },
    };
    workspace.write('openapi.json', JSON.stringify(document));
    const page = readFileSync(join(REPOSITORY, 'docs/client.md'), 'utf8');
    const [, auth = ''] = /```python\n([\s\S]*?class Iam[\s\S]*?)```/.exec(page) ?? [];
    workspace.write(
      'ask.py',
      `${auth}
import json
import os

from mine_client import Client
from mine_client.api.all_ import ask

url, headers = json.loads(os.environ["PLACE"])
for more in ({"auth": Iam("us-east-1")}, {}):
    client = Client(url, headers=headers, httpx_args=more)
    answer = ask.sync_detailed("a b/ü", text="x y&z", client=client)
    print(answer.status_code.value, json.loads(answer.content).get("identity", {}).get("userArn"))
`,
    );
    const key = await user('snake', policy(allow(`${ANY}/prod/GET/iam/*`)));
    const run = (...args: string[]) =>
      execFileSync(python, args, {
        cwd: workspace.path,
        encoding: 'utf8',
        env: {
          ...pythonEnvironment(),
          AWS_ACCESS_KEY_ID: key.key,
          AWS_SECRET_ACCESS_KEY: key.secret,
          PYTHONPATH: workspace.at('client'),
          PLACE: JSON.stringify([api, aws.headers]),
        },
      });
    run('-m', 'openapi_python_client', 'generate', '--path', 'openapi.json', '--output-path', 'client');
    expect(run('ask.py').trim().split('\n')).toEqual([`200 arn:aws:iam::${ACCOUNT}:user/snake`, '403 None']);
  }, 120_000);

  describe('by a user pool', () => {
    it('are known by an id token, with and without Bearer', async () => {
      const { id: token } = await staff.signIn('bob@example.com');
      for (const authorization of [token, `Bearer ${token}`]) {
        expect(await get('/pool', { authorization })).toMatchObject({
          status: 200,
          body: {
            authorizer: {
              claims: { 'cognito:username': 'bob@example.com', token_use: 'id', iss: staff.issuer },
            },
          },
        });
      }
    });

    it('are known by an access token where the method asks for scopes, and the token has one', async () => {
      const { id: idToken, access } = await staff.signIn('bob@example.com');
      for (const authorization of [idToken, access])
        expect(await get('/scopes', { authorization })).toEqual(UNAUTHORIZED);
      expect(await get('/pool', { authorization: access })).toEqual(UNAUTHORIZED);
      const scoped = async (...scopes: string[]) => {
        const request = { name: 'bob@example.com', pool: 'staff', use: 'access', scopes } as const;
        return get('/scopes', { authorization: (await userToken(aws, request)).token });
      };
      expect(await scoped('items/delete')).toEqual(UNAUTHORIZED);
      expect(await scoped('items/delete', 'items/write')).toMatchObject({
        status: 200,
        body: { authorizer: { claims: { token_use: 'access', scope: 'items/delete items/write' } } },
      });
    });

    it('are refused with a token whose time is over', async () => {
      const { token } = await userToken(aws, { name: 'bob@example.com', pool: 'staff', expired: true });
      expect(await get('/pool', { authorization: token })).toEqual(
        refused(401, 'UnauthorizedException', { message: 'The incoming token has expired' }),
      );
    });

    it('can be checked by apps too, with the keys at the address of the pool, each pool with its own', async () => {
      const keys = async (path: string) =>
        (await control.document(`${path}/.well-known/jwks.json`)).keys as (JsonWebKey & { kid: string })[];
      const { id: token } = await staff.signIn('bob@example.com');
      const [head = '', payload = '', mark = ''] = token.split('.');
      const [key] = await keys(`/${staff.id}`);
      expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toEqual({
        alg: 'RS256',
        kid: key?.kid,
        typ: expect.anything(),
      });
      const publicKey = createPublicKey({ key: key as JsonWebKey, format: 'jwk' });
      const good = verify(
        'sha256',
        Buffer.from(`${head}.${payload}`),
        publicKey,
        Buffer.from(mark, 'base64url'),
      );
      expect(good).toBe(true);
      expect(Object.keys(key ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
      const [other] = await keys(`/${(await UserPool.make(control, 'own')).id}`);
      expect(other?.n).not.toBe(key?.n);
      expect(await control.document(`/${staff.id}/.well-known/openid-configuration`)).toMatchObject({
        issuer: staff.issuer,
        jwks_uri: `${aws.url}/${staff.id}/.well-known/jwks.json`,
      });
    });

    it('get no other document without a key, by no other name of this machine and with no other method', async () => {
      const path = `/${staff.id}/.well-known/jwks.json`;
      const status = async (host: string, path: string, method = 'GET') =>
        (await rawSend(aws.url, { method, path, headers: ['Host', host] })).status;
      expect(await status('localhost', path)).toBe(200);
      expect(await status('bucket.s3.localhost', path)).toBe(403);
      expect(await status('localhost', path, 'PUT')).toBe(403);
      expect(await status('localhost', `${path}/other`)).toBe(403);
      expect(await status('localhost', `/${staff.id}/.well-known/other.json`)).toBe(403);
    });

    it('are refused without a token, and with one that the pool did not make', async () => {
      const { id: token } = await staff.signIn('bob@example.com');
      const [head = '', payload = '', mark = ''] = token.split('.');
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
      const other = await UserPool.make(control, 'guests');
      const forged: Record<string, string> = {
        'no token': '',
        'no JWT': 'x',
        'another text as its signature': `${head}.${payload}.AAAA`,
        'no signature': `${head}.${payload}.`,
        'the algorithm none': `${jwt({ alg: 'none' }, claims)}.`,
        'the algorithm none with a signature': `${jwt({ alg: 'none' }, claims)}.${mark}`,
        'other claims': `${head}.${Buffer.from(JSON.stringify({ ...claims, sub: 'root' })).toString('base64url')}.${mark}`,
        'a key of its own': resigned(token, claims),
        'a key of its own, in its head': resigned(token, claims, 'with the key'),
        'the public key as a secret': await staff.signedWithPublicKey(claims),
        'another pool': (await other.signIn('bob@example.com')).id,
      };
      for (const [what, authorization] of Object.entries(forged)) {
        expect([what, await get('/pool', { authorization })]).toEqual([what, UNAUTHORIZED]);
      }
    });
  });

  describe('by a Lambda authorizer', () => {
    const failed = (error: string) => refused(500, error, { message: null });

    it.each([
      ['token', '/token', (wish: string) => ({ 'x-token': wish })],
      ['request', '/request/here?place=here', (wish: string) => ({ 'x-wish': wish })],
    ])('of type %s are what its function says', async (_type, path, headers) => {
      const ask = (wish: string) => get(path, headers(wish));
      expect(await ask('allow')).toMatchObject({
        status: 200,
        body: {
          authorizer: { principalId: 'someone', staff: 'true', calls: expect.stringMatching(/^\d+$/) },
        },
      });
      const text = 'User is not authorized to access this resource';
      expect(await ask('deny')).toEqual(denied(`${text} with an explicit deny`));
      expect(await ask('elsewhere')).toEqual(denied(text));
      expect(await ask('unauthorized')).toEqual(UNAUTHORIZED);
      expect(await ask('fail')).toEqual(failed('AuthorizerFailureException'));
      expect(await ask('nonsense')).toEqual(failed('AuthorizerConfigurationException'));
      expect(await ask('list')).toEqual(failed('AuthorizerConfigurationException'));
    });

    it('tell the function of type token its token, and that of type request the whole request', async () => {
      const event = async (path: string, headers: Record<string, string>) =>
        JSON.parse((await get(path, headers)).body.authorizer.event) as unknown;
      const methodArn = `arn:aws:execute-api:us-east-1:${ACCOUNT}:${id}/prod/GET/`;
      expect(await event('/token', { 'x-token': 'allow me' })).toEqual({
        type: 'TOKEN',
        methodArn: `${methodArn}token`,
        authorizationToken: 'allow me',
      });
      const claimed = { 'x-wish': 'allow', 'x-forwarded-for': '192.0.2.1' };
      expect(await event('/request/here?place=a&place=b', claimed)).toMatchObject({
        type: 'REQUEST',
        methodArn: `${methodArn}request/here`,
        resource: '/request/{place}',
        path: '/request/here',
        httpMethod: 'GET',
        queryStringParameters: { place: 'b' },
        multiValueQueryStringParameters: { place: ['a', 'b'] },
        pathParameters: { place: 'here' },
        multiValueHeaders: { 'x-wish': ['allow'], 'X-Forwarded-Proto': ['http'] },
        requestContext: {
          apiId: id,
          stage: 'prod',
          identity: { sourceIp: '127.0.0.1' },
          requestTime: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}(:\d\d){3} \+0000$/),
        },
      });
      // A caller's own is not believed
      const { headers } = (await event('/request/there?place=a', claimed)) as {
        headers: Record<string, string>;
      };
      const from = Object.entries(headers).filter(([name]) => name.toLowerCase() === 'x-forwarded-for');
      expect(from.map(([, value]) => value)).toEqual(['127.0.0.1']);
    });

    it('are refused before the function is asked: without a source, and with a token of another form', async () => {
      expect(await get('/token')).toEqual(UNAUTHORIZED);
      expect(await get('/token', { 'x-token': 'ALLOW' })).toEqual(UNAUTHORIZED);
      expect(await get('/request/here', { 'x-wish': 'allow' })).toEqual(UNAUTHORIZED);
      expect(await get('/request/here?place=', { 'x-wish': 'allow' })).toEqual(UNAUTHORIZED);
      expect(await get('/request/here?place=here')).toEqual(UNAUTHORIZED);
    });

    it('are known for five minutes by the same token, at all methods, where the authorizer does not say how long', async () => {
      const calls = async (method: string, wish: string) => {
        const answer = await send(aws, `${api}/kept`, { method, headers: { 'x-token': wish } });
        return answer.body.authorizer.calls as string;
      };
      const first = await calls('GET', 'allow');
      expect(await calls('GET', 'allow')).toBe(first);
      expect(await calls('POST', 'allow')).toBe(first);
      expect(await calls('GET', 'allow me')).not.toBe(first);
    });

    it('meet an error where the function may not be asked by API Gateway', async () => {
      const lambdas = new LambdaClient(aws);
      await lambdas.forbid('gate');
      const answer = await get('/request/here?place=here', { 'x-wish': 'allow' });
      await lambdas.permit('gate', { source: `arn:aws:execute-api:us-east-1:${ACCOUNT}:*/authorizers/*` });
      expect(answer).toEqual(failed('AuthorizerConfigurationException'));
      expect((await get('/request/here?place=here', { 'x-wish': 'allow' })).status).toBe(200);
    });
  });

  describe('by a policy of the API', () => {
    const paths = {
      '/open': { get: operation() },
      '/iam': { get: operation({ iam: [] }) },
      '/pool': { get: operation({ pool: [] }) },
      '/token': { get: operation({ token: [] }) },
    };
    const here = { Condition: { IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } } };
    const elsewhere = { Condition: { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } };
    const everybody = { Principal: '*' };
    const ALL = 'execute-api:/*';
    let eve: Key;
    let may: Key;
    let maynot: Key;

    beforeAll(async () => {
      eve = await user('eve');
      may = await user('may', policy(allow(`${ANY}/*`)));
      maynot = await user('maynot', policy(deny(`${ANY}/*`)));
    });

    /** What an API with a policy answers: at the open route, to users of IAM, to a pool's user, to an authorizer's. */
    async function answers(...statements: object[]) {
      const Statement = { 'x-amazon-apigateway-policy': { Version: '2012-10-17', Statement: statements } };
      const { 'x-amazon-apigateway-gateway-responses': _, ...document } = documentOf(
        paths,
        staff.arn,
        Statement,
      );
      const own = urlOf(await deploy(control, document));
      const iam = { method: 'GET', url: `${own}/iam` };
      const { id: authorization } = await staff.signIn('bob@example.com');
      const ask = (wish: string) => send(aws, `${own}/token`, { headers: { 'x-token': wish } });
      return {
        open: await send(aws, `${own}/open`),
        may: await signed({ ...iam, ...may }),
        silent: await signed({ ...iam, ...eve }),
        maynot: await signed({ ...iam, ...maynot }),
        pool: await send(aws, `${own}/pool`, { headers: { authorization } }),
        allowed: await ask('allow'),
        elsewhere: await ask('elsewhere'),
        denied: await ask('deny'),
        stranger: await send(aws, `${own}/pool`),
      };
    }
    const statuses = (all: Record<string, { status: number }>) =>
      Object.fromEntries(Object.entries(all).map(([name, { status }]) => [name, status]));
    const stay = { maynot: 403, denied: 403, stranger: 401 };

    it('that allows them may call, unless their own policy denies it', async () => {
      const all = await answers(allow(ALL, { ...everybody, ...here }));
      expect(statuses(all)).toEqual({
        open: 200,
        may: 200,
        silent: 200,
        pool: 200,
        allowed: 200,
        elsewhere: 200,
        ...stay,
      });
    });

    it('that says nothing of them may call only where their own policy allows it', async () => {
      const all = await answers(allow(ALL, { ...everybody, ...elsewhere }));
      expect(statuses(all)).toEqual({
        open: 403,
        may: 200,
        silent: 403,
        pool: 403,
        allowed: 200,
        elsewhere: 403,
        ...stay,
      });
      expect(all.open).toEqual(
        plain(
          expect.stringMatching(
            /^User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:\*{8}0000:\w+\/prod\/GET\/open$/,
          ),
        ),
      );
    });

    it('that denies them may not call', async () => {
      const all = await answers(allow(ALL, everybody), deny(ALL, { ...everybody, ...here }));
      expect(statuses(all)).toEqual({
        open: 403,
        may: 403,
        silent: 403,
        pool: 403,
        allowed: 403,
        elsewhere: 403,
        ...stay,
      });
      expect(all.open).toEqual(plain(expect.stringMatching(/GET\/open with an explicit deny$/)));
    });

    it('that names single users are these users', async () => {
      const principal = (name: string) => ({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/${name}` } });
      const named = await answers(allow(ALL, principal('eve')));
      expect(statuses(named)).toMatchObject({ open: 403, silent: 200, may: 200, maynot: 403 });
      const others = await answers(allow(ALL, principal('somebody')));
      expect(statuses(others)).toMatchObject({ open: 403, silent: 403, may: 200 });
      const account = await answers(allow(ALL, { Principal: { AWS: ACCOUNT } }));
      expect(statuses(account)).toMatchObject({ open: 403, silent: 403, may: 200 });
    });
  });

  describe('by an API key', () => {
    /** An API key in a usage plan of the stage. @returns its value */
    async function apiKey(name: string, plan: object): Promise<string> {
      const value = `${name}-${'0123456789'.repeat(2)}`;
      const key = await control.gateway('/apikeys', { name, enabled: true, value });
      const { id: planId } = await control.gateway('/usageplans', {
        name,
        apiStages: [{ apiId: id, stage: 'prod' }],
        ...plan,
      });
      await control.gateway(`/usageplans/${planId}/keys`, { keyId: key.id, keyType: 'API_KEY' });
      return value;
    }
    const ask = (key: string) => get('/key', { 'x-api-key': key });

    it('are refused without one of a plan of the stage', async () => {
      const forbidden = refused(403, 'ForbiddenException', { message: 'Forbidden' });
      expect(await get('/key')).toEqual(forbidden);
      expect(await ask('guess')).toEqual(forbidden);
      expect(await ask(await apiKey('partner', {}))).toMatchObject({
        status: 200,
        body: { identity: { apiKey: expect.stringMatching(/^partner-/) } },
      });
    });

    it('are refused above the burst of their plan, each key by itself', async () => {
      const plan = { throttle: { rateLimit: 0.001, burstLimit: 2 } };
      const [first, second] = [await apiKey('first', plan), await apiKey('second', plan)];
      expect((await ask(first)).status).toBe(200);
      expect((await ask(first)).status).toBe(200);
      expect(await ask(first)).toEqual(
        refused(429, 'TooManyRequestsException', { message: 'Too Many Requests' }),
      );
      expect((await ask(second)).status).toBe(200);
    });

    it('are refused above the quota of their plan', async () => {
      const key = await apiKey('quota', { quota: { limit: 2, offset: 1, period: 'MONTH' } });
      expect((await ask(key)).status).toBe(200);
      expect(await ask(key)).toEqual(refused(429, 'LimitExceededException', { message: 'Limit Exceeded' }));
    });
  });

  describe('by credentials of an identity pool', () => {
    const provider = () => staff.issuer.replace('https://', '');
    const call = async (action: string, body: object) =>
      control.cognito(`AWSCognitoIdentityService.${action}`, body, 'us-east-1');
    const role = async (name: string, document: string) => {
      await session(name, document);
      return `arn:aws:iam::${ACCOUNT}:role/${name}`;
    };
    let pool: string;

    beforeAll(async () => {
      const made = await call('CreateIdentityPool', {
        IdentityPoolName: 'visitors',
        AllowUnauthenticatedIdentities: true,
        CognitoIdentityProviders: [{ ProviderName: provider(), ClientId: staff.client }],
      });
      pool = made.body.IdentityPoolId;
      const Roles = {
        authenticated: await role('member', policy(allow(`${ANY}/*`))),
        unauthenticated: await role('visitor', policy(allow(`${ANY}/*/GET/iam/public`))),
      };
      await call('SetIdentityPoolRoles', { IdentityPoolId: pool, Roles });
      expect((await call('GetIdentityPoolRoles', { IdentityPoolId: pool })).body.Roles).toEqual(Roles);
    });

    async function credentials(Logins?: Record<string, string>): Promise<Key & { identity: string }> {
      const { IdentityId } = (await call('GetId', { IdentityPoolId: pool, Logins })).body;
      const { Credentials: given } = (await call('GetCredentialsForIdentity', { IdentityId, Logins })).body;
      return {
        key: given.AccessKeyId,
        secret: given.SecretKey,
        token: given.SessionToken,
        identity: IdentityId,
      };
    }
    const ask = (key: Key, path: string) => signed({ ...key, method: 'GET', url: api + path });

    it('are the identity of a user who has signed in, each time the same', async () => {
      const { id: token } = await staff.signIn('bob@example.com');
      const key = await credentials({ [provider()]: token });
      expect((await credentials({ [provider()]: token })).identity).toBe(key.identity);
      const { sub } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
        sub: string;
      };
      expect(await ask(key, '/iam/a')).toMatchObject({
        status: 200,
        body: {
          identity: {
            userArn: `arn:aws:sts::${ACCOUNT}:assumed-role/member/CognitoIdentityCredentials`,
            cognitoIdentityId: key.identity,
            cognitoIdentityPoolId: pool,
            cognitoAuthenticationType: 'authenticated',
            cognitoAuthenticationProvider: `${provider()},${provider()}:CognitoSignIn:${sub}`,
          },
        },
      });
    });

    it('are an identity of nobody who has signed in, with a role of its own', async () => {
      const key = await credentials();
      expect((await credentials()).identity).not.toBe(key.identity);
      expect(await ask(key, '/iam/public')).toMatchObject({
        status: 200,
        body: {
          identity: { cognitoAuthenticationType: 'unauthenticated', cognitoAuthenticationProvider: null },
        },
      });
      expect((await ask(key, '/iam/a')).error).toBe('AccessDeniedException');
    });

    it('are refused with a token that is not of the pool, and for the identity of somebody else', async () => {
      const { id: token, access } = await staff.signIn('bob@example.com');
      const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as object;
      const errors = async (Logins?: object, IdentityId?: string) =>
        (IdentityId
          ? await call('GetCredentialsForIdentity', { IdentityId, Logins })
          : await call('GetId', { IdentityPoolId: pool, Logins })
        ).body.__type;
      const NOT = expect.stringContaining('NotAuthorizedException');
      expect(await errors({ [provider()]: resigned(token, claims) })).toEqual(NOT);
      expect(await errors({ [provider()]: access })).toEqual(NOT);
      expect(await errors({ 'accounts.google.com': token })).toEqual(NOT);
      const { identity } = await credentials({ [provider()]: token });
      expect(await errors(undefined, identity)).toEqual(NOT);
      expect(
        await errors({ [provider()]: (await staff.signIn('mallory@example.com')).id }, identity),
      ).toEqual(NOT);
      expect(await errors({ [provider()]: token }, 'us-east-1:0')).toEqual(
        expect.stringContaining('ResourceNotFoundException'),
      );
    });
  });

  describe('of HTTP APIs', () => {
    let reader: Key;

    beforeAll(async () => {
      reader = await user('reader', policy(allow(`${ANY}/$default/GET/*`)));
    });

    testCallersOfHttpApis(() => ({ aws, control, staff, reader }));
  });

  describe('of function URLs', () =>
    testCallersOfFunctionUrls(() => ({
      aws,
      user: (name, ...statements) => user(name, policy(...statements)),
    })));

  describe('of websites', () => testManagedLogin(() => ({ aws, control })));

  it('get keys for the command line: of a user, of a role, and of a user that is made for one API', async () => {
    const key = async (name: string, create = false) => {
      const made = await callerKey(aws, { name, api: id, create });
      expect(made.region).toBe('us-east-1');
      return { key: made.accessKeyId, secret: made.secretAccessKey, token: made.sessionToken };
    };
    await user('heidi', policy(allow(`${ANY}/*`)));
    await session('runner', policy(allow(`${ANY}/*`)));
    await expect(key('ivan')).rejects.toThrow(/neither a user nor a role ivan[\s\S]*heidi[\s\S]*--create/);
    const arn = async (name: string, create?: boolean) =>
      (await signed({ ...(await key(name, create)), method: 'GET', url: `${api}/iam/a` })).body.identity
        .userArn;
    expect(await arn('heidi')).toBe(`arn:aws:iam::${ACCOUNT}:user/heidi`);
    expect(await arn('runner')).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/runner/terragate`);
    expect(await arn('ivan', true)).toBe(`arn:aws:iam::${ACCOUNT}:user/ivan`);
    const other = await deploy(control, documentOf({ '/': { get: operation({ iam: [] }) } }, staff.arn));
    const elsewhere = await signed({ ...(await key('ivan')), method: 'GET', url: `${urlOf(other)}/` });
    expect(elsewhere.error).toBe('AccessDeniedException');
  });

  it('get tokens for the command line, of a user who is there or who is made', async () => {
    const ask = (name: string, create = false) => userToken(aws, { name, pool: 'staff', create });
    await expect(ask('judy')).rejects.toThrow(/staff has no user judy[\s\S]*bob@example.com[\s\S]*--create/);
    const made = await ask('judy', true);
    expect(made).toMatchObject({ user: 'judy@example.com', password: expect.stringMatching(/^.{20}$/) });
    const { token, password } = await ask('judy', true);
    expect(password).toBeUndefined();
    const answer = await get('/pool', { authorization: token });
    expect(answer.body.authorizer.claims['cognito:username']).toBe('judy');
    await expect(userToken(aws, { name: 'judy' })).rejects.toThrow(/several user pools/);
    await expect(userToken(aws, { name: 'judy', pool: 'x' })).rejects.toThrow(/no single user pool x/);
  });

  it('are let in again, and checked again, without a new start', async () => {
    await setCallers(aws, 'open');
    expect(await get('/iam/a')).toMatchObject({ status: 200, body: { identity: { user: 'local' } } });
    await setCallers(aws, 'checked');
    expect(await get('/iam/a')).toEqual(MISSING);
  });
});
