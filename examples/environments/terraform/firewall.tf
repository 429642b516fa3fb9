# A web ACL before the stage of the API. With mode = "count" its rules let everything through: what they would block is in the metrics
# of CloudWatch, and in the sampled requests of the console, for as long as it takes to trust them.
locals {
  blocks = try(var.firewall.mode, "count") == "block"

  # Rules of AWS, in their order.
  managed_rules = {
    common           = { name = "AWSManagedRulesCommonRuleSet", priority = 1 }
    known_bad_inputs = { name = "AWSManagedRulesKnownBadInputsRuleSet", priority = 2 }
  }
}

resource "aws_wafv2_web_acl" "api" {
  #checkov:skip=CKV_AWS_192: known_bad_inputs below has the rule, and blocks by it where var.firewall says so
  #checkov:skip=CKV2_AWS_31: a log has a line for each request and is paid for by the GB; metrics and samples are there without one
  count = var.firewall == null ? 0 : 1

  name        = "${local.prefix}board"
  description = "Looks at requests before the API does"
  scope       = "REGIONAL"
  tags        = local.tags

  default_action {
    allow {}
  }

  rule {
    name     = "rate"
    priority = 0

    action {
      dynamic "block" {
        for_each = local.blocks ? [1] : []
        content {}
      }

      dynamic "count" {
        for_each = local.blocks ? [] : [1]
        content {}
      }
    }

    statement {
      rate_based_statement {
        limit              = var.firewall.requests_per_five_minutes
        aggregate_key_type = "IP"
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "${local.prefix}board-rate"
      sampled_requests_enabled   = true
    }
  }

  dynamic "rule" {
    for_each = local.managed_rules

    content {
      name     = rule.key
      priority = rule.value.priority

      override_action {
        dynamic "none" {
          for_each = local.blocks ? [1] : []
          content {}
        }

        dynamic "count" {
          for_each = local.blocks ? [] : [1]
          content {}
        }
      }

      statement {
        managed_rule_group_statement {
          name        = rule.value.name
          vendor_name = "AWS"
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "${local.prefix}board-${rule.key}"
        sampled_requests_enabled   = true
      }
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "${local.prefix}board"
    sampled_requests_enabled   = true
  }
}
