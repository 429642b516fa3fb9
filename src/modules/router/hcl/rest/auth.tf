locals {
  # Whether callers of an operation need an API key, beside its authorization.
  api_key_required = merge(
    local.catch_all ? { "$router" = var.api_key_required } : {},
    {
      for id in keys(local.routed) :
      id => coalesce(lookup(local.operation_config[id], "api_key_required", null), var.api_key_required)
    }
  )

  api_key_security = {
    for id, required in local.api_key_required : id => required ? [{ api_key = [] }] : []
  }

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

  # The security schemes of var.authorizers.
  authorizer_schemes = {
    for name, authorizer in var.authorizers : name => {
      type                         = "apiKey"
      in                           = "header"
      x-amazon-apigateway-authtype = lookup(authorizer, "type", "") == "COGNITO" ? "cognito_user_pools" : "custom"
      name = (
        lookup(authorizer, "type", "") == "REQUEST"
        ? "Unused"
        : trimprefix(lookup(authorizer, "identity_source", "Authorization"), "method.request.header.")
      )
      x-amazon-apigateway-authorizer = merge(
        {
          type                         = lookup(authorizer, "type", "") == "COGNITO" ? "cognito_user_pools" : lower(lookup(authorizer, "type", ""))
          authorizerResultTtlInSeconds = lookup(authorizer, "ttl_seconds", 300)
        },
        (
          lookup(authorizer, "type", "") == "COGNITO"
          ? { providerARNs = lookup(authorizer, "user_pool_arns", []) }
          : {}
        ),
        (
          lookup(authorizer, "type", "") == "COGNITO"
          ? {}
          : {
            authorizerUri = "${local.invocation_path}/2015-03-31/functions/${lookup(authorizer, "lambda_arn", "")}/invocations"
          }
        ),
        contains(keys(authorizer), "credentials") ? { authorizerCredentials = lookup(authorizer, "credentials", null) } : {},
        (
          contains(keys(authorizer), "identity_validation_expression")
          ? { identityValidationExpression = lookup(authorizer, "identity_validation_expression", null) }
          : {}
        ),
        (
          lookup(authorizer, "type", "") == "REQUEST"
          ? { identitySource = join(", ", lookup(authorizer, "identity_sources", [])) }
          : {}
        )
      )
    }
  }
}
