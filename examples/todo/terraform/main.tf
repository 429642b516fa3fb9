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

locals {
  prefix      = var.environment == null ? "" : "${var.environment}-"
  environment = var.environment == null ? {} : { environment = var.environment }
  tags        = merge({ app = "todo", managed_by = "terraform" }, local.environment, var.tags)

  # Another root may have made the domain: then the API gets a part of its paths, and nothing else.
  makes_domain = var.domain == null ? false : !var.domain.created_elsewhere
}

# One function serves all operations; integration_pattern = "isolated" is one for each.
module "todo" {
  source = "./modules/todo"

  name                 = "todo"
  name_prefix          = local.prefix
  integration_pattern  = "shared"
  routes               = "operations" # and none for what has no operation
  secrets              = var.secrets
  permissions_boundary = var.permissions_boundary

  # Callers are told apart by their keys: each operation asks for one.
  auth             = "NONE"
  api_key_required = true
  api_keys         = { for name in var.api_keys : name => {} }

  usage_plans = {
    default = { rate_limit = 100, burst_limit = 200, quota_limit = 10000, quota_period = "DAY" }
  }

  cors_allow_origins = var.cors_allow_origins
  cors_allow_headers = ["content-type", "x-api-key"]

  # API Gateway refuses bodies and parameters that are not of the app's models (400), and the function is not called.
  request_validation = "ALL"

  env                              = { TODOS_TABLE = aws_dynamodb_table.todos.name }
  additional_iam_policy_statements = [local.table_statement]

  log_retention_in_days = 7
  execution_log_level   = var.data_trace ? "INFO" : "OFF"
  data_trace_enabled    = var.data_trace

  runtime      = "python3.13"
  architecture = "arm64"

  domain_name                  = one(var.domain[*].name)
  domain_base_path             = one(var.domain[*].base_path)
  domain_creation_enabled      = var.domain == null ? null : local.makes_domain
  hosted_zone_id               = local.makes_domain ? var.domain.hosted_zone_id : null
  certificate_creation_enabled = local.makes_domain

  tags = local.tags
}
