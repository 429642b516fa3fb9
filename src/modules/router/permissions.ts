import type { ApiKind } from '../../api-kind';
import { call, forObject, raw, text, type Value } from '../../hcl';
import type { ModuleStack } from '../../module-stack/module-stack';
import { addPermission } from '../shared/permission';
import { addLocals } from './locals';

const FILE = 'permissions.tf';

/** The permissions of API Gateway to call functions, made before the stage that calls by them and ended after it. */
export const PERMISSION_IDS: Value = call(
  'concat',
  raw('[for permission in aws_lambda_permission.api : permission.id]'),
  raw('[for permission in aws_lambda_permission.existing : permission.id]'),
  raw('[for permission in aws_lambda_permission.authorizer : permission.id]'),
);

/**
 * The permissions to call functions: those of this module, those behind operations that exist already, and Lambda
 * authorizers.
 */
export function addPermissions(stack: ModuleStack, kind: ApiKind): void {
  stack.locals(
    {
      functions: {
        value: forObject(['key', 'id'], raw('local.function_ids'), raw('id'), raw('module.function[key]')),
        comment: 'By operation. Read once: each mention of a module looks at all of its instances.',
      },
    },
    { file: 'lambda.tf' },
  );
  addLocals(stack, kind, FILE);
  const api = `module.${kind}_api.api_execution_arn`;
  addPermission(stack, 'api', {
    ...BY_GATEWAY,
    forEach: raw('{ for key, id in local.function_ids : key => id if id != "$events" }'),
    statementPrefix: 'AllowExecutionFromAPIGateway-',
    functionName: raw('local.functions[each.value].function_name'),
    qualifier: raw('local.functions[each.value].alias_name'),
    source: text`${api}${'local.permission_sources[each.value]'}`,
    comment:
      'One action covers buffered and streamed calls. A change makes the new permission first: calls go on meanwhile.',
  });
  addPermission(stack, 'existing', {
    ...BY_GATEWAY,
    forEach: forObject(
      ['id'],
      raw('keys(local.permitted_operations)'),
      raw('id'),
      raw('local.integration_settings[id].arn'),
    ),
    statementPrefix: raw('local.permitted_operations[each.key]'),
    ...CALLED,
    source: text`${api}${'local.permission_sources[each.key]'}`,
    comment: 'Functions that exist already: by their ARN or name, or that of an alias.',
  });
  addPermission(stack, 'authorizer', {
    ...BY_GATEWAY,
    forEach: forObject(
      ['name'],
      raw('keys(local.permitted_authorizers)'),
      raw('name'),
      raw('var.authorizers[name].lambda_arn'),
    ),
    statementPrefix: raw('local.permitted_authorizers[each.key]'),
    ...CALLED,
    source: text`${api}/authorizers/*`,
    comment: 'The functions that authorizers ask.',
  });
}

/** The function of an ARN, and the alias or version behind it. */
const CALLED = {
  functionName: raw('try(join(":", slice(split(":", each.value), 0, 7)), each.value)'),
  qualifier: raw('try(split(":", each.value)[7], null)'),
};

/** What API Gateway calls, in the file of its permissions. */
const BY_GATEWAY = { file: FILE, principal: 'apigateway.amazonaws.com' };
