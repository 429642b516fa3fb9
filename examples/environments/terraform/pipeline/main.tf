# Written by terragate pipeline, which writes it again: changes are lost.
#
# The roles by which the pipeline plans and applies. People apply this root, once in each account, and the pipeline never does:
#
#   terraform init -backend-config=ACCOUNT.s3.tfbackend
#   terraform apply

terraform {
  required_version = ">= 1.5.7"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7.0"
    }
  }

  backend "s3" {} # by -backend-config=ACCOUNT.s3.tfbackend
}

provider "aws" {}

data "aws_caller_identity" "current" {}

locals {
  environments = {
    "dev" = {
      account      = "123456789012"
      partition    = "aws"
      region       = "eu-central-1"
      names        = ["dev-board"]
      roles        = "board-dev"
      secret_path  = "/terragate/board/dev"
      secrets      = ["arn:aws:ssm:eu-central-1:123456789012:parameter/terragate/board/dev/POST_TOKEN"]
      bucket       = "terragate-state-123456789012-eu-central-1"
      key          = "board/dev/terraform.tfstate"
      state_region = "eu-central-1"
      lock_table   = null
      claims = {
        "token.actions.githubusercontent.com:sub" = "repo:acme/board:ref:refs/heads/main"
      }
    }
    "staging" = {
      account      = "123456789012"
      partition    = "aws"
      region       = "eu-central-1"
      names        = ["staging-board"]
      roles        = "board-staging"
      secret_path  = "/terragate/board/staging"
      secrets      = ["arn:aws:ssm:eu-central-1:123456789012:parameter/terragate/board/staging/POST_TOKEN"]
      bucket       = "terragate-state-123456789012-eu-central-1"
      key          = "board/staging/terraform.tfstate"
      state_region = "eu-central-1"
      lock_table   = null
      claims = {
        "token.actions.githubusercontent.com:sub" = "repo:acme/board:ref:refs/heads/main"
      }
    }
    "prod" = {
      account      = "210987654321"
      partition    = "aws"
      region       = "eu-central-1"
      names        = ["prod-board"]
      roles        = "board-prod"
      secret_path  = "/terragate/board/prod"
      secrets      = ["arn:aws:ssm:eu-central-1:210987654321:parameter/terragate/board/prod/POST_TOKEN"]
      bucket       = "terragate-state-210987654321-eu-central-1"
      key          = "board/prod/terraform.tfstate"
      state_region = "eu-central-1"
      lock_table   = null
      claims = {
        "token.actions.githubusercontent.com:sub" = "repo:acme/board:environment:prod"
        "token.actions.githubusercontent.com:ref" = "refs/heads/main"
      }
    }
  }

  # Each account has the roles of its own environments.
  here = {
    for key, environment in local.environments : key => environment
    if environment.account == data.aws_caller_identity.current.account_id
  }
}
