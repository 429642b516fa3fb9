locals {
  # The authorization of each operation: its own setting, or that of the API.
  authorizations = {
    for id in keys(local.routed) : id => (
      lookup(local.operation_config[id], "authorization", null) == null
      ? var.auth
      : local.operation_config[id].authorization
    )
  }

  # The scopes that each operation asks for.
  scopes = {
    for id, authorization in local.authorizations : id => coalesce(
      lookup(local.operation_config[id], "authorization_scopes", null),
      authorization == var.auth ? var.authorization_scopes : []
    )
  }

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
}
