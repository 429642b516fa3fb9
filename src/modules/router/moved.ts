import type { GatewayApi } from '../../gateway';
import { code } from '../../hcl';
import type { ModuleStack } from '../../module-stack/module-stack';

/** The release that has all addresses of now. */
const RELEASE = '0.1.0';

/** The addresses of the resources that the router module held while it had one function. */
const ONE_FUNCTION = {
  'aws_cloudwatch_log_group.lambda': 'module.function["$router"].aws_cloudwatch_log_group.this[0]',
  'aws_iam_role.lambda': 'module.function["$router"].aws_iam_role.this[0]',
  'aws_iam_role_policy.lambda': 'module.function["$router"].aws_iam_role_policy.this[0]',
  'aws_lambda_function.this': 'module.function["$router"].aws_lambda_function.this',
  'aws_lambda_alias.live': 'module.function["$router"].aws_lambda_alias.live[0]',
  'aws_lambda_permission.api': 'aws_lambda_permission.api["$router"]',
};

/** What there is once for each function. */
const KNOWN_BY_KEY = [
  'module.function',
  'aws_lambda_permission.api',
  'aws_cloudwatch_metric_alarm.throttles',
] as const;

/** Tells Terraform where the resources of earlier releases are now. */
export function addMoves(stack: ModuleStack, { operations }: GatewayApi): void {
  for (const [from, to] of Object.entries(ONE_FUNCTION)) stack.moved(from, to, RELEASE);
  // Functions were known by the ids of their operations, however those are written
  for (const [id, { functionKey }] of Object.entries(operations)) {
    if (functionKey === id) continue;
    for (const kept of KNOWN_BY_KEY)
      stack.moved(`${kept}${code`[${id}]`.code}`, `${kept}${code`[${functionKey}]`.code}`, RELEASE);
  }
}
