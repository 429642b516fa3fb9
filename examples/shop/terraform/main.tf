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
  tags        = merge({ app = "shop", managed_by = "terraform" }, local.environment, var.tags)

  # Where terragate secret set SECRET_KEY --aws puts it. On this machine, its value is that of .env.
  secrets = {
    SECRET_KEY = join(":", [
      "arn", data.aws_partition.current.partition, "ssm", data.aws_region.current.name, data.aws_caller_identity.current.account_id,
      join("/", compact(["parameter/terragate/shop", var.environment, "SECRET_KEY"])),
    ])
  }

  # Another root may have made the domain: then the API gets a part of its paths, and nothing else.
  makes_domain = var.domain == null ? false : !var.domain.created_elsewhere
}

# One function serves all operations; integration_pattern = "isolated" is one for each.
module "shop" {
  source = "./modules/shop"

  name                 = "shop"
  name_prefix          = local.prefix
  integration_pattern  = "shared"
  auth                 = "NONE"
  cors_allow_origins   = var.cors_allow_origins
  secrets              = merge(local.secrets, var.secrets)
  permissions_boundary = var.permissions_boundary

  # The package is one of terragate bundle, whose guard closes POST /events to callers.
  functions_enforce_routes = true
  queues                   = { tasks = { arn = aws_sqs_queue.tasks.arn } }
  events_timeout           = local.events_timeout

  env = merge(local.database_env, {
    DATABASE_URL = local.database_url
    QUEUE_URL    = aws_sqs_queue.tasks.url
    RATES_URL    = var.rates_url
    ROOT_PATH    = var.domain == null ? "/prod" : ""
  })

  vpc_subnet_ids         = local.subnet_ids
  vpc_security_group_ids = local.security_group_ids

  additional_iam_policy_statements = concat(
    [{ Sid = "SendTasks", Effect = "Allow", Action = ["sqs:SendMessage"], Resource = [aws_sqs_queue.tasks.arn] }],
    module.database[*].connect_statement,
  )

  # The app checks its requests itself: its answers name the field. "ALL" has API Gateway refuse them before (400).
  request_validation = "NONE"

  runtime      = "python3.13"
  architecture = "arm64"

  domain_name                  = one(var.domain[*].name)
  domain_base_path             = one(var.domain[*].base_path)
  domain_creation_enabled      = var.domain == null ? null : local.makes_domain
  hosted_zone_id               = local.makes_domain ? var.domain.hosted_zone_id : null
  certificate_creation_enabled = local.makes_domain

  tags = local.tags
}
