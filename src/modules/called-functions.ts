import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import type { ModuleStack } from '../constructs/module-stack';
import { as } from '../constructs/token';
import { forObject, raw, text, type Value } from '../hcl';

const FILE = 'lambda.tf';

/** The permissions to call functions that are not of this module: those behind operations, and Lambda authorizers. */
export function addCalledFunctions(stack: ModuleStack, apiModule: string): void {
  const caller = `module.${apiModule}.api_execution_arn`;
  permission(stack, 'existing', {
    forEach: forObject(
      ['id', 'integration'],
      raw('local.given_integrations'),
      raw('id'),
      raw('integration.arn'),
      raw('lookup(local.runs_on, id, "") == "lambda" && lookup(integration, "create_permission", true)'),
    ),
    source: text`${caller}/*/*`,
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
    source: text`${caller}/authorizers/*`,
    comment: 'Functions that say who calls.',
  });
}

interface PermissionProps {
  readonly forEach: Value;
  readonly source: Value;
  readonly comment: string;
}

function permission(stack: ModuleStack, name: string, { forEach, source, comment }: PermissionProps): void {
  stack.add(
    LambdaPermission,
    name,
    {
      statementId: as.string(text`AllowExecutionFrom-${'local.name'}-${'each.key'}`),
      action: 'lambda:InvokeFunction',
      functionName: as.string(raw('join(":", slice(split(":", each.value), 0, 7))')),
      qualifier: as.string(raw('try(split(":", each.value)[7], null)')),
      principal: 'apigateway.amazonaws.com',
      sourceArn: as.string(source),
    },
    { file: FILE, forEach, comment },
  );
}
