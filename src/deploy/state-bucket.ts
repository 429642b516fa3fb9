import { UserError } from '../errors';
import type { AwsAccount, Identity } from './aws-account';
import { isNamed, statusOf } from './aws-error';

/** What was done for a bucket or a table. */
export type Made = 'made' | 'there already';

/** Name of the bucket for the states of an account in a region. */
export function stateBucket({ account }: Identity, { region }: AwsAccount): string {
  return `terragate-state-${account}-${region}`;
}

/** The account of a bucket for states, by its name; undefined for a bucket of another name. */
export function accountOfBucket(bucket: string): string | undefined {
  return /^terragate-state-(\d{12})-/.exec(bucket)?.[1];
}

/** Name of the table in which Terraform before 1.10 notes who works on a state. */
export const LOCK_TABLE = 'terragate-state-locks';

/**
 * Makes a bucket for states: versioned, encrypted, closed to the public, and for requests by TLS alone. One that is there
 * gets what it lacks of that; an encryption and a policy of its own stay.
 *
 * @throws UserError when AWS refuses a step, or the bucket is another account's
 */
export function makeStateBucket(aws: AwsAccount, { account, arn }: Identity): Promise<Made> {
  const Bucket = stateBucket({ account, arn }, aws);
  const bucketArn = `arn:${arn.split(':')[1]}:s3:::${Bucket}`;
  // A bucket of that name in another account is refused, as whoever owns it would read the states
  const of = { Bucket, ExpectedBucketOwner: account };
  return aws.ask(async (sdk) => {
    const client = s3(aws, sdk);
    const isThere = await unless(client.send(new sdk.HeadBucketCommand(of)), ...NO_BUCKET).catch((error) => {
      throw refused(error, { Bucket, account, arn, permission: 's3:ListBucket' });
    });
    if (!isThere) {
      // In us-east-1 S3 takes no region, and no element for it
      const region =
        aws.region === 'us-east-1'
          ? {}
          : { CreateBucketConfiguration: { LocationConstraint: aws.region as never } };
      await client.send(new sdk.CreateBucketCommand({ Bucket, ...region }));
    }
    await client.send(
      new sdk.PutPublicAccessBlockCommand({
        ...of,
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      }),
    );
    await client.send(
      new sdk.PutBucketVersioningCommand({ ...of, VersioningConfiguration: { Status: 'Enabled' } }),
    );
    const encryption = client.send(new sdk.GetBucketEncryptionCommand(of));
    if (!(await unless(encryption, 'ServerSideEncryptionConfigurationNotFoundError')))
      await client.send(
        new sdk.PutBucketEncryptionCommand({
          ...of,
          ServerSideEncryptionConfiguration: {
            Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
          },
        }),
      );
    const policy = client.send(new sdk.GetBucketPolicyCommand(of));
    if (!(await unless(policy, 'NoSuchBucketPolicy')))
      await client.send(
        new sdk.PutBucketPolicyCommand({ ...of, Policy: JSON.stringify(tlsOnly(bucketArn)) }),
      );
    return isThere ? 'there already' : 'made';
  });
}

function tlsOnly(arn: string) {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'DenyRequestsWithoutTls',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  };
}

/** The text of the state under a key; undefined where there is none, or no bucket. */
export function stateIn(
  aws: AwsAccount,
  { account, arn }: Identity,
  Bucket: string,
  Key: string,
): Promise<string | undefined> {
  return aws.ask(async (sdk) => {
    const asked = s3(aws, sdk).send(new sdk.GetObjectCommand({ Bucket, Key, ExpectedBucketOwner: account }));
    const found = await unless(asked, ...NO_BUCKET, 'NoSuchKey').catch((error) => {
      throw refused(error, { Bucket, account, arn, permission: 's3:ListBucket and s3:GetObject' });
    });
    return found?.Body?.transformToString();
  });
}

/** Names of the error that there is no such bucket. */
const NO_BUCKET = ['NotFound', 'NoSuchBucket'];

function s3(aws: AwsAccount, { S3Client }: typeof import('./aws-sdk')) {
  return aws.ending(new S3Client({ ...aws.settings, forcePathStyle: aws.isEmulated }));
}

/** An answer; undefined in place of an error with one of these names. */
function unless<T>(answer: Promise<T>, ...names: readonly string[]): Promise<T | undefined> {
  return answer.catch((error) => {
    if (isNamed(error, ...names)) return undefined;
    throw error;
  });
}

/** The error of a bucket that is not for these credentials: its answer to HEAD has no body that says so. */
function refused(
  error: unknown,
  { Bucket, account, arn, permission }: Identity & { readonly Bucket: string; readonly permission: string },
): unknown {
  const status = statusOf(error);
  if (status === 301)
    return new UserError([
      {
        where: Bucket,
        what: 'the bucket of that name is in another region than its name says: S3 answers with HTTP 301',
        fix: `look whose it is (aws s3api get-bucket-location --bucket ${Bucket}); give --region of another region`,
      },
    ]);
  if (status !== 403 || !isNamed(error, '403', 'Forbidden', 'AccessDenied', 'UnknownError', 'Unknown'))
    return error;
  return new UserError([
    {
      where: Bucket,
      what: `the bucket is not one of account ${account}, or ${arn} may not look into it: S3 answers with HTTP 403`,
      fix: `have ${permission} of it added to these credentials; where it is another account's, take a profile of that one (--profile NAME), or another --region`,
    },
  ]);
}

/** Makes the table of locks for Terraform before 1.10. */
export function makeLockTable(aws: AwsAccount): Promise<Made> {
  return aws.ask(async (sdk) => {
    const client = aws.ending(new sdk.DynamoDBClient(aws.settings));
    const TableName = LOCK_TABLE;
    try {
      await client.send(new sdk.DescribeTableCommand({ TableName }));
      return 'there already';
    } catch (error) {
      if (!isNamed(error, 'ResourceNotFoundException')) throw error;
    }
    await client.send(
      new sdk.CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'LockID', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'LockID', KeyType: 'HASH' }],
      }),
    );
    await sdk.waitUntilTableExists({ client, maxWaitTime: 120 }, { TableName });
    return 'made';
  });
}
