import type { GatewayApi } from '../../gateway';
import { code, inline } from '../../hcl';
import type { ApiModel } from '../../openapi';
import { type Run, rejects } from '../shared/module-test';
import { leftOut } from './tested-operations';

const GUARDED = { functions_enforce_routes: true };
const QUEUE = 'arn:aws:sqs:us-east-1:123456789012:mails';
const SCHEDULES = { nightly: inline({ schedule_expression: 'cron(0 3 * * ? *)' }) };
const FUNCTION = 'module.function["$events"]';
const ENVIRONMENT = 'local.environments["$events"]';

/** The runs that look at schedules, queues and buckets. */
export function eventRuns(name: string, gateway: GatewayApi, { operations }: ApiModel): Run[] {
  const without = leftOut(gateway);
  const taken = operations.find(({ method, path }) => method === 'post' && /^(\/[\w-]+)+$/.test(path));
  return [
    {
      name: 'nothing_calls_the_app_beside_its_api_where_nothing_is_asked_for',
      asserts: [
        {
          that: 'keys(module.function) == ["$router"] && !contains(keys(local.environments["$router"]), "AWS_LWA_PASS_THROUGH_PATH")',
          otherwise: 'There is a function for events that never come.',
        },
        {
          that: 'length(aws_iam_role.scheduler) + length(aws_scheduler_schedule.this) + length(aws_lambda_event_source_mapping.queue) == 0',
          otherwise: 'There are schedules or queues that nobody asked for.',
        },
        {
          that: 'length(aws_lambda_permission.bucket) + length(aws_s3_bucket_notification.this) == 0',
          otherwise: 'There are buckets that nobody asked for.',
        },
      ],
    },
    {
      name: 'a_schedule_calls_the_alias_of_a_function_of_its_own',
      command: 'apply',
      variables: {
        ...GUARDED,
        schedules: {
          ...SCHEDULES,
          often: {
            schedule_expression: 'rate(5 minutes)',
            timezone: 'Europe/Berlin',
            input: '{"a":1}',
            enabled: false,
            maximum_retry_attempts: 3,
            dead_letter_arn: QUEUE,
          },
        },
        events_timeout: 900,
        timeout: 20,
      },
      asserts: [
        {
          that: code`local.function_names["$events"] == ${`${name}_events`} && local.function_settings["$events"].timeout == 900 && local.function_settings["$router"].timeout == 20`,
          otherwise: 'The function has not the settings of events.',
        },
        {
          that: `${ENVIRONMENT}.AWS_LWA_PASS_THROUGH_PATH == "/events" && ${ENVIRONMENT}.AWS_LWA_ERROR_STATUS_CODES == "300-599" && ${ENVIRONMENT}.AWS_LWA_INVOKE_MODE == "buffered"`,
          otherwise: 'An answer that says that an event failed does not fail the invocation.',
        },
        {
          that: 'local.environments["$router"].AWS_LWA_PASS_THROUGH_PATH == "/events" && !contains(keys(local.environments["$router"]), "AWS_LWA_ERROR_STATUS_CODES")',
          otherwise: 'The guard of the shared function does not know the path of events.',
        },
        {
          that: 'keys(aws_lambda_permission.api) == ["$router"]',
          otherwise: 'API Gateway may call the function of events.',
        },
        {
          that: `alltrue([for schedule in aws_scheduler_schedule.this : schedule.target[0].arn == ${FUNCTION}.alias_arn])`,
          otherwise: 'A schedule calls something else than the alias.',
        },
        {
          that: code`aws_scheduler_schedule.this["nightly"].name == ${`${name}-nightly`} && aws_scheduler_schedule.this["nightly"].target[0].input == jsonencode({ schedule = "nightly" })`,
          otherwise: 'A schedule does not say which one it is.',
        },
        {
          that: 'aws_scheduler_schedule.this["often"].state == "DISABLED" && aws_scheduler_schedule.this["often"].schedule_expression_timezone == "Europe/Berlin" && aws_scheduler_schedule.this["often"].target[0].retry_policy[0].maximum_retry_attempts == 3',
          otherwise: 'Attributes of a schedule are lost.',
        },
        {
          that: `jsondecode(aws_iam_role_policy.scheduler[0].policy).Statement[*].Action == ["lambda:InvokeFunction", "sqs:SendMessage"]`,
          otherwise: 'The role of the schedules may do something else than call and send.',
        },
        {
          that: `jsondecode(aws_iam_role_policy.scheduler[0].policy).Statement[0].Resource == [${FUNCTION}.alias_arn]`,
          otherwise: 'The role of the schedules may call something else.',
        },
      ],
    },
    {
      name: 'the_function_may_read_its_queue_and_no_other',
      command: 'apply',
      variables: {
        ...GUARDED,
        queues: {
          mails: {
            arn: QUEUE,
            batch_size: 100,
            maximum_batching_window_in_seconds: 5,
            maximum_concurrency: 2,
          },
        },
      },
      asserts: [
        {
          that: `jsonencode(local.own_statements["$events"][*].Action) == jsonencode([["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]]) && jsonencode(local.own_statements["$events"][*].Resource) == jsonencode([["${QUEUE}"]])`,
          otherwise: 'The role may do something else than read its queue.',
        },
        {
          that: 'length(local.own_statements["$router"]) == 0',
          otherwise: 'A function that callers reach may read the queue.',
        },
        {
          that: 'one(aws_lambda_event_source_mapping.queue["mails"].function_response_types) == "ReportBatchItemFailures" && aws_lambda_event_source_mapping.queue["mails"].batch_size == 100 && aws_lambda_event_source_mapping.queue["mails"].scaling_config[0].maximum_concurrency == 2',
          otherwise: 'A batch can only fail as a whole, or its size is lost.',
        },
      ],
    },
    {
      name: 'a_bucket_may_call_and_keeps_its_notifications_where_the_module_does_not_own_them',
      command: 'apply',
      variables: {
        ...GUARDED,
        buckets: {
          uploads: inline({ bucket: 'uploads' }),
          scans: inline({ bucket: 'scans', owns_notifications: true, suffix: '.pdf' }),
        },
      },
      asserts: [
        {
          that: 'aws_lambda_permission.bucket["uploads"].source_arn == "arn:aws:s3:::uploads" && aws_lambda_permission.bucket["uploads"].source_account == "123456789012"',
          otherwise: 'Any bucket may call the function.',
        },
        {
          that: 'keys(aws_s3_bucket_notification.this) == ["scans"] && one(aws_s3_bucket_notification.this["scans"].lambda_function).filter_suffix == ".pdf"',
          otherwise: 'The notifications of a bucket are replaced that are not of this module.',
        },
        {
          that: `output.bucket_function_arns["uploads"] == ${FUNCTION}.alias_arn`,
          otherwise: 'The output does not lead to the alias.',
        },
      ],
    },
    {
      name: 'each_operation_with_a_function_of_its_own_has_events_beside_it',
      variables: {
        ...GUARDED,
        ...(Object.keys(without).length ? { operations: without } : {}),
        ...{ integration_pattern: 'isolated', schedules: SCHEDULES },
      },
      asserts: [
        {
          that: 'contains(keys(module.function), "$events") && !contains(keys(module.function), "$router")',
          otherwise: 'No function takes the events.',
        },
        {
          that: 'alltrue([for key, env in local.environments : key == "$events" || !contains(keys(env), "AWS_LWA_PASS_THROUGH_PATH")])',
          otherwise: 'A function of an operation takes events.',
        },
      ],
    },
    rejects('events that callers could make up', { schedules: SCHEDULES }, 'output.operations'),
    ...(taken
      ? [
          rejects(
            'events at the path of an operation',
            { ...GUARDED, schedules: SCHEDULES, events_path: taken.path },
            'output.operations',
          ),
        ]
      : []),
    rejects(
      'a schedule of no known form',
      { ...GUARDED, schedules: { nightly: inline({ schedule_expression: 'every day' }) } },
      'var.schedules',
    ),
    rejects(
      'a large batch without a window',
      { ...GUARDED, queues: { mails: inline({ arn: QUEUE, batch_size: 11 }) } },
      'var.queues',
    ),
    rejects(
      'a filter of notifications that somebody else owns',
      { ...GUARDED, buckets: { uploads: inline({ bucket: 'uploads', suffix: '.pdf' }) } },
      'var.buckets',
    ),
    rejects(
      'one bucket whose notifications are owned twice',
      {
        ...GUARDED,
        buckets: {
          a: inline({ bucket: 'uploads', owns_notifications: true }),
          b: inline({ bucket: 'uploads', owns_notifications: true }),
        },
      },
      'var.buckets',
    ),
  ];
}
