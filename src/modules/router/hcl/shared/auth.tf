locals {
  # The authorizations that operations with a route of their own ask for, by operation.
  authorizations = { for id, operation in local.routed : id => operation.authorization }

  uses_cognito = contains(concat([var.auth], values(local.authorizations)), "COGNITO")

  # The security requirement of each operation; an empty list where the operation is open.
  security = merge(
    { "$router" = var.auth == "NONE" ? [] : [{ (var.auth) = var.authorization_scopes }] },
    {
      for id, operation in local.routed : id => (
        operation.authorization == "NONE" ? [] : [{ (operation.authorization) = operation.authorization_scopes }]
      )
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
