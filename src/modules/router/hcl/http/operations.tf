locals {
  # The settings of an operation that are nothing where they are not given.
  default_settings = {
    integration            = {}
    throttling_burst_limit = null
    throttling_rate_limit  = null
    timeout                = null
  }

  # Each operation with all of its settings, those that are not given as the inputs of this module say. What the document says of
  # the app wins: no setting changes a path.
  operations = {
    for id, operation in local.app.operations : id => merge(
      local.default_settings,
      local.given[id],
      local.app.defaults,
      operation,
      {
        configured             = length(local.given[id]) > 0
        enabled                = tobool(coalesce(lookup(local.given[id], "enabled", null), true))
        api_key_required       = false
        response_transfer_mode = "BUFFERED"
        authorization          = lookup(local.given[id], "authorization", null) == null ? var.auth : local.given[id].authorization
        authorization_scopes = coalesce(
          lookup(local.given[id], "authorization_scopes", null),
          coalesce(lookup(local.given[id], "authorization", null), var.auth) == var.auth ? var.authorization_scopes : []
        )
      }
    )
  }

  # An HTTP API streams no response.
  streams = { for key in keys(local.runs_adapter) : key => false }
}
