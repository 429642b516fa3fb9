# tflint-ignore-file: terraform_standard_module_structure # an example that is read from top to end: outputs stand beside what they are of

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

variable "region" {
  description = "Region that the API is deployed to, such as eu-central-1; null is that of the environment or the profile."
  type        = string
  default     = null
}

locals {
  common_tags = {
    app        = "my-api"
    managed_by = "terraform"
  }
}

module "my_api" {
  source = "../../modules/my-api"

  cors_allow_origins = ["https://myapp.com", "https://staging.myapp.com"]
  env                = { LOG_LEVEL = "INFO" }
  tags               = local.common_tags
}

output "api_url" {
  description = "Address of the API."
  value       = module.my_api.stage_invoke_url
}

output "lambda_function_name" {
  description = "Name of the function, for its logs."
  value       = module.my_api.lambda_function_name
}

output "lambda_execution_role_arn" {
  description = "ARN of the role of the function, to grant it more."
  value       = module.my_api.lambda_execution_role_arn
}
