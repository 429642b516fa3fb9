locals {
  # Whether a function streams its response. A Python handler never does.
  streams = {
    for key, adapter in local.runs_adapter : key => try(
      coalesce(lookup(local.operation_config[key], "response_transfer_mode", null), var.response_transfer_mode) == "STREAM",
      adapter
    )
  }
}
