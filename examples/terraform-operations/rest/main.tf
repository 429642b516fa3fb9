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

# What single operations run on, and who may call them.
module "my_api" {
  source              = "../../../modules/my-api"
  name                = "my-api"
  integration_pattern = "isolated" # or "shared" (one router Lambda)
  user_pool_id        = aws_cognito_user_pool.staff.id

  # The functions answer 404 where the app would run another operation than the one that API Gateway has authorized.
  functions_enforce_routes = true

  operations = {
    say_hello         = { memory_size = 1024, timeout = 10, iam_policy_statements = [local.read_bucket] }
    get_documentation = { integration = { type = "http_proxy", uri = "https://example.com/docs" }, authorization = "NONE" }
    get_file          = { integration = { type = "aws", service = "s3", method = "GET", path = "my-bucket/{fileName}", credentials = aws_iam_role.s3.arn }, request_parameters = { "querystring.fileName" = true } }
    get_report        = { authorization = "COGNITO", authorization_scopes = ["reports/read"], api_key_required = true }
  }
}

locals {
  read_bucket = {
    Effect   = "Allow"
    Action   = ["s3:GetObject"]
    Resource = ["arn:aws:s3:::my-bucket/*"]
  }
}

# API Gateway reads the files itself, as this role: what it may do is what callers may do.
resource "aws_iam_role" "s3" {
  name = "my-api-reads-files"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "apigateway.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "read_files" {
  name = "read-bucket"
  role = aws_iam_role.s3.name

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [local.read_bucket]
  })
}

resource "aws_cognito_user_pool" "staff" {
  name = "staff"
}

output "api_url" {
  description = "Address of the API."
  value       = module.my_api.stage_invoke_url
}

output "public_operations" {
  description = "What anyone may call, for a review."
  value       = module.my_api.public_operations
}
