import { call, inline, raw, text } from '../../hcl';
import type { LocalProps, Rule } from '../../module-stack/declarations';
import { bytesOf } from '../shared/quotas';
import { message } from '../shared/rules';

/** Bytes of all environment variables together. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const ENVIRONMENT = 4096;

/** Characters of a role's inline policies without white space. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const ROLE_POLICY = 10_240;

/** The locals with what AWS counts. Where a value is known only after the apply, so is the number. */
export const QUOTA_LOCALS: Readonly<Record<string, LocalProps>> = {
  env_json: {
    value: raw(
      'replace(replace(replace(jsonencode(var.env), "\\\\u003c", "<"), "\\\\u003e", ">"), "\\\\u0026", "&")',
    ),
    comment: 'The environment as Lambda measures it.',
  },
  env_bytes: raw(bytesOf('local.env_json')),
  policy_characters: {
    value: call(
      'length',
      call(
        'replace',
        call(
          'jsonencode',
          inline({
            Version: '2012-10-17',
            Statement: call(
              'concat',
              [
                inline({
                  Sid: 'WriteLogs',
                  Effect: 'Allow',
                  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
                  Resource: [text`arn:___:logs:_________:____________:log-group:/aws/lambda/${'var.name'}:*`],
                }),
              ],
              raw('local.iam_statements'),
            ),
          }),
        ),
        '/[[:space:]]/',
        '',
      ),
    ),
    comment:
      'The length of the policy of the role. The ARN of its log group is not known yet: a shortest one stands for it.',
  },
};

/** The rules for what Lambda and IAM take. */
export const QUOTA_RULES: readonly Rule[] = [
  {
    condition: raw(`local.env_bytes <= ${ENVIRONMENT}`),
    message: message(
      'env has ',
      'local.env_bytes',
      ` bytes with the variables that the module adds, as JSON: Lambda takes ${ENVIRONMENT}. Keep long values in a parameter (SSM), a secret or an object, and give its name.`,
    ),
  },
  {
    condition: raw(`local.policy_characters <= ${ROLE_POLICY}`),
    message: message(
      'The policy of the role has ',
      'local.policy_characters',
      ` characters: IAM takes ${ROLE_POLICY} of a role's inline policies. Give statements fewer resources, by patterns such as arn:aws:s3:::bucket/*, or attach a managed policy to the role.`,
    ),
  },
];
