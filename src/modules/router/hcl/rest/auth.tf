locals {
  # Whether callers need an API key, beside their authorization: of each operation, and of the catch-all.
  api_key_required = merge(
    local.catch_all ? { "$router" = var.api_key_required } : {},
    { for id, operation in local.routed : id => operation.api_key_required }
  )

  api_key_security = { for id, required in local.api_key_required : id => required ? [{ api_key = [] }] : [] }

  api_key_schemes = (
    anytrue(values(local.api_key_required))
    ? { api_key = { type = "apiKey", name = "x-api-key", in = "header" } }
    : {}
  )

  # The user pool of var.user_pool_id.
  user_pool_arn = join(":", [
    "arn:${data.aws_partition.current.partition}:cognito-idp:${local.user_pool_region}",
    "${data.aws_caller_identity.current.account_id}:userpool/${coalesce(var.user_pool_id, "none")}",
  ])

  # The security schemes that an operation can ask for, by the names that auth and authorization take.
  available_schemes = merge(
    {
      IAM = local.iam_scheme
      COGNITO = {
        type                         = "apiKey"
        name                         = "Authorization"
        in                           = "header"
        x-amazon-apigateway-authtype = "cognito_user_pools"
        x-amazon-apigateway-authorizer = {
          type         = "cognito_user_pools"
          providerARNs = [local.user_pool_arn]
        }
      }
    },
    local.authorizer_schemes
  )

  # The authorizers with all of their settings.
  authorizers = {
    for name, authorizer in var.authorizers : name => merge(
      {
        credentials                    = null
        identity_source                = "Authorization"
        identity_sources               = []
        identity_validation_expression = null
        lambda_arn                     = ""
        ttl_seconds                    = 300
        type                           = ""
        user_pool_arns                 = []
      },
      authorizer
    )
  }

  # The security schemes of var.authorizers.
  authorizer_schemes = {
    for name, authorizer in local.authorizers : name => {
      type                         = "apiKey"
      in                           = "header"
      x-amazon-apigateway-authtype = authorizer.type == "COGNITO" ? "cognito_user_pools" : "custom"
      name = (
        authorizer.type == "REQUEST" ? "Unused" : trimprefix(authorizer.identity_source, "method.request.header.")
      )
      x-amazon-apigateway-authorizer = merge(
        {
          type                         = authorizer.type == "COGNITO" ? "cognito_user_pools" : lower(authorizer.type)
          authorizerResultTtlInSeconds = authorizer.ttl_seconds
        },
        authorizer.type == "COGNITO" ? { providerARNs = authorizer.user_pool_arns } : {},
        (
          authorizer.type == "COGNITO"
          ? {}
          : { authorizerUri = "${local.invocation_path}/2015-03-31/functions/${authorizer.lambda_arn}/invocations" }
        ),
        authorizer.type == "REQUEST" ? { identitySource = join(", ", authorizer.identity_sources) } : {},
        contains(keys(var.authorizers[name]), "credentials") ? { authorizerCredentials = authorizer.credentials } : {},
        (
          contains(keys(var.authorizers[name]), "identity_validation_expression")
          ? { identityValidationExpression = authorizer.identity_validation_expression }
          : {}
        )
      )
    }
  }
}
