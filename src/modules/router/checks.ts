import { call, forObject, forTuple, raw, text, type Value } from '../../hcl';
import type { LocalProps, Rule } from '../../module-stack/declarations';
import { AUTH, SCOPED } from './auth';
import { authProblems } from './auth-checks';
import { PACKAGE_RULES } from './function-package';
import {
  authorizerTypes,
  integrationTypes,
  type Kind,
  OWN_FUNCTION_SETTINGS,
  operationSettings,
  typesTable,
} from './operation-settings';
import { each, one } from './problems';
import { reachLocals, reachProblems } from './reach';
import { ADAPTER_RULES } from './web-adapter';

/**
 * What is wrong between the inputs that say what operations are set to: one line each, all at once. The inputs are of
 * any type, since a typed object would drop a misspelled name without a word, and a route would keep the weaker setting.
 */
export function checkLocals(kind: Kind): Record<string, LocalProps> {
  return {
    operation_settings: [...operationSettings(kind)],
    function_settings: [...OWN_FUNCTION_SETTINGS],
    integration_types: typesTable(integrationTypes(kind)),
    authorizer_types: typesTable(authorizerTypes(kind)),
    kinds_of_integration: raw('concat(["router", "function"], keys(local.integration_types))'),
    authorization_names: raw(
      `concat([${AUTH[kind].map((name) => `"${name}"`).join(', ')}], keys(var.authorizers))`,
    ),
    scoped_authorizations: {
      value: raw(
        `concat([${SCOPED[kind].map((name) => `"${name}"`).join(', ')}], [for name, authorizer in var.authorizers : name if contains(["COGNITO", "JWT"], lookup(authorizer, "type", ""))])`,
      ),
      comment: 'Those whose tokens have scopes.',
    },
    unknown_operations: {
      value: raw('setsubtract(keys(var.operations), keys(local.operations))'),
      comment: 'A mistake in an id is answered with the one that has most pairs of letters in common.',
    },
    nearest_operations: nearest('local.unknown_operations', 'keys(local.operations)'),
    settings: raw(
      '{ for id in setintersection(keys(var.operations), keys(local.operations)) : id => var.operations[id] }',
    ),
    settings_beside_proxy: {
      value: raw('{ for id, settings in local.settings : id => settings if local.catch_all }'),
      comment: 'Those of operations that callers can reach by the catch-all too.',
    },
    setting_names: {
      value: raw('toset(flatten([for settings in local.settings : keys(settings)]))'),
      comment: 'What any operation is set to: rules of a setting that none has look at no operation.',
    },
    unknown_settings: raw('setsubtract(local.setting_names, local.operation_settings)'),
    given_function_settings: raw('setintersection(local.setting_names, local.function_settings)'),
    nearest_settings: nearest('local.unknown_settings', 'local.operation_settings'),
    set_integrations: raw(
      '{ for id, settings in local.settings : id => local.given_integrations[id] if contains(keys(settings), "integration") }',
    ),
    ...reachLocals(kind),
    problems: { value: call('concat', ...problems(kind)), comment: 'What is wrong, one line each.' },
  };
}

/** That there is nothing wrong: a precondition of the output that every plan evaluates. */
export const NO_PROBLEMS: Rule = {
  condition: raw('length(local.problems) == 0'),
  message: raw('join("\\n", local.problems)'),
};

const PAIRS = (of: string) => `[for i in range(max(length(${of}) - 1, 0)) : substr(${of}, i, 2)]`;
const PLAIN = (of: string) => `replace(lower(${of}), "/[^a-z0-9]/", "")`;

/** The known name that is most like each of the others. */
function nearest(names: string, known: string): Value {
  const shared = `length(setintersection(${PAIRS(PLAIN('name'))}, ${PAIRS(PLAIN('known'))}))`;
  const all = `max(length(${PLAIN('name')}) + length(${PLAIN('known')}) - 2, 1)`;
  return forObject(
    ['name'],
    raw(names),
    raw('name'),
    raw(
      `split(" ", reverse(sort([for known in ${known} : format("%04d %s", floor(2000 * ${shared} / ${all}), known)]))[0])[1]`,
    ),
  );
}

/** One line for each pair: `[for a in b : [for c in d : message if condition]]`, flattened. */
function pairs([names, collection]: readonly [readonly string[], string], inner: Value): Value {
  return call('flatten', forTuple(names, raw(collection), inner));
}

