locals {
  # The authorization that each operation asks for: its own setting, or that of the API. Then its scopes.
  asked_authorizations = {
    for id in keys(local.operations) : id => (
      lookup(local.operation_config[id], "authorization", null) == null
      ? var.auth
      : local.operation_config[id].authorization
    )
  }

  asked_scopes = {
    for id, authorization in local.asked_authorizations : id => coalesce(
      lookup(local.operation_config[id], "authorization_scopes", null),
      authorization == var.auth ? var.authorization_scopes : []
    )
  }

  # Those of the operations with a route of their own.
  authorizations = { for id in keys(local.routed) : id => local.asked_authorizations[id] }
  scopes         = { for id in keys(local.routed) : id => local.asked_scopes[id] }

  uses_cognito = contains(concat([var.auth], values(local.authorizations)), "COGNITO")

  # The security requirement of each operation; an empty list where the operation is open.
  security = merge(
    {
      "$router" = [for name in [var.auth] : { (name) = var.authorization_scopes } if name != "NONE"]
    },
    {
      for id, authorization in local.authorizations : id => [
        for name in [authorization] : { (name) = local.scopes[id] } if name != "NONE"
      ]
    }
  )

  # The region of var.user_pool_id, which its id begins with.
  user_pool_region = split("_", coalesce(var.user_pool_id, "none"))[0]

  # The security scheme of requests that are signed with credentials of AWS.
  iam_scheme = {
    type                         = "apiKey"
    name                         = "Authorization"
    in                           = "header"
    x-amazon-apigateway-authtype = "awsSigv4"
  }

  # The security schemes of the document: those that an operation asks for. An unknown name stands for IAM, so that a
  # mistake opens no route.
  security_schemes = merge(
    {
      for name in toset(concat(local.catch_all ? [var.auth] : [], values(local.authorizations))) :
      name => lookup(local.available_schemes, name, local.iam_scheme)
      if name != "NONE"
    },
    local.api_key_schemes
  )
}
