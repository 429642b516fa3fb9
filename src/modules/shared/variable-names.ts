import { toExpression } from '../../hcl';
import type { Rule } from '../../module-stack/declarations';
import { eachIs, sentence } from './rules';

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

/** The rules for the names in an input that holds environment variables of a function. */
export function variableNameRules(input: string): Rule[] {
  return [
    eachIs(
      [[['name'], `keys(var.${input})`]],
      'can(regex("^[a-zA-Z][a-zA-Z0-9_]+$", name))',
      sentence(
        `${input} has the name `,
        'jsonencode(name)',
        ': give two or more letters, digits and _, a letter first.',
      ),
    ),
    eachIs(
      [[['name'], toExpression(RESERVED)]],
      `!contains(keys(var.${input}), name)`,
      sentence(`${input} has `, 'name', ', which Lambda sets itself: leave it out.'),
    ),
  ];
}
