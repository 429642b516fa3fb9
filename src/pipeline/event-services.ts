import { hcl } from '../hcl';
import { FUNCTIONS, ROLES } from './function-services';
import { ANY, type Service, type Statement } from './statement';

const SCHEDULES = hcl`[for name in environment.names : "arn:\${environment.partition}:scheduler:\${environment.region}:\${environment.account}:schedule/default/\${name}-*"]`;
const MAPPINGS = hcl`["arn:\${environment.partition}:lambda:\${environment.region}:\${environment.account}:event-source-mapping:*"]`;
const OF_FUNCTIONS = hcl`{ ArnLike = { "lambda:FunctionArn" = ${FUNCTIONS} } }`;
const BUCKETS = hcl`["arn:\${environment.partition}:s3:::*"]`;
const OF_ACCOUNT = hcl`{ StringEquals = { "aws:ResourceAccount" = environment.account } }`;

/** A queue or a bucket can have any name. */
const notifications = (sid: string, action: string): Statement => ({
  sid,
  why: [
    hcl`The lists of notifications of buckets in this account, which can have any name. No object is read.`,
  ],
  actions: [action],
  resource: BUCKETS,
  condition: OF_ACCOUNT,
});

/** What calls the app beside its API: schedules, queues and buckets. */
export const EVENTS: readonly Service[] = [
  {
    words: /\bschedules\b|\baws_scheduler_schedule\b/,
    read: [
      {
        sid: 'ReadSchedules',
        why: [hcl`The schedules of this API.`],
        actions: ['scheduler:GetSchedule'],
        resource: SCHEDULES,
      },
    ],
    write: [
      {
        sid: 'WriteSchedules',
        why: [hcl`The same schedules.`],
        actions: ['scheduler:CreateSchedule', 'scheduler:DeleteSchedule', 'scheduler:UpdateSchedule'],
        resource: SCHEDULES,
      },
      {
        sid: 'PassRoleToSchedules',
        why: [hcl`The role with which schedules call the function.`],
        actions: ['iam:PassRole'],
        resource: ROLES,
        condition: hcl`{ StringEquals = { "iam:PassedToService" = "scheduler.amazonaws.com" } }`,
      },
    ],
    functions: [
      {
        sid: 'CallFunctions',
        why: [hcl`Schedules call a function of this API.`],
        actions: ['lambda:InvokeFunction'],
        resource: FUNCTIONS,
      },
    ],
  },
  {
    words: /\bqueues\b|\baws_lambda_event_source_mapping\b/,
    read: [
      {
        sid: 'ReadEventSourceMappings',
        why: [hcl`ARNs of mappings have ids that AWS chooses.`],
        actions: ['lambda:GetEventSourceMapping', 'lambda:ListTags'],
        resource: MAPPINGS,
      },
    ],
    write: [
      {
        sid: 'WriteEventSourceMappings',
        why: [hcl`What calls the functions of this API from a queue: AWS limits it by the function.`],
        actions: [
          'lambda:CreateEventSourceMapping',
          'lambda:DeleteEventSourceMapping',
          'lambda:UpdateEventSourceMapping',
        ],
        resource: ANY,
        condition: OF_FUNCTIONS,
      },
      {
        sid: 'TagEventSourceMappings',
        why: [hcl`Tags of mappings.`],
        actions: ['lambda:TagResource', 'lambda:UntagResource'],
        resource: MAPPINGS,
      },
    ],
    functions: [
      {
        sid: 'ReadQueues',
        why: [hcl`Functions read queues of this account.`],
        actions: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
        resource: hcl`["arn:\${environment.partition}:sqs:\${environment.region}:\${environment.account}:*"]`,
      },
    ],
  },
  {
    words: /\bowns_notifications\b|\baws_s3_bucket_notification\b/,
    read: [notifications('ReadNotifications', 's3:GetBucketNotification')],
    write: [notifications('WriteNotifications', 's3:PutBucketNotification')],
  },
];
