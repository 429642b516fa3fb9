import { raw } from '../../hcl';
import { ModuleStack } from '../../module-stack/module-stack';
import type { Module } from '../shared/module';
import { AWS, TERRAFORM_VERSION } from '../shared/requirements';
import { inSections } from '../shared/sections';
import { addLambda } from './function';
import { functionModuleInputs } from './inputs';
import { LAMBDA_FUNCTION_README } from './readme';
import { LAMBDA_FUNCTION_TESTS } from './tests';

/**
 * The `lambda-function` module: one function with its role, log group, published version and alias.
 *
 * A module of its own, and not resources with `for_each` in the router: Terraform looks at all instances of a resource
 * wherever one of them is named, so that the plan of 300 functions took minutes; as instances of a module, seconds.
 */
export function lambdaFunction(): Module {
  const stack = new ModuleStack('lambda-function', {
    description: 'One Lambda function with its role, log group, published version and alias.',
    requiredVersion: TERRAFORM_VERSION,
    providers: { aws: AWS },
  });
  for (const [name, props] of Object.entries(inSections(functionModuleInputs()))) stack.variable(name, props);
  addLambda(stack);
  for (const [name, [value, description]] of Object.entries(OUTPUTS)) {
    stack.output(name, { value: raw(value), description });
  }
  return { stack, readme: LAMBDA_FUNCTION_README, tests: LAMBDA_FUNCTION_TESTS };
}

const OUTPUTS: Readonly<Record<string, readonly [string, string]>> = {
  function_name: ['aws_lambda_function.this.function_name', 'Name of the function.'],
  function_arn: ['aws_lambda_function.this.arn', 'ARN of the function, without a version.'],
  qualified_arn: ['aws_lambda_function.this.qualified_arn', 'ARN of the version that was published last.'],
  version: ['aws_lambda_function.this.version', 'Version that was published last; $LATEST without an alias.'],
  source_code_hash: ['aws_lambda_function.this.source_code_hash', 'Hash of the code; null for code in S3.'],
  alias_name: ['one(aws_lambda_alias.live[*].name)', 'Name of the alias that is called; null without one.'],
  alias_arn: ['one(aws_lambda_alias.live[*].arn)', 'ARN of the alias that is called; null without one.'],
  invoke_arn: [
    'var.alias_enabled ? one(aws_lambda_alias.live[*].invoke_arn) : aws_lambda_function.this.invoke_arn',
    'ARN by which API Gateway calls the function: that of the alias where there is one.',
  ],
  role_arn: ['local.role_arn', 'ARN of the role of the function.'],
  role_name: [
    'local.create_role ? one(aws_iam_role.this[*].name) : try(reverse(split("/", var.role_arn))[0], null)',
    'Name of the role of the function, to attach policies to.',
  ],
  log_group_name: ['local.log_group_name', 'Name of the log group of the function.'],
  log_group_arn: ['local.log_group_arn', 'ARN of the log group of the function.'],
};
