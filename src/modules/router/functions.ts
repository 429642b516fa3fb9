import { DataArchiveFile } from '@cdktf/provider-archive/lib/data-archive-file';
import { DataAwsLambdaFunction } from '@cdktf/provider-aws/lib/data-aws-lambda-function';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import type { ApiKind } from '../../api-kind';
import { call, conditional, forObject, forTuple, raw, text, type Value } from '../../hcl';
import type { ModuleStack } from '../../module-stack/module-stack';
import { as } from '../../module-stack/token';
import { preconditions } from '../shared/preconditions';
import { addLocals } from './locals';

const FILE = 'lambda.tf';

/** The setting of an operation, or the input of the same name. */
function or(name: string): Value {
  return raw(`coalesce(lookup(local.operation_config[each.key], "${name}", null), var.${name})`);
}

/** The functions of the app: one for all operations, one for each, or some of both, all with the one package. */
export function addFunctions(stack: ModuleStack, kind: ApiKind): void {
  addLocals(stack, kind, 'package.tf', FILE);
  addArchive(stack);
  addLocals(stack, kind, 'functions.tf', FILE);
  stack.call(
    'function',
    '../lambda-function',
    {
      name: raw('each.value'),
      execution_role_name: roleName(),
      description: raw(
        'each.key == "$router" ? var.api_description : substr("${local.operations[each.key].method} ${local.operations[each.key].path}", 0, 256)',
      ),
      filename: raw('local.package_from_s3 ? null : local.package_path'),
      source_code_hash: raw('local.package_from_s3 ? null : local.package_hash'),
      s3_bucket: raw('local.package_from_s3 ? var.lambda_s3_bucket : null'),
      s3_key: raw('local.package_from_s3 ? var.lambda_s3_key : null'),
      s3_object_version: raw('var.lambda_s3_object_version'),
      handler: or('handler'),
      runtime: raw('var.runtime'),
      architecture: raw('var.architecture'),
      memory_size: or('memory_size'),
      timeout: or('timeout'),
      reserved_concurrency: or('reserved_concurrency'),
      snap_start: or('snap_start'),
      layers: call(
        'concat',
        raw('local.runs_adapter[each.key] ? [local.adapter_layer_arn] : []'),
        or('layers'),
      ),
      env: raw('local.environments[each.key]'),
      env_kms_key_arn: raw('var.env_kms_key_arn'),
      vpc_subnet_ids: or('vpc_subnet_ids'),
      vpc_security_group_ids: or('vpc_security_group_ids'),
      tracing_enabled: or('lambda_tracing_enabled'),
      permissions_boundary: conditional(
        raw('lookup(local.operation_config[each.key], "permissions_boundary", null) == null'),
        raw('var.permissions_boundary'),
        raw('local.operation_config[each.key].permissions_boundary'),
      ),
      iam_policy_statements: call(
        'concat',
        forTuple(
          ['statement'],
          raw('var.additional_iam_policy_statements'),
          forObject(['key', 'value'], raw('statement'), raw('key'), raw('value'), raw('value != null')),
        ),
        raw('lookup(local.operation_config[each.key], "iam_policy_statements", [])'),
      ),
      canary: raw(
        'lookup(local.operation_config[each.key], "canary", each.key == "$router" ? var.canary : null)',
      ),
      log_retention_in_days: or('log_retention_in_days'),
      log_kms_key_arn: raw('var.log_kms_key_arn'),
      tags: raw('var.tags'),
    },
    { file: FILE, forEach: raw('local.function_names') },
  );
  stack.locals(
    {
      functions: {
        value: raw('module.function'),
        comment: 'Read once: each mention of a module looks at all of its instances.',
      },
    },
    { file: FILE },
  );
  stack.add(
    LambdaPermission,
    'api',
    {
      statementId: 'AllowExecutionFromAPIGateway',
      action: 'lambda:InvokeFunction',
      functionName: as.string(raw('local.functions[each.key].function_name')),
      qualifier: as.string(raw('local.functions[each.key].alias_name')),
      principal: 'apigateway.amazonaws.com',
      sourceArn: as.string(sourceArn(kind)),
    },
    {
      file: FILE,
      forEach: raw('local.function_names'),
      comment: 'One action covers buffered and streamed calls.',
    },
  );
  stack.add(
    DataAwsLambdaFunction,
    'published',
    {
      functionName: as.string(raw('module.function[each.key].function_name')),
      qualifier: as.string(raw('module.function[each.key].version')),
    },
    {
      file: FILE,
      forEach: raw('toset([for key in keys(local.function_names) : key if key == "$router"])'),
      comment: 'The size of the code that was published: the resource tells that of the code before.',
    },
  );
}

/** A role is known in all regions of an account: its name holds the region, or a hash where 64 characters are too few. */
function roleName(): Value {
  return conditional(
    raw('length(each.value) + length(data.aws_region.current.id) < 64'),
    text`${'each.value'}-${'data.aws_region.current.id'}`,
    text`${'substr(each.value, 0, 55)'}-${'substr(sha256("${each.value} ${data.aws_region.current.id}"), 0, 8)'}`,
  );
}

/** The zip that Terraform makes of a folder. */
function addArchive(stack: ModuleStack): void {
  stack.add(
    DataArchiveFile,
    'lambda',
    {
      count: as.number(raw('local.package_from_dir && !local.package_from_s3 ? 1 : 0')),
      type: 'zip',
      sourceDir: as.string(raw('var.lambda_source_dir')),
      outputPath: as.string(text`${'path.root'}/.terraform/${'local.name'}.zip`),
      lifecycle: {
        precondition: preconditions([
          {
            condition: raw('length(local.package_files) > 0'),
            message: text`lambda_source_dir is "${'var.lambda_source_dir'}", which holds no file: give the folder that the app and its dependencies were installed into.`,
          },
        ]),
      },
    },
    { file: FILE },
  );
}

/** A function of one operation may be called for that operation only. */
export function sourceArn(kind: ApiKind): Value {
  const api = `module.${kind}_api.api_execution_arn`;
  if (kind === 'http') return text`${api}/*/*`;
  return conditional(
    raw('each.key == "$router"'),
    text`${api}/*/*`,
    call('join', '', [
      text`${api}/*/`,
      raw('try(local.operations[each.key].method, "*")'),
      raw('replace(try(local.operations[each.key].route, "/*"), "/{[^}]*}/", "*")'),
    ]),
  );
}
