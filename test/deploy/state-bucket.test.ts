import { AwsAccount } from '../../src/deploy/aws-account';
import { makeStateBucket, stateIn } from '../../src/deploy/state-bucket';
import { UserError } from '../../src/errors';
import { type Answered, AnsweringServer, type Asked } from '../support/answering-server';

describe('the bucket of states', () => {
  const server = new AnsweringServer();
  const identity = { account: '123456789012', arn: 'arn:aws:iam::123456789012:user/alice' };
  const before = process.env.AWS_ENDPOINT_URL;
  let url = '';

  beforeAll(async () => {
    url = await server.start();
    process.env.AWS_ENDPOINT_URL = url;
  });
  beforeEach(() => server.asked.splice(0));
  afterAll(() => {
    server.stop();
    if (before === undefined) delete process.env.AWS_ENDPOINT_URL;
    else process.env.AWS_ENDPOINT_URL = before;
  });

  const account = (region: string) =>
    new AwsAccount(region, {
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
    });
  const answerWhere = (of: (asked: Asked) => Answered | undefined) => {
    server.answer = (asked) => of(asked) ?? { body: '' };
  };
  const puts = () => server.asked.filter(({ method }) => method === 'PUT');

  it.each([
    ['us-east-1', ''],
    ['eu-central-1', '<LocationConstraint>eu-central-1</LocationConstraint>'],
  ])('is made in %s by a body that S3 takes', async (region, element) => {
    answerWhere(({ method }) => (method === 'HEAD' ? { status: 404 } : undefined));

    expect(await makeStateBucket(account(region), identity)).toBe('made');
    const create = puts().find(({ path }) => !path.split('?')[1]?.replace(/x-id=\w+/, ''));
    expect(create?.body.replace(/<\?xml[^>]*>|<\/?CreateBucketConfiguration[^>]*>/g, '')).toBe(element);
    expect(create?.body === '').toBe(element === '');
  });

  it('keeps an encryption and a policy that are there', async () => {
    answerWhere(() => undefined);
    expect(await makeStateBucket(account('eu-central-1'), identity)).toBe('there already');
    expect(puts().map(({ path }) => path.split('?')[1])).toEqual(['publicAccessBlock=', 'versioning=']);
  });

  it('is encrypted where it is not', async () => {
    answerWhere(({ method, path }) =>
      method === 'GET' && path.includes('encryption')
        ? { status: 404, body: '<Error><Code>ServerSideEncryptionConfigurationNotFoundError</Code></Error>' }
        : undefined,
    );
    await makeStateBucket(account('eu-central-1'), identity);
    const [encryption] = puts().filter(({ path }) => path.includes('encryption'));
    expect(encryption?.body).toContain('<SSEAlgorithm>AES256</SSEAlgorithm>');
  });

  it.each([
    [
      403,
      /^terragate-state-123456789012-eu-central-1: .* account 123456789012.*user\/alice.*\n.*s3:ListBucket/,
    ],
    [301, /^terragate-state-123456789012-eu-central-1: .* another region/],
  ])('of somebody else is refused in words where S3 answers %s and nothing more', async (status, words) => {
    answerWhere(() => ({ status }));

    const asked = [
      makeStateBucket(account('eu-central-1'), identity),
      stateIn(account('eu-central-1'), identity, 'terragate-state-123456789012-eu-central-1', 'a'),
    ];
    for (const one of asked) {
      const error = await one.catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(UserError);
      expect((error as Error).message).toMatch(words);
    }
    expect(server.asked.map(({ headers }) => headers['x-amz-expected-bucket-owner'])).toEqual(
      server.asked.map(() => '123456789012'),
    );
  });

  it('has a state, or has none', async () => {
    answerWhere(({ path }) =>
      path.includes('/none')
        ? { status: 404, body: '<Error><Code>NoSuchKey</Code></Error>' }
        : { body: '{}' },
    );
    const aws = account('eu-central-1');
    expect(await stateIn(aws, identity, 'b', 'a/terraform.tfstate')).toBe('{}');
    expect(await stateIn(aws, identity, 'b', 'none')).toBeUndefined();
  });
});
