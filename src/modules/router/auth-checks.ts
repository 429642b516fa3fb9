import { call, forTuple, raw, text, type Value } from '../../hcl';
import type { Kind } from './operation-settings';
import { each, one } from './problems';

/** What is wrong with who may call what. */
export function authProblems(kind: Kind): Value[] {
  const rest = kind === 'rest';
  const takesScopes = (name: string) => `contains(local.scoped_authorizations, ${name})`;
  const uses = (name: string) => `contains(concat([var.auth], values(local.authorizations)), "${name}")`;
  return [
    one(
      '!contains(local.authorization_names, var.auth)',
      text`auth is "${'var.auth'}": give one of ${'join(", ", local.authorization_names)'}.`,
    ),
    each(
      ['id', 'name'],
      'local.authorizations',
      text`operations.${'id'}.authorization is "${'name'}": give one of ${'join(", ", local.authorization_names)'}.`,
      '!contains(local.authorization_names, name) && contains(keys(local.given[id]), "authorization")',
    ),
    one(
      `length(var.authorization_scopes) > 0 && !${takesScopes('var.auth')}`,
      text`authorization_scopes are given and auth is ${'var.auth'}, which has no scopes: leave them out.`,
    ),
    each(
      ['id', 'name'],
      'local.authorizations',
      text`operations.${'id'}.authorization_scopes are given and its authorization is ${'name'}, which has no scopes: leave them out, or set authorization to one that has.`,
      `length(lookup(local.given[id], "authorization_scopes", [])) > 0 && !${takesScopes('name')}`,
    ),
    one(
      `${uses('COGNITO')} && var.user_pool_id == null`,
      text`${'var.auth == "COGNITO" ? "auth" : "the authorization of an operation"'} is COGNITO and user_pool_id is null: give the id of the user pool.`,
    ),
    one(
      `var.user_pool_id != null && !${uses('COGNITO')}`,
      text`user_pool_id is given and auth is ${'var.auth'}: set auth, or the authorization of an operation, to COGNITO, or leave the pool out.`,
    ),
    ...(rest
      ? []
      : [
          one(
            `${uses('COGNITO')} && length(var.user_pool_client_ids) == 0`,
            'auth is COGNITO and user_pool_client_ids is empty: give the ids of the app clients.',
          ),
          one(
            `${uses('JWT')} && (var.jwt_issuer == null || length(var.jwt_audience) == 0)`,
            'auth is JWT, which needs jwt_issuer and at least one jwt_audience: give both.',
          ),
        ]),
    call(
      'flatten',
      forTuple(
        ['id', 'name'],
        raw('local.authorizations'),
        each(
          ['taken'],
          'try(local.operations[id].takes, [])',
          text`operations.${'id'} asks for ${'name'}, and its path ${'local.operations[id].path'} takes requests of ${'taken'} (${'local.operations[taken].path'}) too, which has no route of its own${'contains(keys(local.operations[taken]), "problem") ? " (${local.operations[taken].problem})" : ""'}: leave the authorization at ${'var.auth'}, or give ${'taken'} a route.`,
          'name != var.auth && !can(local.routed[taken]) && contains(["router", "function", "lambda"], local.runs_on[id])',
        ),
      ),
    ),
    ...['authorization', 'authorization_scopes', ...(rest ? ['api_key_required'] : [])].map((name) =>
      each(
        ['id', 'settings'],
        'local.settings_beside_proxy',
        {
          $hcl: 'template',
          parts: [
            'operations.',
            raw('id'),
            `.${name} would be no protection while routes is "proxy": callers could reach the app by another way of writing `,
            raw('local.operations[id].path'),
            ', with what auth asks for. Set routes = "operations".',
          ],
        },
        name === 'authorization'
          ? 'lookup(settings, "authorization", null) != null && !contains([var.auth, "NONE"], lookup(settings, "authorization", "NONE"))'
          : `contains(keys(settings), "${name}")`,
      ),
    ),
  ];
}
