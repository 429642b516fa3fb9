locals {
  # The settings of an operation that are nothing where they are not given.
  default_settings = {
    cache_ttl_in_seconds   = null
    integration            = {}
    request_parameters     = {}
    request_validation     = null
    response_transfer_mode = null
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
        configured       = length(local.given[id]) > 0
        enabled          = tobool(coalesce(lookup(local.given[id], "enabled", null), true))
        api_key_required = tobool(coalesce(lookup(local.given[id], "api_key_required", null), var.api_key_required))
        caching_enabled  = tobool(coalesce(lookup(local.given[id], "caching_enabled", null), false))
        authorization    = lookup(local.given[id], "authorization", null) == null ? var.auth : local.given[id].authorization
        authorization_scopes = coalesce(
          lookup(local.given[id], "authorization_scopes", null),
          coalesce(lookup(local.given[id], "authorization", null), var.auth) == var.auth ? var.authorization_scopes : []
        )
      }
    )
  }

  # Whether a function streams its response. A Python handler never does, nor what takes events: nobody reads its stream.
  streams = {
    for key, adapter in local.runs_adapter : key => key != "$events" && coalesce(
      lookup(local.given[key], "response_transfer_mode", null),
      var.response_transfer_mode,
      adapter ? "STREAM" : "BUFFERED"
    ) == "STREAM"
  }
}
