import { raw, text } from '../../hcl';
import type { LocalProps, Rule } from '../../module-stack/declarations';
import { bytesOf } from '../shared/quotas';
import { policyCharacters, rolePolicyRule } from '../shared/role-policy-quota';
import { message } from '../shared/rules';

/** Bytes of all environment variables together. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const ENVIRONMENT = 4096;

/** The locals with what AWS counts. Where a value is known only after the apply, so is the number. */
export const QUOTA_LOCALS: Readonly<Record<string, LocalProps>> = {
  env_json: {
    value: raw(
      'replace(replace(replace(jsonencode(local.environment), "\\\\u003c", "<"), "\\\\u003e", ">"), "\\\\u0026", "&")',
    ),
    comment: 'The environment as Lambda measures it.',
  },
  env_bytes: {
    value: raw(`nonsensitive(sensitive(${bytesOf('local.env_json')}))`),
    comment: 'Its length in bytes, where length() counts characters. It is no secret, and the rule tells it.',
  },
  ...policyCharacters([text`arn:___:logs:_________:____________:log-group:/aws/lambda/${'var.name'}:*`]),
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
  rolePolicyRule('', 'or attach a managed policy to the role'),
];
