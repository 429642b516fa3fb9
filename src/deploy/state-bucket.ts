import type { AwsAccount, Identity } from './aws-account';
import { isNamed } from './aws-error';

/** What was done for a bucket or a table. */
export type Made = 'made' | 'there already';

/** Name of the bucket for the states of an account in a region. */
export function stateBucket({ account }: Identity, { region }: AwsAccount): string {
  return `terragate-state-${account}-${region}`;
}

/** Name of the table in which Terraform before 1.10 notes who works on a state. */
export const LOCK_TABLE = 'terragate-state-locks';

/**
 * Makes a bucket for states: versioned, encrypted, closed to the public, and for requests by TLS alone. One that is there
 * gets what it lacks of that; a policy of its own stays.
 *
 * @throws UserError when AWS refuses a step, or the bucket is another account's
 */
export function makeStateBucket(aws: AwsAccount, { account, arn }: Identity): Promise<Made> {
  const Bucket = stateBucket({ account, arn }, aws);
  const bucketArn = `arn:${arn.split(':')[1]}:s3:::${Bucket}`;
  // A bucket of that name in another account is refused, as whoever owns it would read the states
  const of = { Bucket, ExpectedBucketOwner: account };
  return aws.ask(async (sdk) => {
    const client = new sdk.S3Client({ ...aws.settings, forcePathStyle: aws.isEmulated });
    const isThere = await client.send(new sdk.HeadBucketCommand(of)).then(
      () => true,
      (error) => {
        if (isNamed(error, 'NotFound', 'NoSuchBucket')) return false;
        throw error;
      },
    );
    if (!isThere) {
      // In us-east-1 S3 takes no region
      const region = aws.region === 'us-east-1' ? {} : { LocationConstraint: aws.region as never };
      await client.send(new sdk.CreateBucketCommand({ Bucket, CreateBucketConfiguration: region }));
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
    await client.send(
      new sdk.PutBucketEncryptionCommand({
        ...of,
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
      }),
    );
    const hasPolicy = await client.send(new sdk.GetBucketPolicyCommand(of)).then(
      () => true,
      (error) => {
        if (isNamed(error, 'NoSuchBucketPolicy')) return false;
        throw error;
      },
    );
    if (!hasPolicy)
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

/** Whether a bucket, which may be missing, holds a state under this key. */
export function hasState(aws: AwsAccount, Bucket: string, Key: string): Promise<boolean> {
  return aws.ask(async ({ S3Client, HeadObjectCommand }) => {
    const client = new S3Client({ ...aws.settings, forcePathStyle: aws.isEmulated });
    try {
      await client.send(new HeadObjectCommand({ Bucket, Key }));
      return true;
    } catch (error) {
      if (isNamed(error, 'NotFound', 'NoSuchBucket', 'NoSuchKey')) return false;
      throw error;
    }
  });
}

/** Makes the table of locks for Terraform before 1.10. */
export function makeLockTable(aws: AwsAccount): Promise<Made> {
  return aws.ask(async (sdk) => {
    const client = new sdk.DynamoDBClient(aws.settings);
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
