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

# Each kind of integration of an HTTP API once. What is not named here is served by the shared function.
module "my_http_api" {
  source = "../../../modules/my-http-api"
  name   = "my-http-api"
  routes = "operations"

  operations = {
    # A function of its own, from the app's package
    say_hello = {
      integration = { type = "lambda" }
      memory_size = 1024
      timeout     = 10
      env         = { LOG_LEVEL = "DEBUG" }

      iam_policy_statements = [{
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = ["arn:aws:s3:::my-bucket/*"]
      }]
    }

    # A function that exists: it gets the event of API Gateway
    list_items = {
      integration = { type = "lambda", arn = var.existing_function_arn }
    }

    # Another server
    get_documentation = {
      integration   = { type = "http_proxy", uri = "https://example.com/docs" }
      authorization = "NONE"
    }

    # A private server, through a VPC link: its address is the ARN of a listener
    get_item = {
      integration = {
        type               = "http_proxy"
        uri                = var.listener_arn
        vpc_link_id        = var.vpc_link_id
        request_parameters = { "overwrite:path" = "/v1/$request.path.item_id" }
      }
    }

    # A service of AWS
    create_item = {
      throttling_rate_limit  = 10
      throttling_burst_limit = 20

      integration = {
        type               = "aws"
        subtype            = "EventBridge-PutEvents"
        credentials        = aws_iam_role.events.arn
        request_parameters = { Source = "my-http-api", DetailType = "item", Detail = "$request.body", EventBusName = aws_cloudwatch_event_bus.items.name }
      }
    }

    # No route at all
    boom = { enabled = false }
  }
}

resource "aws_cloudwatch_event_bus" "items" {
  name = "items"
}

# API Gateway sends the events itself, as this role: what it may do is what callers may do.
resource "aws_iam_role" "events" {
  name = "my-http-api-puts-events"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "apigateway.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "put_events" {
  name = "put-events"
  role = aws_iam_role.events.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["events:PutEvents"]
      Resource = [aws_cloudwatch_event_bus.items.arn]
    }]
  })
}

output "api_url" {
  description = "Address of the API."
  value       = module.my_http_api.stage_invoke_url
}

output "public_operations" {
  description = "What anyone may call, for a review."
  value       = module.my_http_api.public_operations
}
