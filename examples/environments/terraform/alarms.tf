# Who is told of an alarm. Each address gets a mail first, and confirms it.
resource "aws_sns_topic" "alarms" {
  #checkov:skip=CKV_AWS_26: alarms can publish to no topic with the key of AWS; what they say holds no data of anybody
  count = var.alarms == null ? 0 : 1

  name = "${local.prefix}board-alarms"
  tags = local.tags
}

resource "aws_sns_topic_subscription" "alarms" {
  for_each = toset(var.alarms == null ? [] : var.alarms.emails)

  topic_arn = aws_sns_topic.alarms[0].arn
  protocol  = "email"
  endpoint  = each.key
}
