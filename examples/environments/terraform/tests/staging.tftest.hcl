# terraform test -var-file=envs/staging.tfvars -filter=tests/staging.tftest.hcl

mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = {
      names = ["eu-central-1a", "eu-central-1b", "eu-central-1c"]
    }
  }

  mock_data "aws_region" {
    defaults = {
      id   = "eu-central-1"
      name = "eu-central-1"
    }
  }

  mock_data "aws_caller_identity" {
    defaults = {
      account_id = "123456789012"
    }
  }

  mock_data "aws_partition" {
    defaults = {
      partition  = "aws"
      dns_suffix = "amazonaws.com"
    }
  }
}

run "counts_what_the_firewall_would_block" {
  command = plan

  assert {
    condition = alltrue([
      for rule in aws_wafv2_web_acl.api[0].rule :
      length(concat(flatten(rule.action[*].block), flatten(rule.override_action[*].none))) == 0
    ])

    error_message = "The firewall of staging blocks."
  }

  assert {
    condition     = length(aws_wafv2_web_acl.api[0].rule) == 3
    error_message = "The firewall of staging does not have the three rules."
  }
}

run "tells_of_alarms" {
  command = plan

  assert {
    condition     = keys(aws_sns_topic_subscription.alarms) == ["board-staging@example.com"]
    error_message = "Nobody is told of an alarm of staging."
  }
}

run "has_domains_of_its_own" {
  command = plan

  assert {
    condition     = output.api_url == "https://api.staging.example.com" && output.website_url == "https://staging.example.com"
    error_message = "staging has the address of another environment."
  }

  assert {
    condition     = keys(aws_route53_record.website) == ["A", "AAAA"]
    error_message = "The website of staging has no records."
  }
}
