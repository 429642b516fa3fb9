import type { Rule, VariableProps } from '../../module-stack/declarations';
import { canaryInput, functionInputs } from '../shared/function-inputs';
import { LOG_INPUTS, TAGS } from '../shared/gateway-inputs';
import { objectsOf } from '../shared/object-rules';
import { ROLE_INPUTS } from '../shared/role-inputs';
import { eachIs, type Inputs, listOf, matches, matchesOrNull, sentence } from '../shared/rules';

/** The inputs of the `lambda-function` module: what it shares with the router keeps its name and meaning. */
export function functionModuleInputs(): Inputs {
  const {
    additional_iam_policy_statements: _,
    lwa_layer_arn: __,
    lambda_tracing_enabled: tracing_enabled,
    env,
    layers,
    handler,
    ...shared
  } = functionInputs(900);
  return {
    name: {
      description: 'Name of the function.',
      type: 'string',
      nullable: false,
      validation: [
        matches(
          'name',
          '^[A-Za-z0-9_-]{1,64}$',
          'a name has at most 64 letters, digits, - and _: shorten it.',
        ),
      ],
    },
    ...ROLE_INPUTS,
    create_log_group: {
      description:
        'Whether the module makes the log group /aws/lambda/NAME. An ARN that only the apply knows needs false here.',
      nullMeans: 'it does where log_group_arn is null',
      type: 'bool',
      default: null,
    },
    log_group_arn: {
      description:
        'ARN of a log group that exists, or of one for several functions, in place of one of this module.',
      nullMeans: 'a log group of this module',
      type: 'string',
      default: null,
      validation: [
        matchesOrNull(
          'log_group_arn',
          '^arn:[^:]+:logs:[^:]+:[0-9]{12}:log-group:[^:]+$',
          'give the ARN of a log group without :* at its end, arn:aws:logs:<region>:<account>:log-group:<name>.',
        ),
      ],
    },
    alias_enabled: {
      description:
        'Whether each change is published as a version, and the alias live names the one that is called. Without it, callers reach what was changed last.',
      type: 'bool',
      default: true,
      nullable: false,
    },
    execution_role_name: {
      description: 'Name of the role.',
      nullMeans: 'the name of the function and a suffix that AWS has nowhere else',
      type: 'string',
      default: null,
      validation: [
        matchesOrNull(
          'execution_role_name',
          '^[A-Za-z0-9+=,.@_-]{1,64}$',
          'a name of a role has at most 64 letters, digits and +=,.@_-.',
        ),
      ],
    },
    description: {
      description: 'Description of the function.',
      type: 'string',
      default: '',
      nullable: false,
      validation: [matches('description', '^.{0,256}$', 'Lambda takes one line of 256 characters.')],
    },
    filename: text(
      'filename',
      'Path of the zip with the code.',
      'the zip is in S3',
      'give the path of a zip file.',
    ),
    source_code_hash: text(
      'source_code_hash',
      'Hash of the code: a new one updates the function.',
      'that of filename',
      'give the hash of the zip, such as filebase64sha256 of it.',
    ),
    s3_bucket: text(
      's3_bucket',
      'Bucket that holds the zip, instead of a file.',
      'the zip is a file',
      'give the name of a bucket.',
    ),
    s3_key: text('s3_key', 'Key of the zip in s3_bucket.', 'the zip is a file', 'give the key of an object.'),
    s3_object_version: text(
      's3_object_version',
      'Version of the object in S3.',
      'the newest one',
      'give the version of an object.',
    ),
    ...(handler
      ? { handler: { ...handler, description: 'Entry point: a script, or module.function.' } }
      : {}),
    ...shared,
    ...(layers ? { layers: { ...layers, validation: layers.validation?.slice(0, 1) ?? [] } } : {}),
    ...(env
      ? {
          env: {
            ...env,
            description:
              'Environment variables of the function. TERRAGATE_SECRETS, which says where secrets are, wins.',
          },
        }
      : {}),
    ...(tracing_enabled ? { tracing_enabled } : {}),
    iam_policy_statements: {
      description:
        'Permissions of the function beyond writing logs and traces: statements of its policy, as objects of Effect, Action, Resource and Condition.',
      type: 'any',
      shape: objectsOf('list', STATEMENT),
      default: [],
      nullable: false,
      validation: STATEMENTS,
    },
    ...canaryInput('the newest version'),
    ...LOG_INPUTS,
    ...TAGS,
  };
}

function text(name: string, description: string, nullMeans: string, rule: string): VariableProps {
  return {
    description,
    nullMeans,
    type: 'string',
    default: null,
    validation: [matchesOrNull(name, '.', rule)],
  };
}

const STATEMENT = {
  Effect: 'string',
  Sid: 'optional(string)',
  Action: 'optional(any)',
  NotAction: 'optional(any)',
  Resource: 'optional(any)',
  NotResource: 'optional(any)',
  Condition: 'optional(any)',
};

const KEYS = Object.keys(STATEMENT);

/** A misspelled name would be a statement that says something else, or that AWS refuses in the middle of an apply. */
const STATEMENTS: readonly Rule[] = [
  eachIs(
    [[['statement'], 'var.iam_policy_statements']],
    'try(contains(["Allow", "Deny"], statement.Effect), false)',
    sentence(
      'iam_policy_statements has the effect ',
      'jsonencode(try(statement.Effect, null))',
      ': give Allow or Deny.',
    ),
  ),
  eachIs(
    [
      [['statement'], 'var.iam_policy_statements'],
      [['key'], 'try(keys(statement), [])'],
    ],
    `contains(${listOf(KEYS)}, key)`,
    sentence('iam_policy_statements has ', 'key', `: give some of ${KEYS.join(', ')}.`),
  ),
];
