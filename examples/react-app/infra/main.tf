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

data "aws_region" "current" {}

locals {
  tags = { app = "react-app", managed_by = "terraform" }
}

# Callers sign their requests: those who have signed in, with credentials of the identity pool.
module "my_api" {
  source = "../../../modules/my-api"

  name               = "react-app"
  auth               = "IAM"
  cors_allow_origins = var.website_origins
  tags               = local.tags
}
