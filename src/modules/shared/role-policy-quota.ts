import { call, inline, raw, type Value } from '../../hcl';
import type { LocalProps, Rule } from '../../module-stack/declarations';
import { sentence } from './rules';

/** Characters of a role's inline policies without white space. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const ROLE_POLICY = 10_240;

/**
 * The local with what IAM counts of a role's policy. Where a value is known only after the apply, so is the number.
 *
 * @param logStreams what stands for the ARNs of the streams, which are not known yet
 */
export function policyCharacters(logStreams: Value): Readonly<Record<string, LocalProps>> {
  const logs = inline({
    Sid: 'WriteLogs',
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: logStreams,
  });
  const policy = inline({
    Version: '2012-10-17',
    Statement: call('concat', [logs], raw('local.iam_statements')),
  });
  return {
    policy_characters: {
      value: call('length', call('replace', call('jsonencode', policy), '/[[:space:]]/', '')),
      comment:
        'The length of the policy of the role. The ARN of its log group is not known yet: a shortest one stands for it.',
    },
  };
}

/** The rule that IAM takes the policy. @param role whose it is @param way what else to do */
export function rolePolicyRule(role: string, way: string): Rule {
  return {
    condition: raw(`local.policy_characters <= ${ROLE_POLICY}`),
    message: sentence(
      `The policy of the role${role} has `,
      'local.policy_characters',
      ` characters: IAM takes ${ROLE_POLICY} of a role's inline policies. Give statements fewer resources, by patterns such as arn:aws:s3:::bucket/*, ${way}.`,
    ),
  };
}
