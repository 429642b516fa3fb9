import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { LambdaEventSourceMapping } from '@cdktf/provider-aws/lib/lambda-event-source-mapping';
import { S3BucketNotification } from '@cdktf/provider-aws/lib/s3-bucket-notification';
import { SchedulerSchedule } from '@cdktf/provider-aws/lib/scheduler-schedule';
import type { ApiKind } from '../../api-kind';
import { call, conditional, raw, text } from '../../hcl';
import type { ModuleStack } from '../../module-stack/module-stack';
import { as } from '../../module-stack/token';
import { assumedBy } from '../shared/assume-role';
import { addPermission } from '../shared/permission';
import { addLocals } from './locals';

const FILE = 'events.tf';

/** The ARN by which events call the function: that of its alias. */
const TARGET = 'local.functions["$events"].alias_arn';

/** What calls the app beside its API. Nothing of it is there where no input asks for it. */
export function addEvents(stack: ModuleStack, kind: ApiKind): void {
  addLocals(stack, kind, 'events.tf', FILE);
  addSchedules(stack);
  addQueues(stack);
  addBuckets(stack);
}

function addSchedules(stack: ModuleStack): void {
  addSchedulerRole(stack);
  const schedule = stack.add(
    SchedulerSchedule,
    'this',
    {
      name: as.string(text`${'local.name'}-${'each.key'}`),
      scheduleExpression: as.string(raw('each.value.schedule_expression')),
      scheduleExpressionTimezone: as.string(raw('each.value.timezone')),
      state: as.string(conditional(raw('each.value.enabled'), 'ENABLED', 'DISABLED')),
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: as.string(raw(TARGET)),
        roleArn: as.string(raw('aws_iam_role.scheduler[0].arn')),
        input: as.string(raw('each.value.input')),
        retryPolicy: {
          maximumEventAgeInSeconds: as.number(raw('each.value.maximum_event_age_in_seconds')),
          maximumRetryAttempts: as.number(raw('each.value.maximum_retry_attempts')),
        },
      },
    },
    { file: FILE, forEach: raw('local.schedules') },
  );
  stack.dynamic(schedule, {
    name: 'dead_letter_config',
    inside: 'target',
    forEach: raw('each.value.dead_letter_arn == null ? [] : [1]'),
    content: { arn: raw('each.value.dead_letter_arn') },
  });
}

/** The role with which the scheduler calls the function, and nothing else. */
function addSchedulerRole(stack: ModuleStack): void {
  const count = as.number(raw('length(var.schedules) > 0 ? 1 : 0'));
  stack.add(
    IamRole,
    'scheduler',
    {
      count,
      namePrefix: as.string(text`${'substr(local.name, 0, 37)'}-`),
      description: as.string(text`Role of the schedules of ${'local.name'}`),
      permissionsBoundary: as.string(raw('var.permissions_boundary')),
      assumeRolePolicy: as.string(
        assumedBy('scheduler.amazonaws.com', {
          StringEquals: { 'aws:SourceAccount': raw('data.aws_caller_identity.current.account_id') },
        }),
      ),
      tags: as.map(raw('var.tags')),
      lifecycle: { ignoreChanges: ['name_prefix'] },
    },
    { file: FILE, comment: 'The role with which schedules call the function. One that has a name keeps it.' },
  );
  const allow = (sid: string, action: string, resources: string) => ({
    Sid: sid,
    Effect: 'Allow',
    Action: action,
    Resource: raw(resources),
  });
  stack.add(
    IamRolePolicy,
    'scheduler',
    {
      count,
      namePrefix: as.string(text`${'local.name'}-`),
      role: as.string(raw('aws_iam_role.scheduler[0].id')),
      policy: as.string(
        call('jsonencode', {
          Version: '2012-10-17',
          Statement: call(
            'concat',
            [allow('CallFunction', 'lambda:InvokeFunction', `[${TARGET}]`)],
            conditional(
              raw('length(local.schedule_dead_letters) == 0'),
              [],
              [allow('SendDeadLetters', 'sqs:SendMessage', 'local.schedule_dead_letters')],
            ),
          ),
        }),
      ),
      lifecycle: { ignoreChanges: ['name_prefix'] },
    },
    { file: FILE },
  );
}

function addQueues(stack: ModuleStack): void {
  const mapping = stack.add(
    LambdaEventSourceMapping,
    'queue',
    {
      eventSourceArn: as.string(raw('each.value.arn')),
      functionName: as.string(raw(TARGET)),
      enabled: as.boolean(raw('each.value.enabled')),
      batchSize: as.number(raw('each.value.batch_size')),
      maximumBatchingWindowInSeconds: as.number(raw('each.value.maximum_batching_window_in_seconds')),
      functionResponseTypes: ['ReportBatchItemFailures'],
      tags: as.map(raw('var.tags')),
    },
    {
      file: FILE,
      forEach: raw('local.queues'),
      comment: 'Of a batch, only the messages come again that the answer names.',
    },
  );
  stack.dynamic(mapping, {
    name: 'scaling_config',
    forEach: raw('each.value.maximum_concurrency == null ? [] : [1]'),
    content: { maximum_concurrency: raw('each.value.maximum_concurrency') },
  });
}

function addBuckets(stack: ModuleStack): void {
  const permitted = addPermission(stack, 'bucket', {
    file: FILE,
    forEach: raw('local.buckets'),
    statementPrefix: 'AllowExecutionFromS3-',
    functionName: raw('local.functions["$events"].function_arn'),
    qualifier: raw('local.functions["$events"].alias_name'),
    principal: 's3.amazonaws.com',
    source: text`arn:${'data.aws_partition.current.partition'}:s3:::${'each.value.bucket'}`,
    account: raw('each.value.source_account'),
    comment:
      'With the account: a bucket that somebody else makes with the name of one that is gone may call nothing.',
  });
  stack.add(
    S3BucketNotification,
    'this',
    {
      bucket: as.string(raw('each.value.bucket')),
      lambdaFunction: [
        {
          lambdaFunctionArn: as.string(raw(TARGET)),
          events: as.list(raw('each.value.events')),
          filterPrefix: as.string(raw('each.value.prefix')),
          filterSuffix: as.string(raw('each.value.suffix')),
        },
      ],
      dependsOn: [permitted],
    },
    { file: FILE, forEach: raw('local.owned_buckets') },
  );
}
