import { execFile, execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ensureLocalAws } from '../../src/local/install';
import { type LocalAws, startLocalAws } from '../../src/local/server';
import { send } from '../support/raw-http';
import { describeWithTools } from '../support/tools';
import { ControlPlane, signature } from './control-plane';
import { LambdaClient, packageOf } from './lambda-client';

const MAIN = `
import json

def handler(event, context):
    return {"statusCode": 200, "body": json.dumps({"query": event["queryStringParameters"], **event["requestContext"]})}
`;

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:who';
const POOL = 'arn:aws:cognito-idp:eu-west-1:000000000000:userpool/eu-west-1_abc';
const operation = (more: object = {}) => ({
  ...more,
  'x-amazon-apigateway-integration': {
    type: 'aws_proxy',
    httpMethod: 'POST',
    uri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${FUNCTION}/invocations`,
  },
});
const header = { type: 'apiKey', in: 'header', name: 'Authorization' };
const DOCUMENT = {
  openapi: '3.0.1',
  info: { title: 'who', version: '1' },
  paths: {
    '/': { get: operation({ security: [{ iam: [] }] }), post: operation() },
    '/iam/{proxy+}': { 'x-amazon-apigateway-any-method': operation({ security: [{ iam: [] }] }) },
    '/extension': { get: operation({ 'x-amazon-apigateway-auth': { type: 'AWS_IAM' } }) },
    '/template': {
      get: {
        security: [{ iam: [] }],
        'x-amazon-apigateway-integration': {
          type: 'mock',
          requestTemplates: { 'application/json': '{"statusCode": 200}' },
          responses: {
            default: {
              statusCode: '200',
              responseTemplates: { 'application/json': '"$context.identity.userArn"' },
            },
          },
        },
        responses: { 200: { description: 'who' } },
      },
    },
    '/pool/{proxy+}': { 'x-amazon-apigateway-any-method': operation({ security: [{ pool: [] }] }) },
    '/scopes': { get: operation({ security: [{ pool: ['items/read', 'items/write'] }] }) },
    '/header': { get: operation({ security: [{ other: [] }] }) },
    '/lambda': { get: operation({ security: [{ lambda: [] }] }) },
    '/key': { get: operation({ security: [{ key: [] }] }) },
  },
  components: {
    securitySchemes: {
      iam: { ...header, 'x-amazon-apigateway-authtype': 'awsSigv4' },
      pool: {
        ...header,
        'x-amazon-apigateway-authtype': 'cognito_user_pools',
        'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools', providerARNs: [POOL] },
      },
      other: {
        ...header,
        name: 'X-Token',
        'x-amazon-apigateway-authtype': 'cognito_user_pools',
        'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools', providerARNs: [POOL] },
      },
      lambda: {
        ...header,
        'x-amazon-apigateway-authtype': 'custom',
        'x-amazon-apigateway-authorizer': { type: 'token', authorizerUri: `${FUNCTION}/invocations` },
      },
      key: { ...header, name: 'x-api-key' },
    },
  },
};

interface Seen {
  readonly query: Record<string, string> | null;
  readonly identity: Record<string, string | null>;
  readonly authorizer?: { readonly claims: Record<string, string> };
}

const NOBODY = {
  accessKey: null,
  accountId: null,
  caller: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  sourceIp: '127.0.0.1',
  user: null,
  userAgent: 'tests',
  userArn: null,
};
const user = (name: string, account = '000000000000') => ({
  ...NOBODY,
  accessKey: name,
  accountId: account,
  caller: name,
  user: name,
  userArn: `arn:aws:iam::${account}:user/${name}`,
});
const DATE = /^(Sun|Mon|Tue|Wed|Thu|Fri|Sat) [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d UTC \d{4}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const jwt = (payload: unknown) => `${part({ alg: 'RS256', kid: 'x' })}.${part(payload)}.c2lnbmF0dXJl`;

describeWithTools('callers of the local AWS', ['python3.13'], () => {
  let aws: LocalAws;
  let control: ControlPlane;
  let api: string;

  beforeAll(async () => {
    aws = await startLocalAws({ adapter: 'mangum' });
    control = new ControlPlane(aws);
    const lambdas = new LambdaClient(aws);
    await lambdas.create('who', packageOf({ 'main.py': MAIN }).zip);
    await lambdas.permit('who');
    const { id } = await control.gateway('/restapis?mode=import', DOCUMENT);
    await control.gateway(`/restapis/${id}/deployments`, { stageName: 'prod' });
    api = `${aws.url}/_aws/execute-api/${id}/prod`;
  }, 300_000);

  afterAll(() => aws?.stop());

  async function seen(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Seen> {
    const answer = await fetch(api + path, {
      method,
      headers: { ...aws.headers, 'user-agent': 'tests', ...headers },
    });
    expect(answer.status).toBe(200);
    return (await answer.json()) as Seen;
  }

  const call = (action: string, body: object, region?: string) =>
    control.cognito(`AWSCognitoIdentityProviderService.${action}`, body, region);

  describe('of methods that ask for IAM', () => {
    it.each([
      ['/', 'GET'],
      ['/iam/a/b', 'GET'],
      ['/iam/a/b', 'DELETE'],
      ['/extension', 'GET'],
    ])('are the user local when they do not sign: %s %s', async (path, method) => {
      const { identity, authorizer } = await seen(path, {}, method);
      expect(identity).toEqual(user('local'));
      expect(authorizer).toBeUndefined();
    });

    it('are a user by the name of their key when they sign', async () => {
      const authorization = signature('alice', 'execute-api');
      expect((await seen('/', { authorization })).identity).toEqual(user('alice'));
      const credential = encodeURIComponent('bob/20260101/us-east-1/execute-api/aws4_request');
      expect((await seen(`/?X-Amz-Credential=${credential}`)).identity).toEqual(user('bob'));
    });

    it('are the user or the role that the key was made for', async () => {
      await control.query('iam', { Action: 'CreateUser', UserName: 'carol' });
      const made = { Action: 'CreateAccessKey', UserName: 'carol' };
      const key = await control.query('iam', made, 'AccessKeyId');
      const { identity } = await seen('/', { authorization: signature(key, 'execute-api') });
      const id = expect.stringMatching(/^AIDA[A-Z0-9]+$/);
      expect(identity).toEqual({ ...user('carol'), accessKey: key, caller: id, user: id });

      const role = {
        Action: 'AssumeRole',
        RoleArn: 'arn:aws:iam::000000000000:role/any',
        RoleSessionName: 'dave',
      };
      const temporary = await control.query('sts', role, 'AccessKeyId');
      const session = await seen('/', { authorization: signature(temporary, 'execute-api') });
      expect(session.identity).toMatchObject({
        userArn: 'arn:aws:sts::000000000000:assumed-role/any/dave',
        user: expect.stringMatching(/^AROA[A-Z0-9]+:dave$/),
      });
    });

    it('are the local user whatever else the header holds', async () => {
      expect((await seen('/', { authorization: 'Bearer x' })).identity).toEqual(user('local'));
    });

    it('are known to templates too', async () => {
      expect(await seen('/template')).toBe('arn:aws:iam::000000000000:user/local');
    });
  });

  describe('of methods that ask for a user pool', () => {
    it.each(['GET', 'PATCH'])('are the local user when they send no token: %s', async (method) => {
      const { identity, authorizer } = await seen('/pool/a/b', {}, method);
      expect(identity).toEqual(NOBODY);
      expect(authorizer).toEqual({
        claims: {
          sub: '00000000-0000-4000-8000-000000000000',
          iss: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc',
          event_id: expect.stringMatching(UUID),
          jti: expect.stringMatching(UUID),
          auth_time: expect.stringMatching(/^\d{10}$/),
          iat: expect.stringMatching(DATE),
          exp: expect.stringMatching(DATE),
          token_use: 'id',
          aud: 'local',
          'cognito:username': 'local',
          email: 'local@example.com',
          email_verified: 'true',
        },
      });
    });

    it('have an access token where the method asks for scopes', async () => {
      const { authorizer } = await seen('/scopes');
      expect(authorizer?.claims).toMatchObject({
        token_use: 'access',
        scope: 'items/read items/write',
        username: 'local',
        client_id: 'local',
      });
      expect(authorizer?.claims).not.toHaveProperty('email');
    });

    it('have the claims of their token, as texts', async () => {
      const token = jwt({
        sub: '7',
        'cognito:username': 'Zoë',
        'cognito:groups': ['admin', 'staff'],
        identities: [{ userId: '1', primary: true }],
        email_verified: false,
        auth_time: 1718722804,
        iat: 1717200000,
        exp: 1718722804,
      });
      const claims = {
        sub: '7',
        'cognito:username': 'Zoë',
        'cognito:groups': 'admin,staff',
        identities: '{"userId":"1","primary":true}',
        email_verified: 'false',
        auth_time: '1718722804',
        iat: 'Sat Jun 01 00:00:00 UTC 2024',
        exp: 'Tue Jun 18 15:00:04 UTC 2024',
      };
      for (const authorization of [token, `Bearer ${token}`]) {
        expect((await seen('/pool/x', { authorization })).authorizer).toEqual({ claims });
      }
      expect((await seen('/header', { 'x-token': token })).authorizer).toEqual({ claims });
      const ignored = await seen('/header', { authorization: token });
      expect(ignored.authorizer?.claims['cognito:username']).toBe('local');
    });

    it.each([
      ['no JWT', 'Bearer x'],
      ['no Base64', 'a.b.c'],
      ['no object', `${part({})}.${part([1])}.x`],
      ['no date', jwt({ sub: '7', exp: 1e300 })],
      ['a signature', signature('alice', 'execute-api')],
    ])('are the local user with a token that cannot be read: %s', async (_what, authorization) => {
      const { authorizer } = await seen('/pool/x', { authorization });
      expect(authorizer?.claims['cognito:username']).toBe('local');
    });
  });

  it.each([
    ['POST', '/'],
    ['GET', '/lambda'],
  ])('of %s %s, which asks neither IAM nor a pool, are unknown', async (method, path) => {
    for (const authorization of [signature('alice', 'execute-api'), jwt({ sub: '7' })]) {
      const { identity, authorizer } = await seen(path, { authorization }, method);
      expect([identity, authorizer]).toEqual([NOBODY, undefined]);
    }
  });

  it('are unknown by an API key, which is still asked for', async () => {
    const answer = await fetch(`${api}/key`, {
      headers: { ...aws.headers, authorization: jwt({ sub: '7' }) },
    });
    expect([answer.status, await answer.json()]).toEqual([403, { message: 'Forbidden' }]);
  });

  describe('that are not of this machine, or have no key,', () => {
    const VENDOR = 'https://app.localstack.cloud';
    /** What each kind of request is: of services, an API, LocalStack itself, objects, and hosts of them. */
    const REQUESTS = (id: string): (readonly [string, string, string?])[] => [
      ['GET', '/'],
      ['GET', '/_localstack/health'],
      ['POST', '/_localstack/state/reset'],
      ['GET', '/_aws/lambda/runtimes'],
      ['GET', `/_aws/execute-api/${id}/prod/`],
      ['GET', `/restapis/${id}/prod/_user_request_/`],
      ['GET', '/prod/', `${id}.execute-api.localhost`],
      ['GET', '/2015-03-31/functions/'],
      ['POST', '/2015-03-31/functions/who/invocations'],
      ['POST', '/restapis'],
      ['PUT', '/bucket'],
      ['GET', '/key', 'bucket.s3.localhost'],
      ['OPTIONS', '/'],
      ['OPTIONS', `/_aws/execute-api/${id}/prod/`],
    ];
    const id = () => api.split('/').at(-2) ?? '';
    const named = (service: string) => ['Authorization', signature('000000000000', service)];

    it('are refused before anything reads them, also those that ask what pages may do', async () => {
      for (const [method, path, host = '127.0.0.1'] of REQUESTS(id())) {
        for (const more of [
          [],
          ['Origin', VENDOR, 'Access-Control-Request-Method', 'POST'],
          ['Origin', 'http://localhost:4566'],
          ['X-Terragate-Secret', 'guess'],
          named('lambda'),
          named('s3'),
        ]) {
          const answer = await send(aws.url, { method, path, headers: ['Host', host, ...more] });
          expect([method, path, answer.status, answer.text]).toEqual([
            method,
            path,
            403,
            expect.stringContaining('Terragate: the request'),
          ]);
          expect(answer.rawHeaders.filter((name) => /^access-control|^x-localstack/i.test(name))).toEqual([]);
        }
      }
    });

    it('are refused for their host with the secret, too', async () => {
      const secret = Object.entries(aws.headers).flat();
      for (const [method, path] of REQUESTS(id())) {
        for (const host of ['example.com', `example.com:${aws.port}`, '192.0.2.1', 'localhost.example.com']) {
          const answer = await send(aws.url, { method, path, headers: ['Host', host, ...secret] });
          expect([answer.status, answer.text]).toEqual([403, expect.stringContaining('another host')]);
        }
      }
      const two = await send(aws.url, { headers: ['Host', 'localhost', 'host', 'example.com', ...secret] });
      expect(two.status).toBe(403);
    });

    it("are refused when they are pages of LocalStack's vendor, with the secret too", async () => {
      const headers = ['Origin', VENDOR, ...Object.entries(aws.headers).flat()];
      const answer = await send(aws.url, { path: '/_localstack/health', headers });
      expect([answer.status, answer.values('access-control-allow-origin')]).toEqual([403, []]);
    });

    it('are distinguished from those that sign with a key of this local AWS, as AWS signs', async () => {
      const { python } = await ensureLocalAws();
      const script = join(__dirname, 'fixtures/signed_requests.py');
      const { stdout } = await promisify(execFile)(python, [script], {
        env: { ...process.env, ...aws.environment },
      });
      const root = 'arn:aws:iam::000000000000:root';
      const noKey = expect.stringContaining(
        'AccessDenied: Terragate: the request has no key of this local AWS',
      );
      const wrong = expect.stringContaining(
        "AccessDenied: Terragate: the request's signature is not that of",
      );
      expect(JSON.parse(stdout)).toEqual({
        "the instance's key": root,
        'another key': noKey,
        "the instance's key with another secret": wrong,
        'another secret at S3': wrong,
        'another secret at Lambda': wrong,
        'an object whose name has to be coded': 'hello',
        'an object in parts': 9_000_000,
        'a body that is kept in a file': 'large',
        'a path that has to be coded': expect.stringMatching(/^ResourceNotFoundException: /),
        'addresses, s3v4': [200, 200],
        'other addresses, s3v4': [403, 403, 403],
        'forms, s3v4': [204, 403],
        'addresses, s3': [200, 200],
        'other addresses, s3': [403, 403, 403],
        'forms, s3': [204, 403],
        "a user's key": 'arn:aws:iam::000000000000:user/erin',
        "a user's key with another secret": wrong,
        "a user's key that is turned off": noKey,
        "a role's key": 'arn:aws:sts::000000000000:assumed-role/any/frank',
      });
    });

    it('learn the secret from nothing that is written down', () => {
      const secret = aws.credentials.secretAccessKey;
      const files = readdirSync(aws.dataDir, { recursive: true, withFileTypes: true }).filter((entry) =>
        entry.isFile(),
      );
      const texts = files.map((entry) => [
        entry.name,
        readFileSync(join(entry.parentPath, entry.name), 'latin1'),
      ]);
      expect(texts.filter(([, text]) => text?.includes(secret)).map(([name]) => name)).toEqual([]);
      const commands = execFileSync('ps', ['axww', '-o', 'command=']).toString();
      expect(commands.includes(secret)).toBe(false);
    });

    it('do not give the secret to the app', async () => {
      expect(JSON.stringify(await seen('/'))).not.toContain(aws.credentials.secretAccessKey);
      expect(aws.logs('who')).not.toContain(aws.credentials.secretAccessKey);
    });
  });

  describe('who sign in', () => {
    it.each(['us-east-1', 'eu-west-1'])('at a pool of %s are known by their token', async (region) => {
      const made = await call('CreateUserPool', { PoolName: 'staff' }, region);
      const pool = made.body.UserPool?.Id ?? '';
      expect([made.status, pool]).toEqual([
        200,
        expect.stringMatching(new RegExp(`^${region}_[A-Za-z0-9]+$`)),
      ]);
      expect(made.body.UserPool?.Arn).toBe(`arn:aws:cognito-idp:${region}:000000000000:userpool/${pool}`);
      expect((await call('DescribeUserPool', { UserPoolId: pool }, region)).body.UserPool?.Name).toBe(
        'staff',
      );

      const flows = ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'];
      const client = await call(
        'CreateUserPoolClient',
        { UserPoolId: pool, ClientName: 'pages', ExplicitAuthFlows: flows },
        region,
      );
      const login = { Username: 'test@example.com', UserPoolId: pool };
      await call('AdminCreateUser', login, region);
      await call('AdminSetUserPassword', { ...login, Password: 'A-long-passw0rd', Permanent: true }, region);
      await call('CreateGroup', { GroupName: 'admin', UserPoolId: pool }, region);
      await call('AdminAddUserToGroup', { ...login, GroupName: 'admin' }, region);
      const signIn = (password: string) =>
        call('InitiateAuth', {
          ClientId: client.body.UserPoolClient?.ClientId,
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: login.Username, PASSWORD: password },
        });
      expect(await signIn('another')).toMatchObject({
        status: 400,
        body: { __type: 'NotAuthorizedException' },
      });
      const authorization = (await signIn('A-long-passw0rd')).body.AuthenticationResult?.IdToken ?? '';
      expect((await seen('/pool/x', { authorization })).authorizer?.claims).toMatchObject({
        iss: `https://cognito-idp.${region}.amazonaws.com/${pool}`,
        token_use: 'id',
        'cognito:username': 'test@example.com',
        'cognito:groups': 'admin',
      });
    });

    it('at a pool that is not there get the error of AWS', async () => {
      expect(await call('DescribeUserPool', { UserPoolId: 'us-east-1_none' }, 'us-east-1')).toMatchObject({
        status: 400,
        body: { __type: expect.stringContaining('ResourceNotFoundException') },
      });
    });
  });
});
