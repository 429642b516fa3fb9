import type { ApiKind } from '../../api-kind';
import { call, forObject, forTuple, inline, raw, text } from '../../hcl';
import type { Rule } from '../../module-stack/declarations';
import { binaryMediaTypes } from '../shared/api-inputs';
import { canaryInput } from '../shared/function-inputs';
import { isObjects } from '../shared/object-rules';
import { type Inputs, message, oneOf } from '../shared/rules';
import { authorizerTypes, integrationTypes, operationSettings } from './operation-settings';

/** The inputs that decide what answers each operation and who may call it. */
export function operationInputs(kind: ApiKind): Inputs {
  const types = Object.keys(integrationTypes(kind)).join(', ');
  return {
    integration_pattern: {
      description:
        'What operations run on. shared: one Lambda function serves all of them. isolated: each has a function, a role and a log group of its own, all with the one package.',
      type: 'string',
      default: 'shared',
      nullable: false,
      validation: [oneOf('integration_pattern', ['shared', 'isolated'])],
    },
    routes: {
      description:
        "What the API has routes for. operations: one for each operation, and nothing else. proxy: whatever has no route of its own, such as /docs, reaches the shared function by / and /{proxy+}, with the API's auth. Null: proxy for the shared pattern, operations for the isolated one.",
      type: 'string',
      default: null,
      validation: [
        {
          condition: raw('var.routes == null ? true : contains(["proxy", "operations"], var.routes)'),
          message: message(
            'routes is "',
            'var.routes == null ? "" : var.routes',
            '": give proxy or operations, or leave it out.',
          ),
        },
      ],
    },
    operations: {
      description: `What single operations are set to, by their ids: objects of ${operationSettings(kind).join(', ')}. An integration is an object with a type (${types}). $router is no operation: it is what the module calls the shared function.`,
      type: 'any',
      default: {},
      nullable: false,
      validation: [
        isObjects('operations', '{ say_hello = { memory_size = 1024 } }'),
        inRange(kind),
        ...shapes(kind),
      ],
    },
    authorizers: {
      description: `Further ways to know a caller, by names that auth and the operations' authorization can give: objects with a type (${Object.keys(authorizerTypes(kind)).join(', ')}).`,
      type: 'any',
      default: {},
      nullable: false,
      validation: [
        isObjects('authorizers', '{ partners = { type = "REQUEST", ... } }'),
        {
          condition: raw(
            'alltrue([for name in try(keys(var.authorizers), []) : can(regex("^[A-Za-z][A-Za-z0-9_-]{0,63}$", name)) && !contains(["IAM", "COGNITO", "JWT", "NONE", "API_KEY"], upper(name))])',
          ),
          message: message(
            'authorizers has the names ',
            call('jsonencode', raw('try(keys(var.authorizers), [])')),
            ': a name begins with a letter, has at most 64 letters, digits, - and _, and is none of IAM, COGNITO, JWT, NONE and api_key.',
          ),
        },
      ],
    },
    ...ENFORCES_INPUT,
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
    ...canaryInput('the newest version of the shared function'),
  };
}

/** The ranges of numbers. */
function inRange(kind: ApiKind): Rule {
  const ranges: Readonly<Record<string, readonly [number, number]>> = {
    memory_size: [128, 10240],
    timeout: [1, kind === 'rest' ? 900 : 30],
    reserved_concurrency: [-1, 100000],
    log_retention_in_days: [0, 3653],
    throttling_rate_limit: [0, 100000],
    throttling_burst_limit: [0, 100000],
  };
  const table = inline(
    Object.fromEntries(Object.entries(ranges).map(([name, [low, high]]) => [name, [low, high]])),
  );
  const right =
    'try(tonumber(settings[name]) >= range[0] && tonumber(settings[name]) <= range[1], settings[name] == null)';
  const given = raw('can(length([settings[name]]))');
  return {
    condition: call(
      'alltrue',
      call(
        'flatten',
        forTuple(['settings'], raw('var.operations'), forTuple(['name', 'range'], table, raw(right), given)),
      ),
    ),
    message: text`${call(
      'join',
      '\n',
      call(
        'flatten',
        forTuple(
          ['id', 'settings'],
          raw('var.operations'),
          forTuple(
            ['name', 'range'],
            forObject(['name', 'range'], table, raw('name'), raw('range'), given),
            text`operations.${'id'}.${'name'} is ${'jsonencode(settings[name])'}: give a number from ${'range[0]'} to ${'range[1]'}.`,
            raw(`!${right}`),
          ),
        ),
      ),
    )}`,
  };
}

