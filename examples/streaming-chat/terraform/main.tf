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
  tags        = merge({ app = "streaming-chat", managed_by = "terraform" }, local.environment, var.tags)
}

# A REST API: an HTTP API hands over whole answers alone.
module "chat" {
  source = "./modules/chat"

  name                 = "chat"
  name_prefix          = local.prefix
  integration_pattern  = "shared"
  routes               = "operations" # and none for what has no operation
  auth                 = "IAM"
  cors_allow_origins   = var.cors_allow_origins
  permissions_boundary = var.permissions_boundary

  # Each piece goes on as soon as the app has it. "BUFFERED" has API Gateway wait for the last one.
  response_transfer_mode = "STREAM"

  # An answer may take so long, in seconds: at most 900. One that is not streamed has to end after 29.
  timeout = 60

  # The app checks its requests itself: its answers name the field.
  request_validation = "NONE"

  runtime      = "python3.13"
  architecture = "arm64"

  tags = local.tags
}
