import { call, conditional, forTuple, raw, text } from '../../hcl';
import type { LocalProps } from '../../module-stack/declarations';
import { eachIs, eachMatches, type Inputs } from './rules';
import { variableNames } from './variable-names';

/** Variable by which `terragate_secrets.py` of the package learns what to read. */
const REFERENCES = 'TERRAGATE_SECRETS';

/** A secret, with what ECS writes behind its ARN: `:json-key:version-stage:version-id`. */
const SECRET = 'secretsmanager:[^:]+:[0-9]{12}:secret:[^:]+(:[^:]*:[^:]*:[^:]*)?';
const PARAMETER = 'ssm:[^:]+:[0-9]{12}:parameter/[^:]+';

/**
 * The inputs for variables whose values are read when the app starts. They hold no value, so that none is in a state, a
 * plan or a setting of the function.
 */
export const SECRET_INPUTS: Inputs = {
  secrets: {
    description:
      'Environment variables whose values the app reads when it starts: ARNs of secrets (Secrets Manager, with :json-key:: for one key of them) or of parameters (SSM). No value is in Terraform.',
    type: 'map(string)',
    default: {},
    nullable: false,
    validation: [
      variableNames('secrets'),
      eachIs(
        [[['name', 'arn'], 'var.secrets']],
        `can(regex("^arn:[^:]+:(${SECRET}|${PARAMETER})$", arn))`,
        text`secrets.${'name'} is ${'jsonencode(arn)'}: give the ARN of a secret (Secrets Manager) or of a parameter (SSM).`,
      ),
    ],
  },
  secrets_kms_key_arns: {
    description:
      'ARNs of the KMS keys of secrets and parameters that are not encrypted with the keys of AWS: the function may decrypt with them.',
    type: 'list(string)',
    default: [],
    nullable: false,
    validation: [
      eachMatches(
        'secrets_kms_key_arns',
        '^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$',
        'give ARNs of KMS keys, arn:aws:kms:<region>:<account>:key/<id>.',
      ),
    ],
  },
};

/** The locals with the permission to read what `secrets` names, and nothing beside it; empty where it names nothing. */
export const SECRET_LOCALS: Readonly<Record<string, LocalProps>> = {
  secret_arns: {
    value: call(
      'distinct',
      forTuple(
        ['arn'],
        raw('values(var.secrets)'),
        raw('join(":", slice(split(":", arn), 0, split(":", arn)[2] == "ssm" ? 6 : 7))'),
      ),
    ),
    comment: 'The secrets without the keys in them, and the parameters.',
  },
  secret_actions: { secretsmanager: 'secretsmanager:GetSecretValue', ssm: 'ssm:GetParameters' },
  iam_secrets: call(
    'concat',
    forTuple(
      ['service', 'action'],
      raw('local.secret_actions'),
      {
        Sid: raw('service == "ssm" ? "ReadParameters" : "ReadSecrets"'),
        Effect: 'Allow',
        Action: [raw('action')],
        Resource: raw('[for arn in local.secret_arns : arn if split(":", arn)[2] == service]'),
      },
      raw('anytrue([for arn in local.secret_arns : split(":", arn)[2] == service])'),
    ),
    conditional(
      raw('length(var.secrets_kms_key_arns) > 0'),
      [
        {
          Sid: 'DecryptSecrets',
          Effect: 'Allow',
          Action: ['kms:Decrypt'],
          Resource: raw('var.secrets_kms_key_arns'),
        },
      ],
      [],
    ),
  ),
};

/** The local with the variables of a function: its own, and the references to secrets, which win where both have a name. */
export const ENVIRONMENT_LOCAL: Readonly<Record<string, LocalProps>> = {
  environment: raw(
    `merge(var.env, length(var.secrets) > 0 ? { ${REFERENCES} = jsonencode(var.secrets) } : {})`,
  ),
  has_environment: {
    value: raw('nonsensitive(sensitive(length(local.environment) > 0))'),
    comment:
      'Values may be sensitive; whether there are any is not. nonsensitive() alone fails where a value is not sensitive.',
  },
};
