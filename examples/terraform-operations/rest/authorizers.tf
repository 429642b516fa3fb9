# tflint-ignore-file: terraform_standard_module_structure # an example that is read from top to end: outputs stand beside what they are of

# Each way to know a caller once. What is not named here is called by IAM, as `auth` says.
module "authorizers" {
  source       = "../../../modules/my-api"
  name         = "authorizers"
  routes       = "operations"
  auth         = "IAM"
  user_pool_id = aws_cognito_user_pool.staff.id

  authorizers = {
    customers = {
      type           = "COGNITO"
      user_pool_arns = [aws_cognito_user_pool.customers.arn]
    }

    # A function that gets one token
    partners = {
      type                           = "TOKEN"
      lambda_arn                     = var.authorizer_function_arn
      identity_source                = "method.request.header.X-Partner"
      identity_validation_expression = "^[A-Za-z0-9]{32}$"
      ttl_seconds                    = 60
    }

    # A function that gets the request
    devices = {
      type             = "REQUEST"
      lambda_arn       = var.authorizer_function_arn
      identity_sources = ["method.request.header.X-Device", "method.request.querystring.serial"]
      ttl_seconds      = 0
    }
  }

  # Keys tell callers apart and count what they do: they are no authorization.
  api_keys = {
    website = { description = "The pages of the shop" }
    partner = {}
  }

  usage_plans = {
    basic = { api_keys = ["website"] } # 100 requests a second, 200 at once, 10,000 a day

    gold = {
      api_keys     = ["partner"]
      rate_limit   = 500
      burst_limit  = 1000
      quota_limit  = 1000000
      quota_period = "MONTH"
      throttle     = { "/items/POST" = { rate_limit = 10, burst_limit = 20 } }
    }
  }

  # The functions answer 404 where the app would run another operation than the one that API Gateway has authorized.
  functions_enforce_routes = true

  operations = {
    health        = { authorization = "NONE" }
    say_hello     = { authorization = "IAM" }
    get_report    = { authorization = "COGNITO", authorization_scopes = ["reports/read"] }
    list_items    = { authorization = "customers" }
    create_item   = { authorization = "partners", api_key_required = true }
    get_file_path = { authorization = "devices" }
    read_root     = { authorization = "NONE", api_key_required = true }
  }
}

resource "aws_cognito_user_pool" "customers" {
  name = "customers"
}

output "api_keys" {
  description = "Values of the API keys, to hand out."
  value       = module.authorizers.api_key_values
  sensitive   = true
}
