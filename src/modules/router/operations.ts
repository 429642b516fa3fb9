import { call, conditional, forObject, object, raw } from '../../hcl';
import type { LocalProps } from '../../module-stack/declarations';
import type { Kind } from './operation-settings';

/**
 * Which operations have a route of their own, what each runs on, and the functions that are needed, as locals.
 *
 * `lookup` in place of `try` throughout: a value that only an apply knows, such as the ARN of a bucket in one
 * operation's policy, would make `try` give up on all of them.
 */
export function operationLocals(kind: Kind): Record<string, LocalProps> {
  return {
    table: {
      value: raw(`jsondecode(file("\${path.module}/operations.json"))`),
      comment: 'What the app can do, as its OpenAPI document said when this module was written.',
    },
    operations: raw('local.table.operations'),
    unroutable: {
      value: raw('{ for id, operation in local.operations : id => operation if can(operation.problem) }'),
      comment: 'Those that can not have a route of their own.',
    },
    given: {
      value: call(
        'merge',
        forObject(['id'], raw('concat(["$router"], keys(local.operations))'), raw('id'), object([])),
        forObject(['id', 'settings'], raw('var.operations'), raw('id'), raw('settings')),
      ),
      comment: 'What each operation is set to.',
    },
    given_integrations: forObject(
      ['id', 'settings'],
      raw('local.given'),
      raw('id'),
      raw('lookup(settings, "integration", {})'),
    ),
    isolated: raw('var.integration_pattern == "isolated"'),
    catch_all: raw('coalesce(var.routes, local.isolated ? "operations" : "proxy") == "proxy"'),
    taken: {
      value: raw(
        '{ for id in toset(flatten([for id in keys(var.operations) : try(local.operations[id].takes, [])])) : id => true }',
      ),
      comment:
        'Operations whose requests the route of another one would take, with its settings: GET /users/me beside GET /users/{id}.',
    },
    routed: {
      value: forObject(
        ['id', 'operation'],
        raw('local.operations'),
        raw('id'),
        raw('operation'),
        raw(
          '(!local.catch_all || local.isolated || length(local.given[id]) > 0 || can(local.taken[id])) && coalesce(lookup(local.given[id], "enabled", null), true) && !can(operation.problem)',
        ),
      ),
      comment:
        'The operations with a route of their own: all of them, or, beside / and /{proxy+}, those that are set to\nsomething, and those that such a route would take.',
    },
    runs_on: {
      value: forObject(
        ['id'],
        raw('keys(local.routed)'),
        raw('id'),
        conditional(
          raw(
            'lookup(local.given_integrations[id], "type", "lambda") == "lambda" && !contains(keys(local.given_integrations[id]), "arn")',
          ),
          raw('local.isolated || contains(keys(local.given[id]), "integration") ? "function" : "router"'),
          raw('tostring(local.given_integrations[id].type)'),
        ),
      ),
      comment:
        'router: the shared function; function: one of its own; lambda: one that exists; or the type of its integration.',
    },
    function_names: {
      value: forObject(
        ['key'],
        raw(functionKeys()),
        raw('key'),
        raw('key == "$router" ? local.name : "${local.name}-${try(local.operations[key].function, "")}"'),
      ),
      comment: 'The functions by what they serve, with their names: $router is the shared one.',
    },
    runs_adapter: {
      value: forObject(
        ['key'],
        raw('keys(local.function_names)'),
        raw('key'),
        raw('endswith(coalesce(lookup(local.given[key], "handler", null), var.handler), ".sh")'),
      ),
      comment: 'A script serves HTTP and needs the adapter; a Python handler takes the event itself.',
    },
    ...(kind === 'rest'
      ? {
          streams: {
            value: forObject(
              ['key', 'adapter'],
              raw('local.runs_adapter'),
              raw('key'),
              raw(
                'try(coalesce(lookup(local.given[key], "response_transfer_mode", null), var.response_transfer_mode) == "STREAM", adapter)',
              ),
            ),
            comment: 'Whether a function gives its answers in pieces.',
          },
        }
      : {}),
    routes: {
      value: raw('{ for id, operation in local.routed : operation.route => id... }'),
      comment: 'The routes, each with the operations on it.',
    },
  };
}

function functionKeys(): string {
  return 'concat(local.catch_all || contains(values(local.runs_on), "router") ? ["$router"] : [], [for id, on in local.runs_on : id if on == "function"])';
}
