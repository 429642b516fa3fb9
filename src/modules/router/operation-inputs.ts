import type { ApiKind } from '../../api-kind';
import { type Expression, raw, text, toExpression } from '../../hcl';
import type { Rule } from '../../module-stack/declarations';
import { binaryMediaTypes } from '../shared/api-inputs';
import { isObjects } from '../shared/object-rules';
import {
  eachIs,
  type Inputs,
  type Loop,
  listOf,
  message,
  oneOf,
  oneOfOrNull,
  sentence,
} from '../shared/rules';
import { authorizerTypes, operationSettings } from './operation-settings';

/** The inputs that decide what answers each operation and who may call it. */
export function operationInputs(kind: ApiKind): Inputs {
  return {
    integration_pattern: {
      saysWhatThereIs: true,
      description:
        'Functions that the operations run on: shared (one for all of them) or isolated (one for each, all with the one package).',
      type: 'string',
      default: 'shared',
      nullable: false,
      validation: [oneOf('integration_pattern', ['shared', 'isolated'])],
    },
    routes: {
      saysWhatThereIs: true,
      description:
        "Routes of the API. operations: one for each operation, and nothing else. proxy: whatever has no route of its own, such as /docs, reaches the shared function by / and /{proxy+}, with the API's auth.",
      nullMeans: 'proxy for the shared pattern, operations for the isolated one',
      type: 'string',
      default: null,
      validation: [oneOfOrNull('routes', ['proxy', 'operations'])],
    },
    operations: {
      saysWhatThereIs: true,
      description:
        'Settings of single operations by their ids, such as { say_hello = { memory_size = 1024 } }. The README lists settings and integrations.',
      type: 'any',
      default: {},
      nullable: false,
      validation: [isObjects('operations', '{ say_hello = { memory_size = 1024 } }'), ...settingRules(kind)],
    },
    authorizers: {
      saysWhatThereIs: true,
      description: `Further ways to know a caller, by names that auth and the operations' authorization can give: objects with a type (${Object.keys(authorizerTypes(kind)).join(', ')}).`,
      type: 'any',
      default: {},
      nullable: false,
      validation: [
        isObjects('authorizers', '{ partners = { type = "REQUEST", ... } }'),
        eachIs(
          [[['name'], 'try(keys(var.authorizers), [])']],
          'can(regex("^[A-Za-z][A-Za-z0-9_-]{0,63}$", name))',
          text`authorizers has the name ${'jsonencode(name)'}: give a letter, then at most 63 letters, digits, - and _.`,
        ),
        eachIs(
          [[['name'], 'try(keys(var.authorizers), [])']],
          '!contains(["IAM", "COGNITO", "JWT", "NONE", "API_KEY"], upper(name))',
          text`authorizers has the name ${'name'}: IAM, COGNITO, JWT, NONE and api_key are the module's own.`,
        ),
      ],
    },
    ...ENFORCES_INPUT,
    ...SHARED_INPUTS,
    route_quota: {
      description: `${kind === 'rest' ? 'Resources' : 'Routes'} that the API may have: AWS allows 300 and raises that for an API on request.`,
      type: 'number',
      default: 300,
      nullable: false,
      validation: [
        {
          condition: raw('var.route_quota >= 1'),
          message: message('route_quota is ', 'var.route_quota', ': give the number that AWS has granted.'),
        },
      ],
    },
    ...(kind === 'rest' ? REST_INPUTS : {}),
  };
}

/** What the functions of single operations have in common. */
const SHARED_INPUTS: Inputs = {
  function_roles: {
    description:
      'Roles of functions of single operations: shared (one for all whose settings do not ask for their own) or own (one each).',
    type: 'string',
    default: 'shared',
    nullable: false,
    validation: [oneOf('function_roles', ['shared', 'own'])],
  },
  function_log_groups: {
    description:
      'Log groups of functions of single operations: shared (/aws/lambda/NAME/operations; not with log_retention_in_days) or own (one each).',
    type: 'string',
    default: 'shared',
    nullable: false,
    validation: [oneOf('function_log_groups', ['shared', 'own'])],
  },
  function_aliases_enabled: {
    description:
      'Whether functions of single operations publish versions behind an alias, as those with canary or snap_start do.',
    type: 'bool',
    default: false,
    nullable: false,
  },
};

/** The names of the settings of an operation, read once for each. What is no object has none here: another rule says so. */
const GIVEN: readonly Loop[] = [
  [['id', 'settings'], 'var.operations'],
  [['given'], '[try(keys(settings), [])]'],
];

/** A rule for some settings of all operations. @param right HCL over `settings[name]` */
function settingsAre(names: readonly string[], right: string, rule: string): Rule {
  return eachIs(
    [...GIVEN, [['name'], listOf(names), 'contains(given, name)']],
    right,
    sentence('operations.', 'id', '.', 'name', ' is ', 'jsonencode(settings[name])', `: ${rule}`),
  );
}

/** The operations that have a setting, by a text that names it. */
function having(setting: string): Loop {
  return [['id', 'settings'], 'var.operations', `can(length([${setting}]))`];
}

/**
 * A rule for one setting of all operations, which Terraform 1.5 knows too where another setting of the operation is known
 * only after an apply: its can() looks at all that a text names, so that the setting is named as it is.
 *
 * @param right HCL over a text that names the setting
 */
