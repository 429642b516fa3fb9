locals {
  # An HTTP API has no API keys.
  api_key_schemes = {}

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

  # The authorizers with all of their settings.
  authorizers = {
    for name, authorizer in var.authorizers : name => merge(
      {
        audience         = []
        credentials      = null
        identity_source  = "$request.header.Authorization"
        identity_sources = []
        issuer           = null
        lambda_arn       = ""
        simple_responses = true
        ttl_seconds      = 300
        type             = ""
      },
      authorizer
    )
  }

  # The security schemes of var.authorizers.
  authorizer_schemes = {
    for name, authorizer in local.authorizers : name => {
      type = authorizer.type == "JWT" ? "oauth2" : "apiKey"
      name = "Authorization"
      in   = "header"
      x-amazon-apigateway-authorizer = merge(
        {
          type           = lower(authorizer.type)
          identitySource = authorizer.type == "JWT" ? authorizer.identity_source : join(", ", authorizer.identity_sources)
        },
        (
          authorizer.type == "JWT"
          ? { jwtConfiguration = { issuer = authorizer.issuer, audience = authorizer.audience } }
          : {}
        ),
        {
          for key, value in {
            authorizerUri                  = "${local.invocation_path}/2015-03-31/functions/${authorizer.lambda_arn}/invocations"
            authorizerPayloadFormatVersion = "2.0"
            enableSimpleResponses          = authorizer.simple_responses
            authorizerResultTtlInSeconds   = authorizer.ttl_seconds
          } : key => value
          if authorizer.type == "REQUEST"
        },
        contains(keys(var.authorizers[name]), "credentials") ? { authorizerCredentials = authorizer.credentials } : {}
      )
    }
  }
}
