locals {
  # Whether anything beside the API calls the app.
  has_events = length(var.schedules) + length(var.queues) + length(var.buckets) > 0

  # The function that events go to has none of the API's: its answers are whole, a failed event is a failed invocation, and API
  # Gateway may not call it.
  events_function = local.has_events ? { "$events" = "${local.name}_events" } : {}

  # The settings by which it differs from the shared function.
  events_settings = {
    timeout = var.events_timeout
    iam_policy_statements = length(var.queues) == 0 ? [] : [
      {
        Sid      = "ReadQueues"
        Effect   = "Allow"
        Action   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
        Resource = [for queue in var.queues : queue.arn]
      }
    ]
  }

  # A path is no secret, and checks tell it.
  events_path = nonsensitive(sensitive(var.events_path))

  # The path of events, for each function that serves more than one operation: there the guard of the package
  # (terragate_asgi.py) closes it to callers. The adapter would take any answer for success, and a queue would lose its
  # messages: by any status but 2XX the invocation fails.
  events_environment = {
    for key, adapter in local.runs_adapter : key => merge(
      !contains(local.shared_functions, key) || (!local.has_events && local.events_path == "/events") ? {} : {
        AWS_LWA_PASS_THROUGH_PATH = local.events_path
      },
      key == "$events" && adapter ? { AWS_LWA_ERROR_STATUS_CODES = "300-599" } : {}
    )
  }

  # What schedules, queues and buckets have where nothing is given.
  schedule_defaults = {
    dead_letter_arn              = null
    enabled                      = true
    maximum_event_age_in_seconds = 86400
    maximum_retry_attempts       = 185
    timezone                     = "UTC"
  }

  queue_defaults = {
    batch_size                         = 10
    enabled                            = true
    maximum_batching_window_in_seconds = 0
    maximum_concurrency                = null
  }

  bucket_defaults = {
    events         = ["s3:ObjectCreated:*"]
    prefix         = null
    source_account = data.aws_caller_identity.current.account_id
    suffix         = null
  }

  # Each with all of its attributes. Only keys decide what there is: an ARN may be known only after an apply.
  schedules = {
    for name, given in var.schedules : name => merge(given, {
      for attribute, default in merge(local.schedule_defaults, { input = jsonencode({ schedule = name }) }) :
      attribute => lookup(given, attribute, null) == null ? default : given[attribute]
    })
  }

  queues = {
    for name, given in var.queues : name => merge(given, {
      for attribute, default in local.queue_defaults :
      attribute => lookup(given, attribute, null) == null ? default : given[attribute]
    })
  }

  buckets = {
    for name, given in var.buckets : name => merge(given, {
      for attribute, default in local.bucket_defaults :
      attribute => lookup(given, attribute, null) == null ? default : given[attribute]
    })
  }

  # The buckets whose notifications are this module's: S3 has one list for a bucket, and setting it replaces what was there.
  owned_buckets = {
    for name, given in var.buckets : name => local.buckets[name] if lookup(given, "owns_notifications", false) == true
  }

  # The queues that get what the scheduler could not hand over.
  schedule_dead_letters = compact([for schedule in values(local.schedules) : schedule.dead_letter_arn])
}
