import { DataAwsRegion } from '@cdktf/provider-aws/lib/data-aws-region';
import { raw, text } from '../../hcl';
import { ModuleStack } from '../../module-stack/module-stack';
import type { Module } from '../shared/module';
import { AWS, TERRAFORM_VERSION } from '../shared/requirements';
import { inSections } from '../shared/sections';
import { addBucket } from './bucket';
import { addDistribution } from './distribution';
import { WEBSITE_INPUTS } from './inputs';
import { WEBSITE_README } from './readme';
import { addRuntimeConfig } from './runtime-config';
import { WEBSITE_TESTS } from './tests';

/** The `website` module: a bucket, a distribution in front of it, and the settings that the pages load. */
export function website(): Module {
  const stack = new ModuleStack('website', {
    description:
      'A website of a single page: a private bucket, a CloudFront distribution, and its runtime-config.json.',
    requiredVersion: TERRAFORM_VERSION,
    providers: { aws: AWS },
  });
  for (const [name, props] of Object.entries(inSections(WEBSITE_INPUTS))) stack.variable(name, props);
  stack.add(DataAwsRegion, 'current', {});
  addBucket(stack);
  addDistribution(stack);
  addRuntimeConfig(stack);
  stack.output('url', {
    value: text`https://${'length(var.aliases) > 0 ? var.aliases[0] : aws_cloudfront_distribution.this.domain_name'}`,
    description: 'Address of the website, without / at its end: the origin that an API allows.',
  });
  for (const [name, [value, description]] of Object.entries(OUTPUTS))
    stack.output(name, { value: raw(value), description });
  return { stack, readme: WEBSITE_README, tests: WEBSITE_TESTS };
}

const DISTRIBUTION = 'aws_cloudfront_distribution.this';
const OUTPUTS: Readonly<Record<string, readonly [string, string]>> = {
  bucket: ['aws_s3_bucket.this.bucket', 'Name of the bucket that holds the files.'],
  distribution_id: [`${DISTRIBUTION}.id`, 'Id of the distribution.'],
  distribution_arn: [`${DISTRIBUTION}.arn`, 'ARN of the distribution.'],
  domain_name: [
    `${DISTRIBUTION}.domain_name`,
    'Domain that CloudFront gave the distribution: the target of DNS records.',
  ],
  hosted_zone_id: [`${DISTRIBUTION}.hosted_zone_id`, 'Hosted zone of that domain, for alias records.'],
};
