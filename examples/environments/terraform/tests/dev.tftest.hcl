# terraform test -var-file=envs/dev.tfvars -filter=tests/dev.tftest.hcl

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

run "costs_the_least" {
  command = plan

  assert {
    condition     = length(aws_wafv2_web_acl.api) == 0 && length(aws_sns_topic.alarms) == 0
    error_message = "dev pays for a firewall or for alarms."
  }
}

run "has_the_addresses_that_aws_gives" {
  command = plan

  assert {
    condition     = length(aws_route53_record.website) == 0 && module.board.domain_url == null
    error_message = "dev has a domain."
  }
}
