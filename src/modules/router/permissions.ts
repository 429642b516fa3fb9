import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import type { ApiKind } from '../../api-kind';
import { forObject, raw, text, type Value } from '../../hcl';
import type { ModuleStack } from '../../module-stack/module-stack';
import { as } from '../../module-stack/token';
import { sourceArn } from './functions';

const FILE = 'lambda.tf';

/** The permissions to call functions that are not of this module: those behind operations, and Lambda authorizers. */
export function addPermissions(stack: ModuleStack, kind: ApiKind): void {
  const caller = `module.${kind}_api.api_execution_arn`;
  permission(stack, 'existing', {
    forEach: forObject(
      ['id', 'kind'],
      raw('local.integration_kind'),
      raw('id'),
      raw('local.integration_config[id].arn'),
      raw('kind == "lambda" && lookup(local.integration_config[id], "create_permission", true)'),
    ),
    statementId: text`AllowExecutionFrom-${'local.name'}-${'local.operations[each.key].function'}`,
    source: sourceArn(kind),
    comment: 'Functions that exist already: by their ARN, or that of an alias.',
  });
  permission(stack, 'authorizer', {
    forEach: forObject(
      ['name', 'authorizer'],
      raw('var.authorizers'),
      raw('name'),
      raw('lookup(authorizer, "lambda_arn", "")'),
      raw('contains(keys(authorizer), "lambda_arn") && !contains(keys(authorizer), "credentials")'),
    ),
    statementId: text`AllowExecutionFrom-${'local.name'}-authorizer-${'each.key'}`,
    source: text`${caller}/authorizers/*`,
    comment: 'The functions that authorizers ask.',
  });
}

interface PermissionProps {
  readonly forEach: Value;
  readonly statementId: Value;
  readonly source: Value;
  readonly comment: string;
}

function permission(
  stack: ModuleStack,
  name: string,
  { forEach, statementId, source, comment }: PermissionProps,
): void {
  stack.add(
    LambdaPermission,
    name,
    {
      statementId: as.string(statementId),
      action: 'lambda:InvokeFunction',
      functionName: as.string(raw('join(":", slice(split(":", each.value), 0, 7))')),
      qualifier: as.string(raw('try(split(":", each.value)[7], null)')),
      principal: 'apigateway.amazonaws.com',
      sourceArn: as.string(source),
    },
    { file: FILE, forEach, comment },
  );
}
