import { lambdaFunction } from '../../src/modules';
import { describeOnAws } from '../support/on-aws';
import { Terraform, type TerraformBinary } from '../support/terraform';
import { Workspace } from '../support/workspace';
import { writeModule } from './operations-roots';
import { emptyPackage } from './package';

// The queue of failed events is made in the same apply, as a user does: its ARN is not known at the plan.
describeOnAws(
  'dead letters and variables of a function',
  { tools: ['terraform', 'terraform-1.5.7', 'tofu'] },
  (aws) => {
    const binaries: readonly TerraformBinary[] = ['terraform', 'terraform-1.5.7', 'tofu'];

    test.each(binaries)(
      'the function has the target, its role the permission, and no later plan a difference: %s',
      async (binary) => {
        const name = `failed-${binary.replace(/\W/g, '-')}`;
        const workspace = new Workspace(name);
        writeModule(workspace, lambdaFunction());
        const zip = emptyPackage(workspace);
        // Beside it, functions without variables, and with some that are secret or known after the apply
        const secrets = ['{}', 'sensitive({ ID = "x" })', '{ ID = sensitive(aws_sqs_queue.failed.name) }'];
        const others = `${packageInS3(zip)}${secrets.map(withVariables(name)).join('')}`;
        const root = (target: string) =>
          workspace.write(
            'main.tf',
            `resource "aws_sqs_queue" "failed" {
  name = "${name}"
}

module "worker" {
  source                 = "./modules/lambda-function"
  name                   = "${name}"
  filename               = "${zip}"
  source_code_hash       = filebase64sha256("${zip}")
  handler                = "worker.handler"
  env                    = { QUEUE = aws_sqs_queue.failed.name }
  ephemeral_storage_size = 1024
${target}
}
${others}`,
          );
        const tf = new Terraform(binary, workspace.path, aws.provider.env);
        tf.writeProvider();
        root('  dead_letter_target_arn = aws_sqs_queue.failed.arn');
        await tf.init();
        await tf.apply();
        expect(await tf.differences()).toBe('');
        const made = JSON.parse((await tf.run('show', '-json')).stdout) as Shown;
        const worker = made.values.root_module.child_modules.find(
          ({ address }) => address === 'module.worker',
        );
        const attributes = (type: string) => worker?.resources.find((found) => found.type === type)?.values;
        const queue = `arn:aws:sqs:us-east-1:123456789012:${name}`;
        expect(attributes('aws_lambda_function')).toMatchObject({
          dead_letter_config: [{ target_arn: queue }],
          ephemeral_storage: [{ size: 1024 }],
        });
        const { Statement } = JSON.parse(String(attributes('aws_iam_role_policy')?.policy)) as {
          Statement: object[];
        };
        expect(Statement).toContainEqual({
          ...{ Sid: 'SendDeadLetters', Effect: 'Allow' },
          ...{ Action: ['sqs:SendMessage'], Resource: [queue] },
        });

        root('');
        expect((await tf.applied()).filter((action) => !action.startsWith('update'))).toEqual([]);
        expect(await tf.differences()).toBe('');
      },
      300_000,
    );
  },
);

const packageInS3 = (zip: string) => `
resource "aws_s3_bucket" "packages" {
  bucket_prefix = "packages-"
}

resource "aws_s3_object" "package" {
  bucket = aws_s3_bucket.packages.id
  key    = "lambda.zip"
  source = "${zip}"
}
`;

const withVariables = (name: string) => (env: string, index: number) =>
  `
module "env_${index}" {
  source    = "./modules/lambda-function"
  name      = "${name}-${index}"
  s3_bucket = aws_s3_object.package.bucket
  s3_key    = aws_s3_object.package.key
  handler   = "worker.handler"
  env       = ${env}
}
`;

interface Shown {
  readonly values: {
    readonly root_module: {
      readonly child_modules: readonly {
        readonly address: string;
        readonly resources: readonly { readonly type: string; readonly values: Record<string, unknown> }[];
      }[];
    };
  };
}
