import { LambdaFunctionUrl } from '@cdktf/provider-aws/lib/lambda-function-url';
import { call, conditional, raw, text } from '../../hcl';
import type { LocalProps, OutputProps } from '../../module-stack/declarations';
import { ModuleStack } from '../../module-stack/module-stack';
import { as } from '../../module-stack/token';
import type { Module } from '../shared/module';
import { preconditions } from '../shared/preconditions';
import { AWS, TERRAFORM_VERSION } from '../shared/requirements';
import { inSections } from '../shared/sections';
import { addDistribution } from './distribution';
import { FUNCTION_URL_INPUTS, NO_DISTRIBUTION_RULE, URL_RULES } from './inputs';
import { FUNCTION_URL_README } from './readme';
import { FUNCTION_URL_TESTS } from './tests';

/** The `function-url` module: a URL of a function, with or without a CloudFront distribution in front. */
export function functionUrl(): Module {
  const stack = new ModuleStack('function-url', {
    description:
      'A URL of a Lambda function, without API Gateway; a CloudFront distribution may be in front.',
    requiredVersion: TERRAFORM_VERSION,
    providers: { aws: AWS },
  });
  for (const [name, props] of Object.entries(inSections(FUNCTION_URL_INPUTS))) stack.variable(name, props);
  addUrl(stack);
  addDistribution(stack);
  stack.locals(ADDRESS, { file: 'distribution.tf' });
  for (const [name, output] of Object.entries(OUTPUTS)) stack.output(name, output);
  return { stack, readme: FUNCTION_URL_README, tests: FUNCTION_URL_TESTS };
}

const URL = 'aws_lambda_function_url.this';

function addUrl(stack: ModuleStack): void {
  stack.locals({
    arn: raw('split(":", var.function_arn)'),
    function_name: raw('local.arn[6]'),
    alias_name: raw('try(local.arn[7], null)'),
    label: {
      value: text`URL of ${'join(":", slice(local.arn, 6, length(local.arn)))'}`,
      comment: 'As consoles show it.',
    },
  });
  const url = stack.add(LambdaFunctionUrl, 'this', {
    functionName: as.string(raw('local.function_name')),
    qualifier: as.string(raw('local.alias_name')),
    authorizationType: as.string(conditional(raw('var.auth == "NONE"'), 'NONE', 'AWS_IAM')),
    invokeMode: as.string(
      conditional(raw('var.response_transfer_mode == "STREAM"'), 'RESPONSE_STREAM', 'BUFFERED'),
    ),
    lifecycle: { precondition: preconditions([...URL_RULES, NO_DISTRIBUTION_RULE]) },
  });
  stack.dynamic(url, {
    name: 'cors',
    forEach: conditional(raw('length(var.cors_allow_origins) > 0'), [1], []),
    content: {
      allow_origins: raw('var.cors_allow_origins'),
      allow_methods: raw('var.cors_allow_methods'),
      allow_headers: raw('var.cors_allow_headers'),
      allow_credentials: raw('var.cors_allow_credentials'),
      expose_headers: raw('var.cors_expose_headers'),
      max_age: raw('var.cors_max_age'),
    },
  });
  stack.locals({ host: raw(`split("/", ${URL}.function_url)[2]`) });
}

const DISTRIBUTION = 'aws_cloudfront_distribution.this';

const ADDRESS: Readonly<Record<string, LocalProps>> = {
  address: conditional(
    raw('length(var.aliases) > 0'),
    raw('try(var.aliases[0], null)'),
    conditional(
      raw('var.distribution_enabled'),
      raw(`one(${DISTRIBUTION}[*].domain_name)`),
      raw('local.host'),
    ),
  ),
};

/** Those who sign may do both, and call the function by its URL alone. @see https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html */
const CALLER_POLICY = call('jsonencode', {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'CallUrl',
      Effect: 'Allow',
      Action: 'lambda:InvokeFunctionUrl',
      Resource: raw('var.function_arn'),
      Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } },
    },
    {
      Sid: 'CallFunctionByUrl',
      Effect: 'Allow',
      Action: 'lambda:InvokeFunction',
      Resource: raw('var.function_arn'),
      Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } },
    },
  ],
});

const OUTPUTS: Readonly<Record<string, OutputProps>> = {
  url: {
    value: text`https://${'local.address'}`,
    description: 'Address that callers use, without / at its end: of the distribution where there is one.',
  },
  function_url: {
    value: text`https://${'local.host'}`,
    description: 'Address of the URL itself, without / at its end.',
  },
  url_id: { value: raw(`${URL}.url_id`), description: 'Id of the URL.' },
  caller_policy: {
    value: CALLER_POLICY,
    description:
      'Policy, as JSON, of those who may call the URL with signed requests (auth = IAM): give it to their roles.',
  },
  distribution_id: {
    value: raw(`one(${DISTRIBUTION}[*].id)`),
    description: 'Id of the distribution; null without one.',
  },
  distribution_arn: {
    value: raw(`one(${DISTRIBUTION}[*].arn)`),
    description: 'ARN of the distribution; null without one.',
  },
  domain_name: {
    value: raw(`one(${DISTRIBUTION}[*].domain_name)`),
    description: 'Domain that CloudFront gave the distribution, the target of DNS records; null without one.',
  },
  hosted_zone_id: {
    value: raw(`one(${DISTRIBUTION}[*].hosted_zone_id)`),
    description: 'Hosted zone of that domain, for alias records; null without a distribution.',
  },
};
