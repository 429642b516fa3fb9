locals {
  # An HTTP API streams no response.
  streams = { for key in keys(local.runs_adapter) : key => false }
}
