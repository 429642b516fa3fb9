import { DataArchiveFile } from '@cdktf/provider-archive/lib/data-archive-file';
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import type { ApiKind } from '../../api-kind';
import { call, conditional, raw, text, type Value } from '../../hcl';
import type { ModuleStack } from '../../module-stack/module-stack';
import { as } from '../../module-stack/token';
import { logGroup } from '../shared/access-log';
import { addFunctionRole } from '../shared/function-role';
import { preconditions } from '../shared/preconditions';
import { policyCharacters, rolePolicyRule } from '../shared/role-policy-quota';
import { addLocals } from './locals';

const FILE = 'lambda.tf';

/** A setting of a function. */
function setting(name: string): Value {
  return raw(`local.function_settings[each.value].${name}`);
}

/** The functions of the app: one for all operations, one for each, or some of both, all with the one package. */
export function addFunctions(stack: ModuleStack, kind: ApiKind): void {
  addLocals(stack, kind, 'package.tf', FILE);
  addArchive(stack);
  addLocals(stack, kind, 'functions.tf', FILE);
  addSharedLogGroup(stack);
  addSharedRole(stack);
  stack.call(
    'function',
    '../lambda-function',
    {
      name: raw('local.function_names[each.value]'),
      description: conditional(
        raw('contains(local.shared_functions, each.value)'),
        raw('var.api_description'),
        raw('substr("${local.operations[each.value].method} ${local.operations[each.value].path}", 0, 256)'),
      ),
      filename: raw('local.package_from_s3 ? null : local.package_path'),
      source_code_hash: raw('local.package_from_s3 ? null : local.package_hash'),
      s3_bucket: raw('local.package_from_s3 ? var.lambda_s3_bucket : null'),
      s3_key: raw('local.package_from_s3 ? var.lambda_s3_key : null'),
      s3_object_version: raw('var.lambda_s3_object_version'),
      handler: setting('handler'),
      runtime: raw('var.runtime'),
      architecture: raw('var.architecture'),
      memory_size: setting('memory_size'),
      ephemeral_storage_size: setting('ephemeral_storage_size'),
      timeout: setting('timeout'),
      reserved_concurrency: setting('reserved_concurrency'),
      snap_start: setting('snap_start'),
      layers: call(
        'concat',
        raw('local.runs_adapter[each.value] ? [local.adapter_layer_arn] : []'),
        setting('layers'),
      ),
      env: raw('local.environments[each.value]'),
      env_kms_key_arn: raw('var.env_kms_key_arn'),
      secrets: call('merge', raw('var.secrets'), setting('secrets')),
      secrets_kms_key_arns: call('concat', raw('var.secrets_kms_key_arns'), setting('secrets_kms_key_arns')),
      vpc_subnet_ids: setting('vpc_subnet_ids'),
      vpc_security_group_ids: setting('vpc_security_group_ids'),
      dead_letter_target_arn: setting('dead_letter_target_arn'),
      code_signing_config_arn: raw('var.code_signing_config_arn'),
      tracing_enabled: setting('lambda_tracing_enabled'),
      create_role: raw('local.has_own_role[each.value]'),
      role_arn: conditional(raw('local.has_own_role[each.value]'), null, raw('local.shared_role_arn')),
      permissions_boundary: setting('permissions_boundary'),
      iam_policy_statements: raw('local.has_own_role[each.value] ? local.own_statements[each.value] : []'),
      alias_enabled: raw('local.has_alias[each.value]'),
      canary: setting('canary'),
      create_log_group: raw('local.has_own_log_group[each.value]'),
      log_group_arn: conditional(
        raw('local.has_own_log_group[each.value]'),
        null,
        raw('one(aws_cloudwatch_log_group.functions[*].arn)'),
      ),
      log_retention_in_days: setting('log_retention_in_days'),
      log_kms_key_arn: raw('var.log_kms_key_arn'),
      tags: raw('var.tags'),
    },
    { file: FILE, forEach: raw('local.function_ids') },
  );
}

/** The log group of the functions that have none of their own. */
function addSharedLogGroup(stack: ModuleStack): void {
  stack.add(
    CloudwatchLogGroup,
    'functions',
    {
      count: as.number(raw('alltrue(values(local.has_own_log_group)) ? 0 : 1')),
      name: as.string(text`/aws/lambda/${'local.name'}/operations`),
      ...logGroup(),
    },
    {
      file: FILE,
      comment: 'One for the functions of single operations: the name of each stands in its streams.',
    },
  );
}

/** The role of the functions that have none of their own. */
function addSharedRole(stack: ModuleStack): void {
  addFunctionRole(stack, {
    name: 'functions',
    namePrefix: 'local.name',
    description: text`Execution role of the functions of ${'local.name'}`,
    count: raw('alltrue(values(local.has_own_role)) ? 0 : 1'),
    permissionsBoundary: raw('var.permissions_boundary'),
    logStreams: call('formatlist', '%s:*', raw('local.shared_role_log_groups')),
    traces: raw('var.lambda_tracing_enabled'),
    network: raw('length(var.vpc_subnet_ids) > 0'),
    statements: raw('local.app_statements'),
    rules: [
      rolePolicyRule(
        ' that the functions of single operations share',
        'set them for single operations (iam_policy_statements), or attach a managed policy to the role',
      ),
    ],
    comment: 'One for the functions of single operations that ask for no permissions of their own.',
  });
  stack.locals(
    policyCharacters([
      text`arn:___:logs:_________:____________:log-group:/aws/lambda/${'local.name'}/operations:*`,
    ]),
    { file: 'iam.tf' },
  );
  stack.locals(
    {
      shared_role_arn: {
        value: raw(
          'one([for index, policy in aws_iam_role_policy.functions : aws_iam_role.functions[index].arn])',
        ),
        comment: 'With its policy: Lambda refuses a function in a VPC whose role may not use it yet.',
      },
    },
    { file: FILE },
  );
}

/** The zip that Terraform makes of a folder. */
function addArchive(stack: ModuleStack): void {
  stack.add(
    DataArchiveFile,
    'lambda',
    {
      count: as.number(raw('local.package_from_dir ? 1 : 0')),
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
