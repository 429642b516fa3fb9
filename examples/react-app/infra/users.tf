# Who may sign in.
resource "aws_cognito_user_pool" "this" {
  name                     = "react-app"
  username_attributes      = ["email"]
  auto_verified_attributes = ["email"]
  tags                     = local.tags

  admin_create_user_config {
    allow_admin_create_user_only = true
  }
}

# The page at which people sign in. Its name is one that nobody else in the region has.
resource "aws_cognito_user_pool_domain" "this" {
  domain       = "react-app-${data.aws_caller_identity.current.account_id}"
  user_pool_id = aws_cognito_user_pool.this.id
}

resource "aws_cognito_user_pool_client" "website" {
  name         = "website"
  user_pool_id = aws_cognito_user_pool.this.id

  allowed_oauth_flows                  = ["code"]
  allowed_oauth_flows_user_pool_client = true
  allowed_oauth_scopes                 = ["openid", "email", "profile"]
  supported_identity_providers         = ["COGNITO"]
  callback_urls                        = [for origin in local.website_origins : "${origin}/"]
  logout_urls                          = [for origin in local.website_origins : "${origin}/"]
}

# Credentials of AWS for who has signed in: a page signs its calls with them.
resource "aws_cognito_identity_pool" "this" {
  identity_pool_name               = "react-app"
  allow_unauthenticated_identities = false
  tags                             = local.tags

  cognito_identity_providers {
    client_id               = aws_cognito_user_pool_client.website.id
    provider_name           = aws_cognito_user_pool.this.endpoint
    server_side_token_check = true
  }
}

resource "aws_cognito_identity_pool_roles_attachment" "this" {
  identity_pool_id = aws_cognito_identity_pool.this.id
  roles            = { authenticated = aws_iam_role.user.arn }
}

resource "aws_iam_role" "user" {
  name_prefix = "react-app-user-"
  tags        = local.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "cognito-identity.amazonaws.com" }
      Condition = {
        StringEquals             = { "cognito-identity.amazonaws.com:aud" = aws_cognito_identity_pool.this.id }
        "ForAnyValue:StringLike" = { "cognito-identity.amazonaws.com:amr" = "authenticated" }
      }
    }]
  })
}

resource "aws_iam_role_policy" "call_my_api" {
  name = "call-my-api"
  role = aws_iam_role.user.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "execute-api:Invoke"
      Resource = "${module.my_api.stage_execution_arn}/*"
    }]
  })
}
