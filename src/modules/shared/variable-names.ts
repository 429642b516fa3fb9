import { toExpression } from '../../hcl';
import type { Rule } from '../../module-stack/declarations';
import { eachIs, type Loop, sentence } from './rules';

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

/** A map of environment variables of a function. */
export interface Variables {
  /** Loops around it. */
  readonly loops: readonly Loop[];
  /** HCL over the variables of the loops: the map. */
  readonly map: string;
  /** Text and HCL in turns: what a user calls it. */
  readonly path: readonly [string, ...string[]];
}

/** The map of an input. */
export function variablesOf(input: string): Variables {
  return { loops: [], map: `var.${input}`, path: [input] };
}

/** A path with more text behind it. */
export function behind(path: readonly string[], more: string): readonly string[] {
  return [...path.slice(0, -1), `${path.at(-1)}${more}`];
}

/** The rules for the names of environment variables. */
export function variableNameRules({ loops, map, path }: Variables): Rule[] {
  return [
    eachIs(
      [...loops, [['name'], `keys(${map})`]],
      'can(regex("^[a-zA-Z][a-zA-Z0-9_]+$", name))',
      sentence(
        ...behind(path, ' has the name '),
        'jsonencode(name)',
        ': give two or more letters, digits and _, a letter first.',
      ),
    ),
    eachIs(
      [...loops, [['name'], toExpression(RESERVED)]],
      `!contains(keys(${map}), name)`,
      sentence(...behind(path, ' has '), 'name', ', which Lambda sets itself: leave it out.'),
    ),
  ];
}
