import { isObjects, namesMatch, objectsOf } from '../shared/object-rules';
import { betweenOrNull, eachIs, type Inputs, type Loop, matches, sentence } from '../shared/rules';
import { attributesAre, valueIs, valueIsFlag, valueIsWhole } from '../shared/value-rules';

const NAMES = '^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$';
const NAMES_RULE = 'begin with a letter or digit, then at most 39 letters, digits, _, dots and -.';

const SQS = '^arn:[^:]+:sqs:[^:]+:[0-9]{12}:[A-Za-z0-9_-]+';

const SCHEDULE = {
  schedule_expression: 'string',
  timezone: 'optional(string)',
  input: 'optional(string)',
  enabled: 'optional(bool)',
  maximum_retry_attempts: 'optional(number)',
  maximum_event_age_in_seconds: 'optional(number)',
  dead_letter_arn: 'optional(string)',
};

const SCHEDULES: Inputs = {
  schedules: {
    saysWhatThereIs: true,
    description:
      'Schedules that call the app, by name. Each has schedule_expression ("rate(5 minutes)", "cron(0 8 ? * MON-FRI *)" or "at(2030-01-01T00:00:00)"), and may have timezone (UTC), input (text of JSON; { "schedule": NAME }), enabled (true), maximum_retry_attempts (185), maximum_event_age_in_seconds (86400) and dead_letter_arn (a queue for what could not be handed over).',
    type: 'any',
    shape: objectsOf('map', SCHEDULE),
    default: {},
    nullable: false,
    validation: [
      isObjects('schedules', '{ nightly = { schedule_expression = "cron(0 3 * * ? *)" } }'),
      namesMatch('schedules', NAMES, NAMES_RULE),
      ...attributesAre('schedules', 'schedule_expression', SCHEDULE),
      valueIs(
        'schedules',
        'schedule_expression',
        'can(regex("^(rate[(][1-9][0-9]* (minute|hour|day)s?|cron[(]([^ ()]+ ){5}[^ ()]+|at[(][0-9-]{10}T[0-9:]{8})[)]$", value))',
        'give rate(5 minutes), cron(0 8 ? * MON-FRI *) or at(2030-01-01T00:00:00).',
      ),
      valueIs(
        'schedules',
        'timezone',
        'can(regex("^[A-Za-z][A-Za-z0-9_+/-]{0,49}$", value))',
        'give a name such as Europe/Berlin.',
      ),
      valueIs('schedules', 'input', 'can(jsondecode(value))', 'give text of JSON: jsonencode({ ... }).'),
      valueIs(
        'schedules',
        'input',
        '!can(jsondecode(value).requestContext)',
        'leave requestContext out, which makes a request of API Gateway of it.',
      ),
      valueIsFlag('schedules', 'enabled'),
      valueIsWhole('schedules', 'maximum_retry_attempts', 0, 185, 'attempts'),
      valueIsWhole('schedules', 'maximum_event_age_in_seconds', 60, 86400, 'seconds'),
      valueIs(
        'schedules',
        'dead_letter_arn',
        `can(regex("${SQS}$", value))`,
        'give the ARN of a queue, none with .fifo.',
      ),
    ],
  },
};

const QUEUE = {
  arn: 'string',
  batch_size: 'optional(number)',
  maximum_batching_window_in_seconds: 'optional(number)',
  maximum_concurrency: 'optional(number)',
  enabled: 'optional(bool)',
};

const QUEUES: Inputs = {
  queues: {
    saysWhatThereIs: true,
    description:
      'Queues (SQS) whose messages the app gets, by name. Each has arn, and may have batch_size (10 messages; up to 10000 with a window), maximum_batching_window_in_seconds (0), maximum_concurrency (2 to 1000 batches at once; no limit) and enabled (true). Messages that the answer names in batchItemFailures come again.',
    type: 'any',
    shape: objectsOf('map', QUEUE),
    default: {},
    nullable: false,
    validation: [
      isObjects('queues', '{ mails = { arn = aws_sqs_queue.mails.arn } }'),
      namesMatch('queues', NAMES, NAMES_RULE),
      ...attributesAre('queues', 'arn', QUEUE),
      valueIs(
        'queues',
        'arn',
        `can(regex("${SQS}([.]fifo)?$", value))`,
        'give the ARN of a queue, arn:aws:sqs:<region>:<account>:<name>.',
      ),
      valueIsWhole('queues', 'batch_size', 1, 10000, 'messages'),
      valueIs(
        'queues',
        'batch_size',
        'try(value <= 10 || item.maximum_batching_window_in_seconds >= 1, false)',
        'give at most 10, or a maximum_batching_window_in_seconds of 1 or more.',
      ),
      valueIs(
        'queues',
        'batch_size',
        'try(value <= 10 || !endswith(item.arn, ".fifo"), true)',
        'give at most 10 messages of a queue with .fifo.',
      ),
      valueIsWhole('queues', 'maximum_batching_window_in_seconds', 0, 300, 'seconds'),
      valueIs(
        'queues',
        'maximum_batching_window_in_seconds',
        'try(value == 0 || !endswith(item.arn, ".fifo"), true)',
        'leave it out: a queue with .fifo has no window.',
      ),
      valueIsWhole('queues', 'maximum_concurrency', 2, 1000, 'batches'),
      valueIsFlag('queues', 'enabled'),
    ],
  },
};

