# terraform test -var-file=envs/prod.tfvars -filter=tests/prod.tftest.hcl

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

run "blocks_by_its_firewall" {
  command = plan

  assert {
    condition = alltrue([
      for rule in aws_wafv2_web_acl.api[0].rule :
      length(concat(flatten(rule.action[*].count), flatten(rule.override_action[*].count))) == 0
    ])

    error_message = "The firewall of prod counts alone."
  }

  assert {
    condition     = length(aws_wafv2_web_acl.api[0].rule) == 3
    error_message = "The firewall of prod does not have the three rules."
  }
}

run "refuses_another_mode_of_the_firewall" {
  command = plan

  variables {
    firewall = { mode = "blocks", requests_per_five_minutes = 2000 }
  }

  expect_failures = [var.firewall]
}