function problems(kind: Kind): Value[] {
  return [
    ...[...PACKAGE_RULES, ...ADAPTER_RULES].map(unless),
    ...(kind === 'rest' ? [streamProblems()] : []),
    ...operationProblems(kind),
    ...authProblems(kind),
    reachProblems(),
    ...routeProblems(kind),
  ];
}

function unless({ condition, message }: Rule): Value {
  return forTuple(['right'], [condition], message, raw('!right'));
}

/** A Python handler gives whole answers. */
function streamProblems(): Value {
  return each(
    ['key', 'adapter'],
    'local.runs_adapter',
    text`response_transfer_mode is STREAM and the handler of ${'key == "$router" ? "the shared function" : "operations.${key}"'} is a Python handler, which gives whole answers: leave the mode out, or use run.sh.`,
    'local.streams[key] && !adapter',
  );
}

function operationProblems(kind: Kind): Value[] {
  const rest = kind === 'rest';
  return [
    each(
      ['id'],
      'local.unknown_operations',
      text`operations has "${'id'}", which the app does not have: did you mean "${'local.nearest_operations[id]'}"? Give one of ${'join(", ", slice(keys(local.operations), 0, min(50, length(local.operations))))'}${'length(local.operations) > 50 ? ", and ${length(local.operations) - 50} more in operations.json" : ""'}.`,
      'true',
    ),
    pairs(
      [['id', 'settings'], 'local.settings'],
      each(
        ['name'],
        'local.unknown_settings',
        text`operations.${'id'} has "${'name'}", which is no setting: did you mean "${'local.nearest_settings[name]'}"? Give some of ${'join(", ", local.operation_settings)'}.`,
        'contains(keys(settings), name)',
      ),
    ),
    pairs(
      [['id', 'on'], 'local.runs_on'],
      each(
        ['name'],
        'local.given_function_settings',
        text`operations.${'id'}.${'name'} is for a function of its own, and the operation runs on ${'on == "router" ? "the shared function: set integration = { type = \\"lambda\\" } to give it one" : "its integration: leave it out"'}.`,
        'on != "function" && contains(keys(local.given[id]), name)',
      ),
    ),
    each(
      ['id', 'integration'],
      'local.set_integrations',
      text`operations.${'id'}.integration has ${'contains(keys(integration), "type") ? "the type \\"${integration.type}\\"" : "no type"'}: give one of ${'join(", ", keys(local.integration_types))'}.`,
      '!contains(keys(local.integration_types), lookup(integration, "type", ""))',
    ),
    ...typed('local.set_integrations', 'operations.${id}.integration', 'local.integration_types'),
    ...typed('var.authorizers', 'authorizers.${id}', 'local.authorizer_types'),
    each(
      ['id', 'authorizer'],
      'var.authorizers',
      text`authorizers.${'id'} has ${'contains(keys(authorizer), "type") ? "the type \\"${authorizer.type}\\"" : "no type"'}: give one of ${'join(", ", keys(local.authorizer_types))'}.`,
      '!contains(keys(local.authorizer_types), lookup(authorizer, "type", ""))',
    ),
    ...(rest
      ? [
          each(
            ['id', 'integration'],
            'local.set_integrations',
            text`operations.${'id'}.integration calls a service by ${'length(setintersection(["path", "action"], keys(integration))) == 0 ? "nothing" : "both path and action"'}: give one of the two.`,
            'lookup(integration, "type", "") == "aws" && length(setintersection(["path", "action"], keys(integration))) != 1',
          ),
          pairs(
            [['name'], 'setintersection(local.setting_names, ["response_transfer_mode"])'],
            each(
              ['id', 'on'],
              'local.runs_on',
              text`operations.${'id'}.${'name'} is for a function of its own, an existing one or an http_proxy: the operation runs on ${'on == "router" ? "the shared function" : on'}.`,
              '!contains(["function", "lambda", "http_proxy"], on) && contains(keys(local.given[id]), name)',
            ),
          ),
        ]
      : []),
  ];
}

/** Names that a type does not know, and names that it needs and that are not there. */
function typed(collection: string, where: string, types: string): Value[] {
  const of = `lookup(${types}, lookup(item, "type", ""), { settings = keys(item), needs = [] })`;
  const place = raw(`"${where}"`);
  return [
    pairs(
      [['id', 'item'], collection],
      each(
        ['name'],
        'keys(item)',
        text`${place} has "${'name'}", which the type ${'lookup(item, "type", "")'} does not know: give some of ${`join(", ", ${of}.settings)`}.`,
        `!contains(${of}.settings, name)`,
      ),
    ),
    pairs(
      [['id', 'item'], collection],
      each(
        ['name'],
        `${of}.needs`,
        text`${place} has the type ${'lookup(item, "type", "")'} and no ${'name'}: give it.`,
        '!contains(keys(item), name)',
      ),
    ),
    pairs(
      [['id', 'item'], collection],
      each(
        ['name'],
        '["user_pool_arns", "identity_sources", "audience"]',
        text`${place} has an empty ${'name'}: give one at least.`,
        'contains(keys(item), name) && !try(length(item[name]) > 0, true)',
      ),
    ),
  ];
}

