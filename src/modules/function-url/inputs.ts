import { raw } from '../../hcl';
import type { Rule } from '../../module-stack/declarations';
import { CREDENTIALS_RULE } from '../shared/api-inputs';
import { CORS_INPUTS } from '../shared/cors-inputs';
import { ALIASES_RULE, distributionInputs } from '../shared/distribution';
import { TAGS } from '../shared/gateway-inputs';
import { between, type Inputs, matches, message, oneOf, oneOfOrNull } from '../shared/rules';

/** The inputs of the `function-url` module. */
export const FUNCTION_URL_INPUTS: Inputs = {
  function_arn: {
    description:
      'ARN of the function that answers, or of its alias, such as the output alias_arn of lambda-function: a URL of an alias calls the version that it names.',
    type: 'string',
    nullable: false,
    validation: [
      matches(
        'function_arn',
        '^arn:[^:]+:lambda:[^:]+:[0-9]{12}:function:[A-Za-z0-9_-]{1,64}(:[A-Za-z0-9_-]*[A-Za-z_-][A-Za-z0-9_-]*)?$',
        'give the ARN of a function or of an alias (a version has no URL), arn:aws:lambda:<region>:<account>:function:<name>:<alias>.',
      ),
    ],
  },
  response_transfer_mode: {
    description:
      'STREAM (parts as the function gives them, 200 MB; the Lambda Web Adapter needs AWS_LWA_INVOKE_MODE = response_stream) or BUFFERED (one piece, 6 MB).',
    nullMeans: 'BUFFERED',
    type: 'string',
    default: null,
    validation: [oneOfOrNull('response_transfer_mode', ['STREAM', 'BUFFERED'])],
  },
  auth: {
    description:
      'Who may call the URL: IAM (signed requests, of the service lambda) or NONE (anyone; it needs AWS provider 6.28 or newer: an older one leaves out a permission, and all are refused).',
    type: 'string',
    default: 'IAM',
    nullable: false,
    validation: [oneOf('auth', ['IAM', 'NONE'])],
  },
  distribution_enabled: {
    saysWhatThereIs: true,
    description:
      'Whether a CloudFront distribution is in front. It signs for whoever asks it, so that anyone may call. A request with a body has to bring the SHA-256 of it in hexadecimal, as x-amz-content-sha256.',
    type: 'bool',
    default: false,
    nullable: false,
  },
  origin_read_timeout: {
    description:
      'Seconds for which the distribution waits for the answer to begin, and then for each of its parts. AWS takes more than 60 of an account whose quota was raised.',
    type: 'number',
    default: 60,
    nullable: false,
    validation: [between('origin_read_timeout', 1, 180, 'seconds')],
  },
  ...CORS_INPUTS,
  ...distributionInputs('API'),
  ...TAGS,
};

/** The rules between inputs for the URL itself. */
export const URL_RULES: readonly Rule[] = [
  CREDENTIALS_RULE,
  {
    condition: raw('!contains(var.cors_allow_methods, "OPTIONS") && length(var.cors_allow_methods) <= 6'),
    message: message(
      'cors_allow_methods is ',
      'jsonencode(var.cors_allow_methods)',
      ': a function URL takes six, and no OPTIONS, which it answers itself. Leave it out, or give * alone.',
    ),
  },
];

/** The rules between inputs for the distribution. */
export const DISTRIBUTION_RULES: readonly Rule[] = [
  ALIASES_RULE,
  {
    condition: raw('var.auth == "IAM"'),
    message: message(
      'distribution_enabled is true and auth is "',
      'var.auth',
      '": the distribution signs its requests, and with NONE the URL would be open beside it. Leave auth out.',
    ),
  },
];

/** The inputs of a distribution that have no meaning without one. */
export const NO_DISTRIBUTION_RULE: Rule = {
  condition: raw(
    'var.distribution_enabled || (length(var.aliases) == 0 && var.certificate_arn == null && var.web_acl_arn == null)',
  ),
  message:
    'distribution_enabled is false, and aliases, certificate_arn or web_acl_arn is given: a function URL has none of its own. Set distribution_enabled = true.',
};
