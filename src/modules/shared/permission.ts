import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import type { Value } from '../../hcl';
import type { ModuleStack } from '../../module-stack/module-stack';
import { as } from '../../module-stack/token';

/** A permission of a service to call functions, once for each item of a collection. */
export interface PermissionProps {
  readonly file: string;
  readonly forEach: Value;
  /** Text that the id of the statement begins with: 74 characters, AWS takes 100 and the suffix has 26. */
  readonly statementPrefix: Value;
  /** What the service may do. @default 'lambda:InvokeFunction' */
  readonly action?: Value;
  /** Authorization of the function URL that is called, where it is one. @default - no function URL */
  readonly functionUrlAuthType?: Value;
  readonly functionName: Value;
  readonly qualifier: Value;
  /** The service that may call. @example 'apigateway.amazonaws.com' */
  readonly principal: string;
  readonly source: Value;
  /** Account that has the source, where its ARN does not say it. @default - the ARN does */
  readonly account?: Value;
  readonly comment: string;
}

/** Adds permissions of a service to call functions. A change makes the new ones first. */
export function addPermission(stack: ModuleStack, name: string, props: PermissionProps): LambdaPermission {
  const { account, comment, file, forEach, functionName, principal, qualifier, source, statementPrefix } =
    props;
  const { action = 'lambda:InvokeFunction', functionUrlAuthType } = props;
  return stack.add(
    LambdaPermission,
    name,
    {
      statementIdPrefix: as.string(statementPrefix),
      action: as.string(action),
      functionName: as.string(functionName),
      qualifier: as.string(qualifier),
      principal,
      sourceArn: as.string(source),
      ...(account === undefined ? {} : { sourceAccount: as.string(account) }),
      ...(functionUrlAuthType === undefined ? {} : { functionUrlAuthType: as.string(functionUrlAuthType) }),
      lifecycle: { createBeforeDestroy: true },
    },
    { file, forEach, comment },
  );
}
