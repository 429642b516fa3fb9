import { call, forObject, forTuple, inline, object, raw, text, type Value } from '../../hcl';
import type { LocalProps } from '../../module-stack/declarations';
import type { Inputs } from '../shared/rules';
import type { Kind } from './operation-settings';
import { each } from './problems';

/** The way out where the functions themselves compare what was authorized with what would run. */
export const ENFORCES_INPUT: Inputs = {
  functions_enforce_routes: {
    description:
      'Whether the functions refuse requests for which the app would run another operation than the one that API Gateway has authorized. Those with a package of terragate bundle do, where run.sh or the handler starts the app by terragate_asgi. With false, an operation with a variable in its path fails the plan when its callers could reach another one of the same method that asks for more: how a path is written decides what the app reads.',
    type: 'bool',
    default: false,
    nullable: false,
  },
};

/**
 * Which operations callers could reach by the route of another one, as locals.
 *
 * Each function holds the whole app, and the app decides which operation a path is of. What stands for a variable of a
 * route can be written so that the app reads the path of any other operation: with dot segments, which the Lambda Web
 * Adapter resolves, or with encoded slashes, which the app decodes. Which of them API Gateway passes on is not documented,
 * and so a route with a variable counts as one that reaches all operations of its method. Operations that ask for the same
 * are one group, so that the work grows with their number and not with its square.
 */
export function reachLocals(kind: Kind): Record<string, LocalProps> {
  const key = (of: string): Value => (kind === 'rest' ? raw(of) : false);
  const words = (authorization: string, scopes: string, keyed: string): Value =>
    call(
      'join',
      '',
      raw(
        `[${authorization}, length(${scopes}) == 0 ? "" : " (\${join(", ", ${scopes})})"${kind === 'rest' ? `, ${keyed} ? " with an API key" : ""` : ''}]`,
      ),
    );
  return {
    demands_differ: {
      value: raw(
        `!var.functions_enforce_routes && length(setintersection(local.setting_names, ["authorization", "authorization_scopes"${kind === 'rest' ? ', "api_key_required"' : ''}])) > 0`,
      ),
      comment:
        'Whether any operation asks for something else than the others, and the functions may not look.',
    },
    wide_routes: {
      value: forObject(
        ['id', 'on'],
        raw('local.runs_on'),
        raw('id'),
        raw('replace(local.operations[id].method, "HEAD", "GET")'),
        raw(
          'local.demands_differ && contains(["router", "function"], on) && length(split("{", local.operations[id].route)) > 1',
        ),
      ),
      comment:
        'Operations whose function runs the app, and whose path has a variable: in its place, callers can write what the app\nreads as the path of another operation of the method.',
    },
    demands: {
      value: call(
        'concat',
        forTuple(
          ['id', 'authorization'],
          raw('local.authorizations'),
          object([
            { key: 'id', value: raw('id') },
            {
              key: 'name',
              value: text`operations.${'id'} (${'local.operations[id].method'} ${'local.operations[id].path'})`,
            },
            { key: 'method', value: raw('replace(local.operations[id].method, "HEAD", "GET")') },
            { key: 'authorization', value: raw('authorization') },
            { key: 'scopes', value: raw('local.scopes[id]') },
            { key: 'key', value: key('local.needs_key[id]') },
            { key: 'words', value: words('authorization', 'local.scopes[id]', 'local.needs_key[id]') },
          ]),
          raw('length(local.wide_routes) > 0'),
        ),
        forTuple(
          ['method'],
          raw('local.catch_all ? distinct(values(local.wide_routes)) : []'),
          object([
            { key: 'id', value: '$router' },
            { key: 'name', value: 'what has no route of its own' },
            { key: 'method', value: raw('method') },
            { key: 'authorization', value: raw('var.auth') },
            { key: 'scopes', value: raw('var.authorization_scopes') },
            { key: 'key', value: key('var.api_key_required') },
            { key: 'words', value: words('var.auth', 'var.authorization_scopes', 'var.api_key_required') },
          ]),
        ),
      ),
      comment: 'What operations ask of their callers.',
    },
    demands_alike: {
      value: raw(
        `{ for demand in local.demands : "\${demand.method} \${demand.authorization} \${demand.key}" => demand... }`,
      ),
      comment: 'Those that differ in their scopes alone.',
    },
    demanded: {
      value: forObject(
        ['alike', 'demands'],
        raw('local.demands_alike'),
        raw('alike'),
        object([
          { key: 'method', value: raw('demands[0].method') },
          { key: 'authorization', value: raw('demands[0].authorization') },
          { key: 'key', value: raw('demands[0].key') },
          {
            key: 'unscoped',
            value: raw('alltrue([for demand in demands : length(demand.scopes) == 0])'),
          },
          {
            key: 'scopes',
            value: raw(
              `[for scope in distinct(flatten(demands[*].scopes)) : scope if alltrue([for demand in demands : ${takes(kind)}])]`,
            ),
          },
        ]),
      ),
      comment: 'The same once for all of them, with the scopes that each one takes.',
    },
    detours: {
      value: call(
        'flatten',
        forTuple(
          ['from'],
          raw('[for demand in local.demands : demand if can(local.wide_routes[demand.id])]'),
          forTuple(
            ['alike', 'demand'],
            raw('local.demanded'),
            inline({ from: raw('from'), alike: raw('alike') }),
            raw(`demand.method == from.method && !(${isMet(kind, 'from', 'demand.unscoped')})`),
          ),
        ),
      ),
      comment: 'Operations whose callers would reach others that ask for more, or for something else.',
    },
    detours_alike: raw(
      `{ for detour in local.detours : "\${detour.from.words} \${detour.alike}" => detour... }`,
    ),
    detour_examples: {
      value: forTuple(
        ['detours'],
        raw('values(local.detours_alike)'),
        object([
          { key: 'from', value: raw('detours[0].from') },
          {
            key: 'to',
            value: raw(
              `[for demand in local.demands_alike[detours[0].alike] : demand if !(${isMet(kind, 'detours[0].from', 'length(demand.scopes) == 0')})][0]`,
            ),
          },
          { key: 'more', value: raw('length(detours) - 1') },
        ]),
      ),
      comment: 'One of each.',
    },
  };
}