const WORDS: readonly (readonly [string, readonly string[]])[] = [
  ['request_validation', ['ALL', 'BODY', 'PARAMETERS', 'NONE']],
  ['response_transfer_mode', ['STREAM', 'BUFFERED']],
];

/** Settings that are objects: null has no place there, since nothing can be looked up in it. */
const OBJECTS = ['integration', 'env', 'request_parameters'];

/** Words, objects and lists that are something else. */
function shapes(kind: ApiKind): Rule[] {
  const known = operationSettings(kind);
  const noShape = (rule: string) => ` is not what it has to be: ${rule}.`;
  return [
    ...WORDS.filter(([name]) => known.includes(name)).map(([name, words]) =>
      settingIs(
        name,
        `contains([${words.map((word) => `"${word}"`).join(', ')}], coalesce(settings.${name}, "${words[0]}"))`,
        `: give one of ${words.join(', ')}.`,
      ),
    ),
    ...OBJECTS.map((name) =>
      settingIs(name, `can(keys(settings.${name}))`, ' is no object: give one in braces, or leave it out.'),
    ),
    ...['enabled', 'snap_start', 'lambda_tracing_enabled', 'api_key_required']
      .filter((name) => known.includes(name))
      .map((name) => settingIs(name, `can(tobool(settings.${name}))`, noShape('give true or false'))),
    ...['authorization_scopes', 'layers', 'vpc_subnet_ids', 'vpc_security_group_ids'].map((name) =>
      settingIs(name, `can(concat(coalesce(settings.${name}, []), []))`, noShape('give a list')),
    ),
    settingIs(
      'iam_policy_statements',
      'can(concat(settings.iam_policy_statements, []))',
      noShape('give a list'),
    ),
    ...(known.includes('request_parameters')
      ? [
          settingIs(
            'request_parameters',
            'alltrue([for name in keys(settings.request_parameters) : can(regex("^(querystring|header|path)[.].+", name))])',
            noShape('each name begins with querystring., header. or path.'),
          ),
        ]
      : []),
  ];
}

/**
 * What a setting has to be where an operation has it.
 *
 * An operation without it costs one call, which counts: each function of HCL looks through all that it is given, and
 * Terraform evaluates rule and message at every plan. The length of a list with the setting in it is known where the
 * setting itself is not.
 *
 * @param right HCL over `settings`, the settings of one operation.
 * @param rule text after the ids of the operations.
 */
function settingIs(name: string, right: string, rule: string): Rule {
  const has = (settings: string) => `can(length([${settings}.${name}]))`;
  return {
    condition: raw(`alltrue([for settings in var.operations : ${right} if ${has('settings')}])`),
    message: message(
      `${name} of `,
      `join(", ", [for id, settings in { for id, given in var.operations : id => given if ${has('given')} } : id if !${right}])`,
      rule,
    ),
  };
}

const REST_INPUTS: Inputs = {
  api_key_required: {
    description: 'Whether callers need an API key, beside what auth asks for. An operation can differ.',
    type: 'bool',
    default: false,
    nullable: false,
  },
  request_validation: {
    description:
      "What API Gateway checks of requests to operations that have a route of their own, by the app's models: ALL, BODY, PARAMETERS or NONE. What the app would take is never refused. An operation can differ.",
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
