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
  region = var.region
}

data "aws_caller_identity" "current" {}

locals {
  tags = { app = "react-app", managed_by = "terraform" }

  # Pages of these origins may call the API, and people come back to them from signing in.
  website_origins = concat([module.website.url], var.development_origins)
}

# Callers sign their requests: those who have signed in, with credentials of the identity pool.
module "my_api" {
  source = "../../../modules/my-api"

  name               = "react-app"
  auth               = "IAM"
  cors_allow_origins = local.website_origins
  tags               = local.tags
}
