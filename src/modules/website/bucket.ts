import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { call, raw, text } from '../../hcl';
import type { ModuleStack } from '../../module-stack/module-stack';
import { as } from '../../module-stack/token';

/** The bucket with the files of the website: the distribution alone reads it. */
export function addBucket(stack: ModuleStack): void {
  stack.add(
    S3Bucket,
    'this',
    {
      bucketPrefix: as.string(text`${'var.name'}-`),
      forceDestroy: as.boolean(raw('var.force_destroy')),
      tags: as.map(raw('var.tags')),
      lifecycle: { ignoreChanges: ['bucket_prefix'] },
    },
    { comment: 'A bucket that has a name keeps it.' },
  );
  const isClosed = stack.add(S3BucketPublicAccessBlock, 'this', {
    bucket: as.string(raw('aws_s3_bucket.this.bucket')),
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  stack.add(
    S3BucketPolicy,
    'this',
    {
      bucket: as.string(raw('aws_s3_bucket.this.bucket')),
      policy: as.string(call('jsonencode', { Version: '2012-10-17', Statement: STATEMENTS })),
      // S3 refuses two changes of who may read a bucket at a time
      dependsOn: [isClosed],
    },
    { comment: 'Who may list is told that a file is missing (404); everybody else is refused (403).' },
  );
}

const STATEMENTS = [
  {
    Sid: 'AllowDistribution',
    Effect: 'Allow',
    Principal: { Service: 'cloudfront.amazonaws.com' },
    Action: ['s3:GetObject', 's3:ListBucket'],
    Resource: [raw('aws_s3_bucket.this.arn'), text`${'aws_s3_bucket.this.arn'}/*`],
    Condition: { StringEquals: { 'AWS:SourceArn': raw('aws_cloudfront_distribution.this.arn') } },
  },
  {
    Sid: 'DenyRequestsWithoutTls',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [raw('aws_s3_bucket.this.arn'), text`${'aws_s3_bucket.this.arn'}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  },
];