/** What only a notification has, which the module may not own. */
const OF_NOTIFICATIONS = {
  events: 'optional(list(string))',
  prefix: 'optional(string)',
  suffix: 'optional(string)',
};

const BUCKET = {
  bucket: 'string',
  source_account: 'optional(string)',
  owns_notifications: 'optional(bool)',
  ...OF_NOTIFICATIONS,
};

/** The buckets whose notifications the module owns, each with its names in the input. */
const OWNED: Loop = [
  ['bucket', 'names'],
  'try({ for name, item in var.buckets : item.bucket => name... if try(item.owns_notifications == true, false) }, {})',
];

const BUCKETS: Inputs = {
  buckets: {
    saysWhatThereIs: true,
    description:
      'Buckets (S3) that may call the app, by name. Each has bucket (its name), and may have source_account (that of this module). With owns_notifications = true the module sets the notifications of the bucket, which replaces all that are there: events (["s3:ObjectCreated:*"]), prefix and suffix say which. Otherwise an aws_s3_bucket_notification of yours calls the ARN of the output bucket_function_arns.',
    type: 'any',
    shape: objectsOf('map', BUCKET),
    default: {},
    nullable: false,
    validation: [
      isObjects('buckets', '{ uploads = { bucket = "uploads" } }'),
      namesMatch('buckets', NAMES, NAMES_RULE),
      ...attributesAre('buckets', 'bucket', BUCKET),
      valueIs(
        'buckets',
        'bucket',
        'can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", value))',
        'give the name of a bucket.',
      ),
      valueIs(
        'buckets',
        'source_account',
        'can(regex("^[0-9]{12}$", value))',
        'give the twelve digits of the account that owns the bucket.',
      ),
      valueIsFlag('buckets', 'owns_notifications'),
      valueIs(
        'buckets',
        'events',
        'can(regex("^s3:[A-Za-z]+:[A-Za-z*]+$", value))',
        'give events in a list, such as ["s3:ObjectCreated:*"].',
      ),
      ...Object.keys(OF_NOTIFICATIONS).map((attribute) =>
        valueIs(
          'buckets',
          attribute,
          'try(item.owns_notifications == true, false)',
          'it needs owns_notifications = true.',
        ),
      ),
      eachIs(
        [OWNED],
        'length(names) == 1',
        sentence(
          'buckets owns the notifications of ',
          'bucket',
          ' more than once (',
          'join(", ", names)',
          '): set all of them in one aws_s3_bucket_notification of yours.',
        ),
      ),
    ],
  },
};

/** What calls the app beside its API: schedules, queues and buckets, and the function that they go to. */
export const EVENT_INPUTS: Inputs = {
  ...SCHEDULES,
  ...QUEUES,
  ...BUCKETS,
  events_path: {
    description:
      'Path of the app that gets events, as POST with the event as its body. The guard of the package closes it to callers: see functions_enforce_routes.',
    type: 'string',
    default: '/events',
    nullable: false,
    validation: [
      matches(
        'events_path',
        '^(/[A-Za-z0-9_.-]*[A-Za-z0-9_-])+$',
        'give a path of letters, digits, _, dots and -, such as /events.',
      ),
    ],
  },
  events_timeout: {
    description:
      'Seconds after which Lambda ends the work on an event. A queue needs a visibility timeout of six times that, and the window of its batches.',
    nullMeans: 'timeout',
    type: 'number',
    default: null,
    validation: [betweenOrNull('events_timeout', 1, 900, 'seconds')],
  },
};
