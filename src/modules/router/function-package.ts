import { DataArchiveFile } from '@cdktf/provider-archive/lib/data-archive-file';
import { call, conditional, forTuple, raw, text } from '../../hcl';
import type { Rule } from '../../module-stack/declarations';
import type { ModuleStack } from '../../module-stack/module-stack';
import { as } from '../../module-stack/token';
import { preconditions } from '../shared/preconditions';

/**
 * Where the code of a function comes from: a zip (the default), a folder that Terraform zips, or an object in S3, as
 * the locals `package_path` and `package_hash`.
 *
 * The hash of a folder is that of its files: zips of the same files differ between machines.
 */
export function addFunctionPackage(stack: ModuleStack, file: string): void {
  stack.locals(
    {
      package_from_s3: raw('var.lambda_s3_bucket != null && var.lambda_s3_key != null'),
      package_from_dir: raw('var.lambda_source_dir != null'),
      package_zip: call('coalesce', raw('var.lambda_zip'), text`${'path.module'}/lambda.zip`),
      package_files: conditional(
        raw('local.package_from_dir'),
        raw('fileset(var.lambda_source_dir, "**")'),
        [],
      ),
      package_dir_hash: {
        value: call(
          'base64sha256',
          call(
            'join',
            '\n',
            forTuple(
              ['name'],
              raw('local.package_files'),
              text`${'name'} ${'filesha256("${var.lambda_source_dir}/${name}")'}`,
            ),
          ),
        ),
        comment:
          'The files and not their zip, which differs between machines, tell whether the code changed.',
      },
      package_zip_hash: raw('try(filebase64sha256(local.package_zip), null)'),
      package_path: conditional(
        raw('local.package_from_dir'),
        raw('one(data.archive_file.lambda[*].output_path)'),
        raw('local.package_zip'),
      ),
      package_hash: conditional(
        raw('local.package_from_dir'),
        raw('local.package_dir_hash'),
        raw('local.package_zip_hash'),
      ),
    },
    { file },
  );
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
    { file },
  );
}

/** What has to hold of the package. */
export const PACKAGE_RULES: readonly Rule[] = [
  {
    condition: raw(
      'length([for given in [var.lambda_zip, var.lambda_source_dir, var.lambda_s3_bucket] : given if given != null]) <= 1',
    ),
    message:
      'More than one of lambda_zip, lambda_source_dir and lambda_s3_bucket is given: the code comes from one of them.',
  },
  {
    condition: raw('(var.lambda_s3_bucket == null) == (var.lambda_s3_key == null)'),
    message: 'Only one of lambda_s3_bucket and lambda_s3_key is given: the code in S3 needs both.',
  },
  {
    condition: raw('local.package_from_s3 || local.package_from_dir || fileexists(local.package_zip)'),
    message: text`There is no Lambda package at "${'local.package_zip'}": build it (terragate bundle), or give lambda_zip, lambda_source_dir or lambda_s3_bucket and lambda_s3_key.`,
  },
];
