import { call, raw, toExpression } from '../../hcl';
import type { LocalProps, Rule } from '../../module-stack/declarations';
import { eachNameMatches, message } from './rules';

/** Names of variables that Lambda keeps for itself: it refuses a function that sets them. */
const RESERVED = [
  ...['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_ACCESS_KEY', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
  ...[
    'AWS_SESSION_TOKEN',
    'AWS_EXECUTION_ENV',
    'AWS_LAMBDA_FUNCTION_NAME',
    'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  ],
  ...['AWS_LAMBDA_FUNCTION_VERSION', 'AWS_LAMBDA_INITIALIZATION_TYPE', 'AWS_LAMBDA_LOG_GROUP_NAME'],
  ...['AWS_LAMBDA_LOG_STREAM_NAME', 'AWS_LAMBDA_RUNTIME_API', 'LAMBDA_TASK_ROOT', 'LAMBDA_RUNTIME_DIR'],
];

/** The rule for the form of names in an input that holds environment variables of a function. */
export function variableNames(input: string): Rule {
  return eachNameMatches(
    input,
    '^[a-zA-Z][a-zA-Z0-9_]+$',
    'give two or more letters, digits and _, a letter first.',
  );
}

/** The local that `RESERVED_NAMES_RULE` reads. */
export const RESERVED_NAMES: Readonly<Record<string, LocalProps>> = {
  reserved_names: {
    value: call('setintersection', raw('keys(merge(var.env, var.secrets))'), toExpression(RESERVED)),
    comment: 'The names in env and secrets that Lambda keeps for itself.',
  },
};

/** The rule for names that are not the user's to give. */
export const RESERVED_NAMES_RULE: Rule = {
  condition: raw('length(local.reserved_names) == 0'),
  message: message(
    'env or secrets has ',
    'join(", ", local.reserved_names)',
    ', which Lambda sets itself: leave it out.',
  ),
};
