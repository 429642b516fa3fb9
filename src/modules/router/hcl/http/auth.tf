locals {
  # An HTTP API has no API keys.
  api_key_required = {}
  api_key_schemes  = {}

  # The security schemes that an operation can ask for, by the names that auth and authorization take.
  available_schemes = merge(
    {
      IAM = local.iam_scheme
      COGNITO = {
        type = "oauth2"
        x-amazon-apigateway-authorizer = {
          type           = "jwt"
          identitySource = "$request.header.Authorization"
          jwtConfiguration = {
            issuer   = "https://cognito-idp.${local.user_pool_region}.${data.aws_partition.current.dns_suffix}/${coalesce(var.user_pool_id, "none")}"
            audience = var.user_pool_client_ids
          }
        }
      }
      JWT = {
        type = "oauth2"
        x-amazon-apigateway-authorizer = {
          type             = "jwt"
          identitySource   = "$request.header.Authorization"
          jwtConfiguration = { issuer = var.jwt_issuer, audience = var.jwt_audience }
        }
      }
    },
    local.authorizer_schemes
  )

  # The security schemes of var.authorizers.
  authorizer_schemes = {
    for name, authorizer in var.authorizers : name => {
      type = lookup(authorizer, "type", "") == "JWT" ? "oauth2" : "apiKey"
      name = "Authorization"
      in   = "header"
      x-amazon-apigateway-authorizer = merge(
        { type = lower(lookup(authorizer, "type", "")) },
        {
          identitySource = (
            lookup(authorizer, "type", "") == "JWT"
            ? lookup(authorizer, "identity_source", "$request.header.Authorization")
            : join(", ", lookup(authorizer, "identity_sources", []))
          )
        },
        (
          lookup(authorizer, "type", "") == "JWT"
          ? { jwtConfiguration = { issuer = lookup(authorizer, "issuer", null), audience = lookup(authorizer, "audience", []) } }
          : {}
        ),
        (
          lookup(authorizer, "type", "") == "REQUEST"
          ? {
            authorizerUri                  = "${local.invocation_path}/2015-03-31/functions/${lookup(authorizer, "lambda_arn", "")}/invocations"
            authorizerPayloadFormatVersion = "2.0"
          }
          : {}
        ),
        (
          lookup(authorizer, "type", "") == "REQUEST"
          ? { enableSimpleResponses = lookup(authorizer, "simple_responses", true) }
          : {}
        ),
        (
          lookup(authorizer, "type", "") == "REQUEST"
          ? { authorizerResultTtlInSeconds = lookup(authorizer, "ttl_seconds", 300) }
          : {}
        ),
        contains(keys(authorizer), "credentials") ? { authorizerCredentials = lookup(authorizer, "credentials", null) } : {}
      )
    }
  }
}
