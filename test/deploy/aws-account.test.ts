import { AwsAccount } from '../../src/deploy/aws-account';
import { UserError } from '../../src/errors';
import { type Answered, AnsweringServer } from '../support/answering-server';
import { Workspace } from '../support/workspace';

const query = (code: string, message: string): Answered => ({
  status: 403,
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
});
const json = (value: object, status = 200, type?: string): Answered => ({
  status,
  headers: { 'content-type': 'application/json', ...(type && { 'x-amzn-errortype': type }) },
  body: JSON.stringify(value),
});

describe('AWS, asked by the SDK', () => {
  const server = new AnsweringServer();
  const authorizations = () => server.asked.map(({ headers }) => headers.authorization);
  const own = { AWS_ENDPOINT_URL: '', AWS_PROFILE: 'nobody-has-this-profile' };
  const before = { ...process.env };

  beforeAll(async () => {
    own.AWS_ENDPOINT_URL = await server.start();
    Object.assign(process.env, own);
  });
  beforeEach(() => server.asked.splice(0));
  afterAll(() => {
    for (const name of Object.keys(own)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
    server.stop();
  });

  const account = (keys: object = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' }) =>
    new AwsAccount('eu-central-1', { ...own, ...keys });

  it('knows whose credentials they are: keys of the environment come before a profile, as with Terraform', async () => {
    server.answer = () => ({
      body: '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/alice</Arn><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
    });

    expect(await account().identity()).toEqual({
      account: '123456789012',
      arn: 'arn:aws:iam::123456789012:user/alice',
    });
    expect(authorizations()).toEqual([expect.stringContaining('Credential=AKIDEXAMPLE/')]);
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
    server.answer = () => query(code, message);

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
    server.answer = () => query('AccessDenied', 'no');
    expect(await account().alias()).toBeUndefined();
    expect(authorizations()).toHaveLength(1);
    server.answer = () => ({
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
    server.answer = ({ path: url }) =>
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
      expect(authorizations()).toEqual([expect.stringContaining('Credential=AKIDWORK/')]);
      await expect(account({ ...files, AWS_PROFILE: 'wrok' }).identity()).rejects.toThrow(
        /no profile wrok\n.*\n {2}allowed: empty, work/,
      );
      await expect(account({ ...files, AWS_PROFILE: 'empty' }).identity()).rejects.toThrow(
        /there are no credentials for AWS \(.*\[empty\]/,
      );
      expect(authorizations()).toHaveLength(1);
    } finally {
      for (const name of Object.keys(files)) delete process.env[name];
    }
  });

  it('ends the question for an alias that is not answered', async () => {
    const left = new Promise<void>((done) => {
      server.left = () => done();
    });
    const until = new AbortController();
    server.answer = () => {
      until.abort();
      return undefined;
    };
    expect(await account().alias(until.signal)).toBeUndefined();
    await left;
    expect(server.asked).toHaveLength(1);
  });

  it('has the state of each function, also of one that is gone', async () => {
    server.answer = ({ path: url }) =>
      url.includes('/gone/')
        ? json({ Message: 'no such function' }, 404, 'ResourceNotFoundException')
        : json({ State: 'Pending', StateReason: 'a new one', LastModified: '2026-01-01T00:00:00.000+0000' });

    expect(await account().functions([{ name: 'there' }, { name: 'gone' }])).toEqual([
      { name: 'there', state: 'Pending', lastModified: '2026-01-01T00:00:00.000+0000', reason: 'a new one' },
      { name: 'gone', state: 'missing' },
    ]);
  });

  it('has the version that answers, with its canary and its rollback', async () => {
    const aliases: Readonly<Record<string, object>> = {
      back: {
        FunctionVersion: '4',
        Description: 'terragate rollback: version 4 in place of 5, since 2026-01-02T00:00:00.000Z',
      },
      canary: { FunctionVersion: '4', RoutingConfig: { AdditionalVersionWeights: { 5: 0.1 } } },
    };
    server.answer = ({ path: url }) => {
      if (!url.includes('/aliases/')) return json({ State: 'Active' });
      const alias = aliases[/functions\/(\w+)\//.exec(url)?.[1] ?? ''];
      return alias ? json(alias) : json({ Message: 'no such alias' }, 404, 'ResourceNotFoundException');
    };

    const named = ['back', 'canary', 'unnamed'].map((name) => ({ name, alias: 'live' }));
    expect(await account().functions(named)).toEqual([
      {
        name: 'back',
        state: 'Active',
        version: '4',
        rollback: { to: '4', from: '5', since: '2026-01-02T00:00:00.000Z' },
      },
      { name: 'canary', state: 'Active', version: '4', shares: { 5: 0.1 } },
      { name: 'unnamed', state: 'Active' },
    ]);
  });

  it('has all pages of a log, and nothing of a log group that is not there', async () => {
    const asked: Record<string, unknown>[] = [];
    server.answer = ({ body }) => {
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
