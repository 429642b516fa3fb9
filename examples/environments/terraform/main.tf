terraform {
  required_version = ">= 1.5.7"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7.0"
    }
  }
}

provider "aws" {
  region = var.region # null: AWS_REGION, or the region of the profile
}

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  prefix      = var.environment == null ? "" : "${var.environment}-"
  environment = var.environment == null ? {} : { environment = var.environment }
  tags        = merge({ app = "board", managed_by = "terraform" }, local.environment, var.tags)

  # Where terragate secret set POST_TOKEN --aws --env ENVIRONMENT puts it. On this machine, its value is that of .env.
  secrets = {
    POST_TOKEN = join(":", [
      "arn", data.aws_partition.current.partition, "ssm", data.aws_region.current.name, data.aws_caller_identity.current.account_id,
      join("/", compact(["parameter/terragate/board", var.environment, "POST_TOKEN"])),
    ])
  }

  # Another root may have made the domain: then the API gets a part of its paths, and nothing else.
  makes_domain = var.domain == null ? false : !var.domain.created_elsewhere
}

# One function serves all operations; integration_pattern = "isolated" is one for each. Everybody may read: the app itself asks for a
# token before it takes a notice.
module "board" {
  source = "./modules/board"

  name                 = "board"
  name_prefix          = local.prefix
  integration_pattern  = "shared"
  routes               = "operations" # and none for what has no operation
  auth                 = "NONE"
  cors_allow_origins   = concat([module.website.url], var.cors_allow_origins)
  cors_allow_headers   = ["authorization", "content-type"]
  secrets              = merge(local.secrets, var.secrets)
  permissions_boundary = var.permissions_boundary

  # The package is one of terragate bundle, whose guard closes POST /events to callers.
  functions_enforce_routes = true
  schedules                = { clean = { schedule_expression = "cron(0 3 * * ? *)" } } # notices of long ago go
  events_timeout           = 60

  env = {
    DATABASE_URL  = local.database_url
    DATABASE_AUTH = var.database == null ? "url" : "iam"
    NOTICE_DAYS   = var.notice_days
  }

  vpc_subnet_ids                   = flatten(module.database[*].subnet_ids)
  vpc_security_group_ids           = flatten(module.database[*].security_group_ids)
  additional_iam_policy_statements = module.database[*].connect_statement

  # What differs between environments
  memory_size                = var.memory_size
  canary                     = var.canary
  throttling_rate_limit      = var.throttling.rate
  throttling_burst_limit     = var.throttling.burst
  log_retention_in_days      = var.log_retention_in_days
  alarms_enabled             = var.alarms != null
  alarm_actions              = aws_sns_topic.alarms[*].arn
  alarm_5xx_percent          = try(var.alarms.errors_percent, 5)
  alarm_latency_milliseconds = try(var.alarms.latency_milliseconds, 10000)
  web_acl_enabled            = var.firewall != null
  web_acl_arn                = one(aws_wafv2_web_acl.api[*].arn)

  runtime      = "python3.13"
  architecture = "arm64"

  domain_name                  = one(var.domain[*].name)
  domain_base_path             = one(var.domain[*].base_path)
  domain_creation_enabled      = var.domain == null ? null : local.makes_domain
  hosted_zone_id               = local.makes_domain ? var.domain.hosted_zone_id : null
  certificate_creation_enabled = local.makes_domain

  tags = local.tags
}
