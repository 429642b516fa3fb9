locals {
  events_timeout = 60 # seconds that the app has for a batch of messages, or for migrations
}

# Work after the answer: the app sends it here, and Lambda hands it to POST /events.
resource "aws_sqs_queue" "tasks" {
  name                       = "${local.prefix}shop-tasks"
  visibility_timeout_seconds = 6 * local.events_timeout
  sqs_managed_sse_enabled    = true
  redrive_policy             = jsonencode({ deadLetterTargetArn = aws_sqs_queue.failed_tasks.arn, maxReceiveCount = 5 })
  tags                       = local.tags
}

# What failed five times waits here for somebody to look.
resource "aws_sqs_queue" "failed_tasks" {
  name                      = "${local.prefix}shop-failed-tasks"
  message_retention_seconds = 14 * 24 * 3600
  sqs_managed_sse_enabled   = true
  tags                      = local.tags
}
