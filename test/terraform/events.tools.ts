import { describeOnAws } from '../support/on-aws';
import { Terraform, type TerraformBinary } from '../support/terraform';
import { Workspace } from '../support/workspace';
import { writeModules } from './operations-roots';
import { emptyPackage, packageInBucket } from './package';

const RUNS: readonly (readonly [TerraformBinary, string])[] = [
  ['terraform-1.5.7', 'rest'],
  ['tofu', 'http'],
];

// Queues and buckets are made in the same apply, as a user does: no plan knows their ARNs and names.
const SOURCES = `
resource "aws_sqs_queue" "mails" {
  name = "mails"
}

resource "aws_sqs_queue" "dead" {
  name = "dead"
}

resource "aws_s3_bucket" "uploads" {
  bucket_prefix = "uploads-"
}

resource "aws_s3_bucket" "shared" {
  bucket_prefix = "shared-"
}

resource "aws_s3_bucket_notification" "shared" {
  bucket = aws_s3_bucket.shared.bucket

  lambda_function {
    lambda_function_arn = module.app.bucket_function_arns["shared"]
    events              = ["s3:ObjectRemoved:*"]
  }
}
`;

const SCHEDULES = `
  schedules = {
    nightly = { schedule_expression = "cron(0 3 * * ? *)", dead_letter_arn = aws_sqs_queue.dead.arn }
    often   = { schedule_expression = "rate(5 minutes)", input = sensitive(jsonencode({ name = aws_sqs_queue.mails.name })), enabled = false }
  }`;

const SHARED = 'shared = { bucket = aws_s3_bucket.shared.bucket }';

const ALL = `${SCHEDULES}
  queues = {
    mails = { arn = sensitive(aws_sqs_queue.mails.arn), batch_size = 100, maximum_batching_window_in_seconds = 5, maximum_concurrency = 2 }
  }
  buckets = {
    ${SHARED}
    uploads = { bucket = aws_s3_bucket.uploads.bucket, owns_notifications = true, prefix = "in/" }
  }`;

const FEWER = `
  schedules = { nightly = { schedule_expression = "rate(1 day)", timezone = "Europe/Berlin" } }
  buckets   = { ${SHARED} }`;

describeOnAws(
  'schedules, queues and buckets on an emulated AWS',
  { tools: ['terraform-1.5.7', 'tofu'] },
  (aws) => {
    const packages = new Workspace('events-package');
    let inBucket: readonly string[];

    beforeAll(async () => {
      inBucket = await packageInBucket(aws.moto.url, emptyPackage(packages));
    });

    test.each(RUNS)(
      'are applied, planned again, changed and destroyed with %s: a module of kind %s',
      async (binary, kind) => {
        const workspace = new Workspace(`events-${binary.replace(/\W/g, '-')}`);
        writeModules(workspace);
        const tf = new Terraform(binary, workspace.path, aws.provider.env);
        tf.writeProvider();
        const apply = async (events: string) => {
          workspace.write(
            'main.tf',
            `${SOURCES}
module "app" {
  source                   = "./modules/${kind}"
  ${inBucket.join('\n  ')}
  functions_enforce_routes = true
${events}
}
output "functions" { value = module.app.functions }
`,
          );
          await tf.init();
          const done = await tf.applied();
          expect(await tf.differences()).toBe('');
          return done.flatMap((action) => {
            const [, what = '', address = ''] = /^(\w+) module\.app\.(.*)$/.exec(action) ?? [];
            return /scheduler|queue|bucket/.test(address) ? [`${what} ${address}`] : [];
          });
        };
        expect((await apply(ALL)).sort()).toEqual([
          'create aws_iam_role.scheduler[0]',
          'create aws_iam_role_policy.scheduler[0]',
          'create aws_lambda_event_source_mapping.queue["mails"]',
          'create aws_lambda_permission.bucket["shared"]',
          'create aws_lambda_permission.bucket["uploads"]',
          'create aws_s3_bucket_notification.this["uploads"]',
          'create aws_scheduler_schedule.this["nightly"]',
          'create aws_scheduler_schedule.this["often"]',
        ]);
        expect((await apply(FEWER)).sort()).toEqual([
          'delete aws_lambda_event_source_mapping.queue["mails"]',
          'delete aws_lambda_permission.bucket["uploads"]',
          'delete aws_s3_bucket_notification.this["uploads"]',
          'delete aws_scheduler_schedule.this["often"]',
          'update aws_iam_role_policy.scheduler[0]',
          'update aws_scheduler_schedule.this["nightly"]',
        ]);
        await tf.destroy();
      },
      300_000,
    );
  },
);