/** Whether a demand takes tokens of a scope. An HTTP API without scopes takes all; a REST API asks for another token then. */
function takes(kind: Kind): string {
  return `contains(demand.scopes, scope)${kind === 'http' ? ' || length(demand.scopes) == 0' : ''}`;
}

/** Whether who meets the demand `from` has all that the one named `demand` asks for. */
function isMet(kind: Kind, from: string, unscoped: string): string {
  const scoped = `alltrue([for scope in ${from}.scopes : contains(demand.scopes, scope)])`;
  const scopes = `length(${from}.scopes) == 0 ? ${unscoped} : ${kind === 'http' ? `${unscoped} || ` : ''}${scoped}`;
  const key = kind === 'rest' ? `(!demand.key || ${from}.key) && ` : '';
  return `${key}(demand.authorization == "NONE" || (demand.authorization == ${from}.authorization && (${scopes})))`;
}

/** One line for all operations that ask for the same and lead to operations that ask for the same. */
export function reachProblems(): Value {
  return each(
    ['detour'],
    'local.detour_examples',
    text`${'detour.from.name'} asks for ${'detour.from.words'} and lets callers reach ${'detour.to.name'}, which asks for ${'detour.to.words'}${'detour.more == 0 ? "" : "; so do ${detour.more} others like it"'}: what they write for a variable of its path decides which operation the app runs. Let both ask for the same, answer ${'detour.from.id'} by an integration without the app, or set functions_enforce_routes = true if the functions refuse such requests, as those with a package of terragate bundle do.`,
    'true',
  );
}
