import { call, forTuple, inline, raw, text } from '../hcl';
import { binaryMediaTypes } from './api-inputs';
import type { Kind } from './operation-settings';
import { authorizerTypes, integrationTypes, operationSettings } from './operation-settings';
import { type Inputs, oneOf, said } from './rules';

/** What each operation runs on and who may call it. */
export function operationInputs(kind: Kind): Inputs {
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
          message: said(
            'routes is "',
            'var.routes == null ? "" : var.routes',
            '": give proxy or operations, or leave it out.',
          ),
        },
      ],
    },
    operations: {
      description: `What single operations are set to, by their ids: objects of ${operationSettings(kind).join(', ')}. An integration is an object with a type (${types}).`,
      type: 'any',
      default: {},
      nullable: false,
      validation: [
        objectOfObjects('operations', 'say_hello = { memory_size = 1024 }'),
        inRange(kind),
        ...WORDS.filter(([name]) => operationSettings(kind).includes(name)).map(oneOfWords),
        ...OBJECTS.map(isObject),
        ...shapes(kind),
      ],
    },
    authorizers: {
      description: `Further ways to know a caller, by names that auth and the operations' authorization can give: objects with a type (${Object.keys(authorizerTypes(kind)).join(', ')}).`,
      type: 'any',
      default: {},
      nullable: false,
      validation: [
        objectOfObjects('authorizers', 'partners = { type = "REQUEST", ... }'),
        {
          condition: raw(
            'alltrue([for name in try(keys(var.authorizers), []) : can(regex("^[A-Za-z][A-Za-z0-9_-]{0,63}$", name)) && !contains(["IAM", "COGNITO", "JWT", "NONE"], upper(name))])',
          ),
          message: said(
            'authorizers has the names ',
            call('jsonencode', raw('try(keys(var.authorizers), [])')),
            ': a name begins with a letter, has at most 64 letters, digits, - and _, and is none of IAM, COGNITO, JWT and NONE.',
          ),
        },
      ],
    },
    route_quota: {
      description: `${kind === 'rest' ? 'Resources' : 'Routes'} that the API may have: AWS allows 300 and raises that for an API on request.`,
      type: 'number',
      default: 300,
      nullable: false,
      validation: [
        {
          condition: raw('var.route_quota >= 1'),
          message: said('route_quota is ', 'var.route_quota', ': give the number that AWS has granted.'),
        },
      ],
    },
    ...(kind === 'rest' ? REST_INPUTS : {}),
    canary: {
      description:
        'Share of the calls that the newest version of the shared function gets, while the rest stay at stable_version: { stable_version = "7", weight = 0.1 }. Null: all calls go to the newest.',
      type: call('object', { stable_version: raw('string'), weight: raw('number') }),
      default: null,
      validation: [
        {
          condition: raw('var.canary == null ? true : var.canary.weight >= 0 && var.canary.weight <= 1'),
          message: said(
            'canary.weight is ',
            'var.canary == null ? 0 : var.canary.weight',
            ': give a share from 0 to 1.',
          ),
        },
      ],
    },
  };
}

/** What numbers may be. */
function inRange(kind: Kind) {
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
    'try(tonumber(lookup(settings, name, range[0])) >= range[0] && tonumber(lookup(settings, name, range[0])) <= range[1], lookup(settings, name, null) == null)';
  return {
    condition: call(
      'alltrue',
      call(
        'flatten',
        forTuple(
          ['settings'],
          raw('var.operations'),
          forTuple(['name', 'range'], table, raw(right)),
          raw('can(keys(settings))'),
        ),
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
            table,
            text`operations.${'id'}.${'name'} is ${'jsonencode(lookup(settings, name, null))'}: give a number from ${'range[0]'} to ${'range[1]'}.`,
            raw(`!${right}`),
          ),
          raw('can(keys(settings))'),
        ),
      ),
    )}`,
  };
}

const WORDS: readonly (readonly [string, readonly string[]])[] = [
  ['request_validation', ['ALL', 'BODY', 'PARAMETERS', 'NONE']],
  ['response_transfer_mode', ['STREAM', 'BUFFERED']],
];

function oneOfWords([name, words]: readonly [string, readonly string[]]) {
  const right = `contains([${words.map((word) => `"${word}"`).join(', ')}], coalesce(lookup(settings, "${name}", null), "${words[0]}"))`;
  return {
    condition: raw(`alltrue([for settings in var.operations : ${right} if can(keys(settings))])`),
    message: {
      $hcl: 'template' as const,
      parts: [
        `${name} of `,
        raw(
          `join(", ", [for id, settings in { for id, given in var.operations : id => given if can(keys(given)) } : id if !${right}])`,
        ),
        `: give one of ${words.join(', ')}.`,
      ],
    },
  };
}

/** Settings that are objects: null has no place there, since nothing can be looked up in it. */
const OBJECTS = ['integration', 'env', 'request_parameters'];

function isObject(name: string) {
  const right = `can(keys(lookup(settings, "${name}", {})))`;
  return {
    condition: raw(`alltrue([for settings in var.operations : ${right} if can(keys(settings))])`),
    message: {
      $hcl: 'template' as const,
      parts: [
        `${name} of `,
        raw(
          `join(", ", [for id, settings in { for id, given in var.operations : id => given if can(keys(given)) } : id if !${right}])`,
        ),
        ' is no object: give one in braces, or leave it out.',
      ],
    },
  };
}

/** Words and lists that are something else. */
function shapes(kind: Kind) {
  const rules: readonly (readonly [name: string, right: string, rule: string])[] = [
    ...[
      'enabled',
      'snap_start',
      'lambda_tracing_enabled',
      ...(kind === 'rest' ? ['api_key_required'] : []),
    ].map((name) => [name, `can(tobool(lookup(settings, "${name}", true)))`, 'give true or false'] as const),
    ...['authorization_scopes', 'layers', 'vpc_subnet_ids', 'vpc_security_group_ids'].map(
      (name) =>
        [name, `can(concat(coalesce(lookup(settings, "${name}", null), []), []))`, 'give a list'] as const,
    ),
    [
      'iam_policy_statements',
      'can(concat(lookup(settings, "iam_policy_statements", []), []))',
      'give a list',
    ],
    ...(kind === 'rest'
      ? [
          [
            'request_parameters',
            'alltrue([for name in keys(lookup(settings, "request_parameters", {})) : can(regex("^(querystring|header|path)[.].+", name))])',
            'each name begins with querystring., header. or path.',
          ] as const,
        ]
      : []),
  ];
  return rules.map(([name, right, rule]) => ({
    condition: raw(`alltrue([for settings in var.operations : ${right} if can(keys(settings))])`),
    message: {
      $hcl: 'template' as const,
      parts: [
        `${name} of `,
        raw(
          `join(", ", [for id, settings in { for id, given in var.operations : id => given if can(keys(given)) } : id if !${right}])`,
        ),
        ` is not what it has to be: ${rule}.`,
      ],
    },
  }));
}

function objectOfObjects(name: string, example: string) {
  return {
    condition: raw(`try(alltrue([for name, settings in var.${name} : can(keys(settings))]), false)`),
    message: said(
      `${name} has `,
      `try(join(", ", [for name, settings in var.${name} : name if !can(keys(settings))]), "no names")`,
      `, which is no object: give an object of objects, such as { ${example} }.`,
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
