import { call, raw, text } from '../../hcl';
import type { LocalProps, Rule } from '../../module-stack/declarations';
import { quotaInput } from '../shared/quotas';
import { type Inputs, sentence } from '../shared/rules';

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
export const POLICY_QUOTA: Inputs = {
  resource_policy_quota: quotaInput(
    'resource_policy_quota',
    'Characters that the resource policy of the API may have',
    8192,
  ),
};

/**
 * The locals with the length of the policy as AWS gets it. The policy itself has the ARN of the API in it, which a plan does
 * not know: one of the same length stands for it.
 */
export const POLICY_QUOTA_LOCALS: Readonly<Record<string, LocalProps>> = {
  policy_example_arn: text`arn:${'data.aws_partition.current.partition'}:execute-api:${'data.aws_region.current.id'}:123456789012:abcde12345`,
  policy_characters: {
    value: call(
      'length',
      call('replace', raw('local.policy_text'), '"execute-api:/', text`"${'local.policy_example_arn'}/`),
    ),
    comment: 'The length of the resource policy, with an ARN as long as that of the API.',
  },
};

/** The rule that the policy is no longer than AWS allows. */
export const POLICY_QUOTA_RULE: Rule = {
  condition: raw('local.policy_characters <= var.resource_policy_quota'),
  message: sentence(
    'The resource policy has ',
    'local.policy_characters',
    ' characters, and resource_policy_quota is ',
    'var.resource_policy_quota',
    ': name fewer principals and addresses (a CIDR block, an organization by aws:PrincipalOrgID), use a web ACL, or ask AWS for more and give the number as resource_policy_quota.',
  ),
};
