import type { Body } from '../../hcl';
import { moduleTest, rejects } from '../shared/module-test';

const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d';
const DISTRIBUTION = 'aws_cloudfront_distribution.this';

/** The tests that are emitted beside the module. */
export const WEBSITE_TESTS: Readonly<Record<string, Body>> = {
  website: moduleTest(
    ['aws_s3_bucket', 'aws_cloudfront_distribution', 'aws_cloudfront_origin_access_control'],
    ['aws_region'],
    { name: 'shop' },
    [
      {
        name: 'nobody_but_the_distribution_reads_the_bucket',
        command: 'apply',
        asserts: [
          {
            that: 'alltrue([aws_s3_bucket_public_access_block.this.block_public_policy, aws_s3_bucket_public_access_block.this.restrict_public_buckets])',
            otherwise: 'The bucket may be opened to everybody.',
          },
          {
            that: `jsondecode(aws_s3_bucket_policy.this.policy).Statement[0].Condition.StringEquals["AWS:SourceArn"] == ${DISTRIBUTION}.arn`,
            otherwise: 'Another distribution may read the bucket.',
          },
        ],
      },
      {
        name: 'browsers_are_sent_to_https_and_get_security_headers',
        asserts: [
          ...['default_cache_behavior', 'ordered_cache_behavior'].flatMap((behavior) => {
            const all = `${DISTRIBUTION}.${behavior}`;
            return [
              {
                that: `length(${all}) == 1 && alltrue([for one in ${all} : one.viewer_protocol_policy == "redirect-to-https"])`,
                otherwise: `Without TLS, files are served by ${behavior}.`,
              },
              {
                that: `length(${all}) == 1 && alltrue([for one in ${all} : one.response_headers_policy_id == var.response_headers_policy_id])`,
                otherwise: `Without the headers, files are served by ${behavior}.`,
              },
            ];
          }),
        ],
      },
      {
        name: 'the_settings_have_no_sign_in_where_nobody_signs_in',
        variables: { api_urls: { MyApi: 'https://api.example.com' } },
        asserts: [
          {
            that: 'aws_s3_object.runtime_config.content == jsonencode({ apis = { MyApi = "https://api.example.com" } })',
            otherwise: 'The settings name more than the API.',
          },
          {
            that: 'aws_s3_object.runtime_config.cache_control == "no-cache"',
            otherwise: 'Browsers keep old settings.',
          },
        ],
      },
      {
        name: 'the_settings_have_the_pools_and_their_region',
        variables: {
          user_pool_id: 'us-east-1_a1B2c3',
          user_pool_client_id: 'client1',
          identity_pool_id: 'us-east-1:0a1b2c3d',
        },
        asserts: [
          {
            that: 'join(" ", keys(jsondecode(aws_s3_object.runtime_config.content))) == "apis identityPoolId region userPoolClientId userPoolId"',
            otherwise: 'The settings lack a name.',
          },
          {
            that: 'jsondecode(aws_s3_object.runtime_config.content).region == "us-east-1"',
            otherwise: 'The settings have another region.',
          },
        ],
      },
      {
        name: 'a_domain_is_the_address',
        variables: { aliases: ['app.example.com', 'www.example.com'], certificate_arn: CERTIFICATE },
        asserts: [
          {
            that: `output.url == "https://app.example.com" && ${DISTRIBUTION}.viewer_certificate[0].minimum_protocol_version == "TLSv1.2_2021"`,
            otherwise: 'The address is not the first domain, or old TLS is taken.',
          },
        ],
      },
      rejects('a path of the website as an API', { api_urls: { MyApi: '/api/' } }, 'var.api_urls'),
      rejects(
        'a wildcard as the address',
        { aliases: ['*.example.com', 'app.example.com'], certificate_arn: CERTIFICATE },
        'var.aliases',
      ),
      rejects('a domain without a certificate', { aliases: ['app.example.com'] }, DISTRIBUTION),
      rejects(
        'a certificate of another region',
        { certificate_arn: 'arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d' },
        'var.certificate_arn',
      ),
      rejects(
        'a pool without its client',
        { user_pool_id: 'us-east-1_a1B2c3' },
        'aws_s3_object.runtime_config',
      ),
      rejects(
        'an identity pool without a user pool',
        { identity_pool_id: 'us-east-1:0a1b2c3d' },
        'aws_s3_object.runtime_config',
      ),
    ],
  ),
};
