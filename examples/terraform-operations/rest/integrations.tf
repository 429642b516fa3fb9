# tflint-ignore-file: terraform_standard_module_structure # an example that is read from top to end: outputs stand beside what they are of

# Each kind of integration once. What is not named here is served by the shared function.
module "integrations" {
  source = "../../../modules/my-api"
  name   = "integrations"
  routes = "operations"

  operations = {
    # A function of its own, from the app's package
    checksum_file = {
      integration = { type = "lambda" }
      memory_size = 2048
      timeout     = 120
      env         = { LOG_LEVEL = "DEBUG" }

      iam_policy_statements = [
        { Effect = "Allow", Action = ["s3:GetObject"], Resource = ["arn:aws:s3:::my-bucket/*"] },
      ]
      throttling_rate_limit  = 10
      throttling_burst_limit = 20
    }

    # A function that exists: it gets the event of API Gateway
    list_items = {
      integration        = { type = "lambda", arn = var.existing_function_arn }
      timeout            = 5
      request_validation = "NONE"
    }

    # Another server: requests and answers as they are
    get_documentation = {
      integration = { type = "http_proxy", uri = "https://example.com/docs" }
    }

    # A private server, through a VPC link
    get_item = {
      integration = {
        type        = "http_proxy"
        uri         = "http://items.internal.example.com/v1/{item_id}"
        vpc_link_id = var.vpc_link_id
      }
    }

    # Another server, with templates between
    get_report = {
      integration = {
        type = "http"
        uri  = "https://reports.example.com/v1/{report_id}"

        responses = {
          default = { status_code = 200 }

          "404" = {
            status_code        = 404
            response_templates = { "application/json" = jsonencode({ detail = "There is no such report" }) }
          }
        }
      }
    }

    # A service of AWS: objects in S3
    get_file = {
      request_parameters = { "querystring.fileName" = true }

      integration = {
        type        = "aws"
        service     = "s3"
        method      = "GET"
        path        = "${aws_s3_bucket.files.bucket}/{fileName}"
        credentials = aws_iam_role.s3.arn
      }
    }

    # A service of AWS by an action, with the request that it takes. $${ is Velocity's: Terraform reads ${ itself
    create_item = {
      request_validation = "ALL"

      integration = {
        type        = "aws"
        service     = "events"
        action      = "PutEvents"
        credentials = aws_iam_role.events.arn

        request_parameters = {
          "integration.request.header.X-Amz-Target" = "'AWSEvents.PutEvents'"
          "integration.request.header.Content-Type" = "'application/x-amz-json-1.1'"
        }

        request_templates = {
          "application/json" = <<-EOT
            {"Entries": [{"Source": "my-api", "DetailType": "item", "Detail": "$util.escapeJavaScript($input.body)", "EventBusName": "$${stageVariables.bus}"}]}
          EOT
        }

        responses = { default = { status_code = 202 } }
      }
    }

    # API Gateway answers alone
    health = {
      integration = { type = "mock", body = jsonencode({ status = "ok" }) }
    }

    # No route at all
    boom = { enabled = false }
  }

  stage_variables = { bus = aws_cloudwatch_event_bus.items.name }
}

resource "aws_iam_role" "events" {
  name = "integrations-puts-events"

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

resource "aws_cloudwatch_event_bus" "items" {
  name = "items"
}

output "checksum_role" {
  description = "Name of the role of the function that computes checksums, to attach policies to."
  value       = module.integrations.functions["checksum_file"].role_name
}
