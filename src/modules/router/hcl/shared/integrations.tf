locals {
  # The beginning of the addresses by which API Gateway invokes functions.
  invocation_path = "arn:${data.aws_partition.current.partition}:apigateway:${data.aws_region.current.id}:lambda:path"

  # The Lambda functions that operations call: those of this module, and functions that exist already.
  lambda_targets = merge(
    {
      for key, arn in local.function_arns : key => {
        arn     = arn
        mode    = local.streams[key] ? "STREAM" : "BUFFERED"
        timeout = coalesce(lookup(local.operation_config[key], "timeout", null), var.timeout)
      }
    },
    {
      for id, kind in local.integration_kind : id => {
        arn     = local.integration_config[id].arn
        mode    = lookup(local.operation_config[id], "response_transfer_mode", "BUFFERED") == "STREAM" ? "STREAM" : "BUFFERED"
        timeout = coalesce(lookup(local.operation_config[id], "timeout", null), var.timeout)
      }
      if kind == "lambda"
    }
  )

  # The integration of each operation that a function answers, with a timeout of its own where it is set.
  lambda_integrations = {
    for id, kind in local.integration_kind : id => merge(
      local.function_integrations[kind == "router" ? "$router" : id],
      (
        lookup(local.operation_config[id], "timeout", null) == null
        ? {}
        : {
          timeoutInMillis = min(
            1000 * local.operation_config[id].timeout,
            local.function_integrations[kind == "router" ? "$router" : id].timeoutInMillis
          )
        }
      )
    )
    if contains(["router", "function", "lambda"], kind)
  }

  # The address of the server or service behind each operation, and the names in braces in it.
  addresses = {
    for id, kind in local.integration_kind :
    id => "${lookup(local.integration_config[id], "uri", "")}${lookup(local.integration_config[id], "path", "")}"
    if contains(["http_proxy", "http", "aws"], kind)
  }

  address_names = {
    for id, address in local.addresses : id => distinct(flatten(regexall("(?:^|[^$]){([^{}+]+)[+]?}", address)))
  }

  # Milliseconds for which API Gateway waits for the server or service behind an operation.
  timeouts = {
    for id in keys(local.addresses) : id => (
      lookup(local.integration_config[id], "timeout_milliseconds", null) != null
      ? lookup(local.integration_config[id], "timeout_milliseconds", null)
      : lookup(local.operation_config[id], "timeout", null) != null
      ? 1000 * lookup(local.operation_config[id], "timeout", null)
      : local.longest_timeout
    )
  }
}