function settingIs(name: string, right: (setting: string) => string, rule: string): Rule {
  const setting = `settings.${name}`;
  return eachIs(
    [having(setting)],
    right(setting),
    sentence('operations.', 'id', `.${name} is `, `jsonencode(${setting})`, `: ${rule}`),
  );
}

/** As `settingIs`, for one of a few words. */
function settingIsOneOf(name: string, words: readonly string[]): Rule {
  return settingIs(
    name,
    (setting) => `can(regex("^(${words.join('|')})$", coalesce(${setting}, "${words[0]}")))`,
    `give one of ${words.join(', ')}.`,
  );
}

/** A rule for settings by what each may be. @param right HCL over `settings[name]` and what `it` names */
function settingsFit(
  it: string,
  allowed: Readonly<Record<string, readonly (string | number)[]>>,
  right: string,
  rule: Expression,
): Rule {
  return eachIs(
    [...GIVEN, [['name', it], toExpression(allowed), 'contains(given, name)']],
    right,
    text`operations.${'id'}.${'name'} is ${'jsonencode(settings[name])'}: ${rule}`,
  );
}

/** The rules for the settings of single operations. */
function settingRules(kind: ApiKind): Rule[] {
  const rest = kind === 'rest';
  const ranges = {
    memory_size: [128, 10240],
    ephemeral_storage_size: [512, 10240],
    timeout: [1, rest ? 900 : 30],
    reserved_concurrency: [-1, 100000],
    log_retention_in_days: [0, 3653],
    // A REST API takes 0, which lets no request through; a route of an HTTP API does not
    throttling_rate_limit: [rest ? 0 : 0.01, 100000],
    throttling_burst_limit: [rest ? 0 : 1, 100000],
    ...(rest ? { cache_ttl_in_seconds: [0, 3600] } : {}),
  };
  const known = operationSettings(kind);
  const has = (name: string) => known.includes(name);
  return [
    settingsFit(
      'range',
      ranges,
      'try(settings[name] >= range[0] && settings[name] <= range[1], settings[name] == null)',
      text`give a number from ${'range[0]'} to ${'range[1]'}.`,
    ),
    ...(rest ? Object.entries(WORDS).map(([name, words]) => settingIsOneOf(name, words)) : []),
    settingsAre(
      OBJECTS.filter(has),
      'can(keys(settings[name]))',
      'give an object in braces, or leave it out.',
    ),
    ...OPENING.filter(has).map((name) =>
      settingIs(name, (setting) => `can(tobool(${setting}))`, 'give true or false.'),
    ),
    settingsAre(FLAGS.filter(has), 'can(tobool(settings[name]))', 'give true or false.'),
    ...LISTS.map((name) =>
      settingIs(name, (setting) => `can(concat(coalesce(${setting}, []), []))`, 'give a list.'),
    ),
    ...['iam_policy_statements', 'secrets_kms_key_arns'].map((name) =>
      settingIs(name, (setting) => `can(concat(${setting}, []))`, 'give a list.'),
    ),
    ...(rest ? [PARAMETER_NAMES] : []),
  ];
}

/** Settings that are objects: null has no place there, since nothing can be looked up in it. */
const OBJECTS = ['integration', 'env', 'secrets', 'request_parameters'];
/** Settings that are one of a few words. */
const WORDS = {
  request_validation: ['ALL', 'BODY', 'PARAMETERS', 'NONE'],
  response_transfer_mode: ['STREAM', 'BUFFERED'],
} as const;
/** Flags that say what answers, and to whom. */
const OPENING = ['enabled', 'api_key_required', 'caching_enabled'];
const FLAGS = ['snap_start', 'lambda_tracing_enabled'];
const LISTS = ['authorization_scopes', 'layers', 'vpc_subnet_ids', 'vpc_security_group_ids'];

const PARAMETER_NAMES: Rule = eachIs(
  [
    [['id', 'settings'], 'var.operations', 'contains(try(keys(settings), []), "request_parameters")'],
    [['parameter'], 'try(keys(settings.request_parameters), [])'],
  ],
  'can(regex("^(querystring|header|path)[.].+", parameter))',
  sentence(
    'operations.',
    'id',
    '.request_parameters has "',
    'parameter',
    '": begin it with querystring., header. or path., such as querystring.page.',
  ),
);

const REST_INPUTS: Inputs = {
  api_key_required: {
    description: 'Whether callers need an API key, beside what auth asks for. An operation can differ.',
    type: 'bool',
    default: false,
    nullable: false,
  },
  request_validation: {
    description:
      "Checks of requests by the app's models, for operations with a route of their own: ALL, BODY, PARAMETERS or NONE. An operation can differ.",
    type: 'string',
    default: 'ALL',
    nullable: false,
    validation: [oneOf('request_validation', ['ALL', 'BODY', 'PARAMETERS', 'NONE'])],
  },
  ...binaryMediaTypes(['*/*']),
};

/** The way out where the functions themselves compare what was authorized with what would run. */
const ENFORCES_INPUT: Inputs = {
  functions_enforce_routes: {
    description:
      'Whether the functions refuse requests for which the app would run another operation than the one that API Gateway has authorized. Those with a package of terragate bundle do, where run.sh or the handler starts the app by terragate_asgi. With false, an operation with a variable in its path fails the plan when its callers could reach another one of the same method that asks for more: how a path is written decides what the app reads.',
    type: 'bool',
    default: false,
    nullable: false,
  },
};
