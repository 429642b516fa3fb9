# Each way to know a caller of an HTTP API once. What is not named here is called by IAM, as `auth` says.
module "authorizers" {
  source = "../../../modules/my-http-api"
  name   = "authorizers"
  routes = "operations"
  auth   = "IAM"

  # For COGNITO
  user_pool_id         = aws_cognito_user_pool.staff.id
  user_pool_client_ids = [aws_cognito_user_pool_client.staff_pages.id]

  # For JWT
  jwt_issuer   = "https://login.example.com"
  jwt_audience = ["my-http-api"]

  authorizers = {
    partners = {
      type     = "JWT"
      issuer   = "https://partners.example.com"
      audience = ["orders"]
    }

    # A function that answers { isAuthorized }
    devices = {
      type             = "REQUEST"
      lambda_arn       = var.authorizer_function_arn
      identity_sources = ["$request.header.X-Device"]
      ttl_seconds      = 60
    }

    # A function that answers with a policy
    gates = {
      type             = "REQUEST"
      lambda_arn       = var.authorizer_function_arn
      identity_sources = ["$request.header.X-Gate", "$request.querystring.serial"]
      simple_responses = false
      ttl_seconds      = 0
    }
  }

  # The functions answer 404 where the app would run another operation than the one that API Gateway has authorized.
  functions_enforce_routes = true

  operations = {
    health      = { authorization = "NONE" }
    say_hello   = { authorization = "IAM" }
    get_report  = { authorization = "COGNITO", authorization_scopes = ["reports/read"] }
    get_file    = { authorization = "JWT" }
    list_items  = { authorization = "partners", authorization_scopes = ["items/read"] }
    create_item = { authorization = "devices" }
    delete_item = { authorization = "gates" }
  }
}

resource "aws_cognito_user_pool" "staff" {
  name = "staff"
}

resource "aws_cognito_user_pool_client" "staff_pages" {
  name         = "pages"
  user_pool_id = aws_cognito_user_pool.staff.id
}
