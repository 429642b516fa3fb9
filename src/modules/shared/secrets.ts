import { call, conditional, forTuple, raw } from '../../hcl';
import type { LocalProps, Rule } from '../../module-stack/declarations';
import { eachIs, type Inputs, type Loop, sentence } from './rules';
import { behind, type Variables, variableNameRules, variablesOf } from './variable-names';

/** Variable by which `terragate_secrets.py` of the package learns what to read. */
const REFERENCES = 'TERRAGATE_SECRETS';

/** A secret, with what ECS writes behind its ARN: `:json-key:version-stage:version-id`. */
const SECRET = 'secretsmanager:[^:]+:[0-9]{12}:secret:[^:]+(:[^:]*:[^:]*:[^:]*)?';
const PARAMETER = 'ssm:[^:]+:[0-9]{12}:parameter/[^:]+';

/** The rules for variables whose values are read when the app starts. */
export function secretRules(secrets: Variables): Rule[] {
  const { loops, map, path } = secrets;
  return [
    ...variableNameRules(secrets),
    eachIs(
      [...loops, [['name', 'arn'], map]],
      `can(regex("^arn:[^:]+:(${SECRET}|${PARAMETER})$", arn))`,
      sentence(
        ...behind(path, '.'),
        'name',
        ' is ',
        'jsonencode(arn)',
        ': give the ARN of a secret (Secrets Manager) or of a parameter (SSM).',
      ),
    ),
  ];
}

/** The rule for the keys of secrets. @param loops those around the list */
export function secretKeysRule(loops: readonly Loop[], list: string, path: readonly string[]): Rule {
  return eachIs(
    [...loops, [['item'], list]],
    'can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$", item))',
    sentence(
      ...behind(path, ' has '),
      'jsonencode(item)',
      ': give ARNs of KMS keys, arn:aws:kms:<region>:<account>:key/<id>.',
    ),
  );
}

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
    validation: secretRules(variablesOf('secrets')),
  },
  secrets_kms_key_arns: {
    description:
      'ARNs of the KMS keys of secrets and parameters that are not encrypted with the keys of AWS: the function may decrypt with them.',
    type: 'list(string)',
    default: [],
    nullable: false,
    validation: [secretKeysRule([], 'var.secrets_kms_key_arns', ['secrets_kms_key_arns'])],
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
};