function routeProblems(kind: Kind): Value[] {
  const rest = kind === 'rest';
  return [
    each(
      ['id', 'operation'],
      'local.unroutable',
      text`operations.${'id'} (${'operation.method'} ${'operation.path'}) can not have a route of its own: ${'operation.problem'}. Set routes = "proxy", or leave the operation out with operations = { ${'jsonencode(id)'} = { enabled = false } }.`,
      'coalesce(lookup(local.given[id], "enabled", null), true) && (!local.catch_all || length(local.given[id]) > 0)',
    ),
    each(
      ['id', 'settings'],
      'local.settings_beside_proxy',
      text`operations.${'id'} is not enabled and routes is "proxy", by which it is reached nevertheless: set routes = "operations".`,
      '!coalesce(lookup(settings, "enabled", null), true)',
    ),
    call(
      'flatten',
      forTuple(
        ['id', 'operation'],
        raw('local.routed'),
        each(
          ['taken'],
          'try(operation.takes, [])',
          text`operations.${'taken'} is not enabled, and requests to ${'local.operations[taken].path'} take the route of ${'id'} (${'operation.path'}): leave ${'id'} out too, or answer it by something that is not the app.`,
          '!coalesce(lookup(local.given[taken], "enabled", null), true) && !contains(keys(local.unroutable), taken) && contains(["router", "function", "lambda"], local.runs_on[id])',
        ),
      ),
    ),
    ...(rest
      ? [
          each(
            ['id', 'operation'],
            'local.routed',
            text`operations.${'id'} (${'operation.path'}) begins with a variable, which a REST API can not have beside /{proxy+}: set routes = "operations".`,
            'local.catch_all && startswith(operation.route, "/{")',
          ),
          one(
            '!local.catch_all && local.table.resources > var.route_quota',
            text`The operations need ${'local.table.resources'} resources, and route_quota is ${'var.route_quota'}: ask AWS for more and give their number as route_quota, or set routes = "proxy".`,
          ),
        ]
      : [
          one(
            'length(local.routed) > var.route_quota',
            text`The operations need ${'length(local.routed)'} routes, and route_quota is ${'var.route_quota'}: ask AWS for more and give their number as route_quota, or set routes = "proxy".`,
          ),
        ]),
    one(
      'length(local.routed) == 0 && !local.catch_all',
      'The API would have no route: set routes = "proxy", or enable an operation.',
    ),
  ];
}

/** Names in addresses that nothing fills. Beside the other checks, since an address may be known after an apply only. */
export function addressesAreFilled(kind: Kind): Rule {
  const { filled, message } = FILLED[kind];
  return {
    condition: raw(
      `alltrue(flatten([for id, names in local.address_names : [for name in names : ${filled}]]))`,
    ),
    message: text`${call(
      'join',
      '\n',
      pairs([['id', 'names'], 'local.address_names'], each(['name'], 'names', message, `!(${filled})`)),
    )}`,
  };
}

const PARAMETERS = 'keys(lookup(local.given[id], "request_parameters", {}))';
const MAPPINGS = 'keys(lookup(local.given_integrations[id], "request_parameters", {}))';

/** What fills a name. An HTTP API fills those of the route's variables, and no others. */
const FILLED = {
  rest: {
    filled: `contains(keys(local.operations[id].variables), name) || contains(${PARAMETERS}, "querystring.\${name}") || contains(${PARAMETERS}, "header.\${name}") || contains(${MAPPINGS}, "integration.request.path.\${name}")`,
    message: text`operations.${'id'}.integration has {${'name'}} in its address, which is no variable of ${'local.operations[id].path'} and no name of request_parameters: add "querystring.${'name'}" or "header.${'name'}" there.`,
  },
  http: {
    filled: 'contains(values(local.operations[id].variables), name)',
    message: text`operations.${'id'}.integration has {${'name'}} in its address, which is no variable of the route ${'local.operations[id].route'}: an HTTP API fills no others.`,
  },
} as const;
