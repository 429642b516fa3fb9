import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AwsAccount } from '../../src/deploy/aws-account';
import { UserError } from '../../src/errors';
import { AnsweringServer } from '../support/answering-server';
import { Workspace } from '../support/workspace';

type Answer = { readonly status?: number; readonly headers?: Record<string, string>; readonly body: string };

const query = (code: string, message: string): Answer => ({
  status: 403,
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
});
const json = (value: object, status = 200, type?: string): Answer => ({
  status,
  headers: { 'content-type': 'application/json', ...(type && { 'x-amzn-errortype': type }) },
  body: JSON.stringify(value),
});

describe('AWS, asked by the SDK', () => {
  let server: Server;
  let answer: (request: IncomingMessage, body: string) => Answer;
  let authorizations: (string | undefined)[] = [];
  const own = { AWS_ENDPOINT_URL: '', AWS_PROFILE: 'nobody-has-this-profile' };
  const before = { ...process.env };

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        authorizations.push(request.headers.authorization);
        const { status = 200, headers = {}, body: text } = answer(request, body);
        response.writeHead(status, headers).end(text);
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    own.AWS_ENDPOINT_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    Object.assign(process.env, own);
  });
  beforeEach(() => {
    authorizations = [];
  });
  afterAll(() => {
    for (const name of Object.keys(own)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
    server.close();
  });

  const account = (keys: object = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' }) =>
    new AwsAccount('eu-central-1', { ...own, ...keys });

  it('knows whose credentials they are: keys of the environment come before a profile, as with Terraform', async () => {
    answer = () => ({
      body: '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/alice</Arn><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
    });

    expect(await account().identity()).toEqual({
      account: '123456789012',
      arn: 'arn:aws:iam::123456789012:user/alice',
    });
    expect(authorizations).toEqual([expect.stringContaining('Credential=AKIDEXAMPLE/')]);
    const without = await account({})
      .identity()
      .catch((one: unknown) => one);
    expect(without).toBeInstanceOf(UserError);
    expect((without as Error).message).toMatch(
      /^--profile, AWS_PROFILE: the AWS CLI has no profile nobody-has-this-profile\n.*got: .*\n(.*allowed: .*\n)?.*fix: /,
    );
  });

  it.each([
    [
      'ExpiredToken',
      'The security token included in the request is expired',
      'the credentials are no longer valid',
    ],
    [
      'InvalidClientTokenId',
      'The security token included in the request is invalid.',
      'AWS does not know the cred',
    ],
    [
      'AccessDenied',
      'User: x is not authorized to perform: sts:GetCallerIdentity',
      'AWS refuses it to these cred',
    ],
    ['Strange', 'The moon is full', 'The moon is full (Strange)'],
  ])('says %s in one sentence with a way out, and no stack', async (code, message, what) => {
    answer = () => query(code, message);

    const error = (await account()
      .identity()
      .catch((one: unknown) => one)) as UserError;
    expect(error).toBeInstanceOf(UserError);
    expect(error.problems).toEqual([
      { where: 'AWS eu-central-1', what: expect.stringContaining(what), fix: expect.stringMatching(/\w+/) },
    ]);
    expect(error.message).toContain(message);
  });

  it('does without the alias of the account where it may not ask for it', async () => {
    answer = () => query('AccessDenied', 'no');
    expect(await account().alias()).toBeUndefined();
    expect(authorizations).toHaveLength(1);
    answer = () => ({
      body: '<ListAccountAliasesResponse><ListAccountAliasesResult><AccountAliases><member>acme-test</member></AccountAliases><IsTruncated>false</IsTruncated></ListAccountAliasesResult></ListAccountAliasesResponse>',
    });
    expect(await account().alias()).toBe('acme-test');
  });

  it('has the credentials of a profile alone: those of the machine are not its own', async () => {
    const workspace = new Workspace('profiles');
    const files = {
      AWS_CONFIG_FILE: workspace.write('config', '[profile empty]\nregion = eu-central-1\n'),
      AWS_SHARED_CREDENTIALS_FILE: workspace.write(
        'credentials',
        '[work]\naws_access_key_id = AKIDWORK\naws_secret_access_key = secret\n',
      ),
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${own.AWS_ENDPOINT_URL}/credentials`,
    };
    Object.assign(process.env, files);
    answer = ({ url }) =>
      url === '/credentials'
        ? json({
            AccessKeyId: 'AKIDMACHINE',
            SecretAccessKey: 'b',
            Token: 'c',
            Expiration: '2999-01-01T00:00:00Z',
          })
        : { body: '<GetCallerIdentityResponse><GetCallerIdentityResult/></GetCallerIdentityResponse>' };
    try {
      await account({ ...files, AWS_PROFILE: 'work' }).identity();
      expect(authorizations).toEqual([expect.stringContaining('Credential=AKIDWORK/')]);
      await expect(account({ ...files, AWS_PROFILE: 'wrok' }).identity()).rejects.toThrow(
        /no profile wrok\n.*\n {2}allowed: empty, work/,
      );
      await expect(account({ ...files, AWS_PROFILE: 'empty' }).identity()).rejects.toThrow(
        /there are no credentials for AWS \(.*\[empty\]/,
      );
      expect(authorizations).toHaveLength(1);
    } finally {
      for (const name of Object.keys(files)) delete process.env[name];
    }
  });

  it('ends the question for an alias that is not answered', async () => {
    const silent = new AnsweringServer();
    const AWS_ENDPOINT_URL = await silent.start();
    const left = new Promise<void>((done) => {
      silent.left = () => done();
    });
    let giveUp = (_?: undefined) => {};
    const until = new Promise<undefined>((done) => {
      giveUp = done;
    });
    silent.answer = () => {
      giveUp();
      return undefined;
    };
    process.env.AWS_ENDPOINT_URL = AWS_ENDPOINT_URL;
    try {
      expect(await account().alias(until)).toBeUndefined();
      await left;
      expect(silent.asked).toHaveLength(1);
    } finally {
      process.env.AWS_ENDPOINT_URL = own.AWS_ENDPOINT_URL;
      silent.stop();
    }
  });

  it('has the state of each function, also of one that is gone', async () => {
    answer = ({ url = '' }) =>
      url.includes('/gone/')
        ? json({ Message: 'no such function' }, 404, 'ResourceNotFoundException')
        : json({ State: 'Pending', StateReason: 'a new one', LastModified: '2026-01-01T00:00:00.000+0000' });

    expect(await account().functions(['there', 'gone'])).toEqual([
      { name: 'there', state: 'Pending', lastModified: '2026-01-01T00:00:00.000+0000', reason: 'a new one' },
      { name: 'gone', state: 'missing' },
    ]);
  });

  it('has all pages of a log, and nothing of a log group that is not there', async () => {
    const asked: Record<string, unknown>[] = [];
    answer = (_, body) => {
      const given = JSON.parse(body) as Record<string, unknown>;
      asked.push(given);
      if (given.logGroupName === 'none') return json({}, 400, 'ResourceNotFoundException');
      return given.nextToken
        ? json({ events: [{ eventId: 'b', timestamp: 7, message: 'second\n', logStreamName: 'two' }] })
        : json({
            events: [{ eventId: 'a', timestamp: 6, message: 'first', logStreamName: 'one' }],
            nextToken: 'more',
          });
    };

    expect(await account().events('group', 5)).toEqual([
      { id: 'a', time: 6, stream: 'one', text: 'first' },
      { id: 'b', time: 7, stream: 'two', text: 'second' },
    ]);
    expect(asked).toEqual([
      { logGroupName: 'group', startTime: 5 },
      { logGroupName: 'group', startTime: 5, nextToken: 'more' },
    ]);
    expect(await account().events('none', 5)).toBeUndefined();
  });
});
