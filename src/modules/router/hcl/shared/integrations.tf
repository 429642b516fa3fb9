locals {
  # The beginning of the addresses by which API Gateway invokes functions.
  invocation_path = "arn:${data.aws_partition.current.partition}:apigateway:${data.aws_region.current.id}:lambda:path"

  # The Lambda functions that operations call: those of this module, and functions that exist already.
  lambda_targets = merge(
    {
      for key, arn in local.function_arns : key => {
        arn     = arn
        mode    = local.streams[key] ? "STREAM" : "BUFFERED"
        timeout = local.function_settings[key].timeout
      }
    },
    {
      for id, integration in local.integration_settings : id => {
        arn     = integration.arn
        mode    = local.operations[id].response_transfer_mode == "STREAM" ? "STREAM" : "BUFFERED"
        timeout = coalesce(local.operations[id].timeout, var.timeout)
      }
      if local.integration_kind[id] == "lambda"
    }
  )

  # The integration of each operation that a function answers, with a timeout of its own where it is set.
  lambda_integrations = {
    for id, kind in local.integration_kind : id => merge(
      local.function_integrations[kind == "router" ? "$router" : id],
      local.operations[id].timeout == null ? {} : {
        timeoutInMillis = min(
          1000 * local.operations[id].timeout,
          local.function_integrations[kind == "router" ? "$router" : id].timeoutInMillis
        )
      }
    )
    if contains(["router", "function", "lambda"], kind)
  }

  # The names in braces in the address of the server or service behind each operation.
  address_names = {
    for id, integration in local.integration_settings :
    id => distinct(flatten(regexall("(?:^|[^$]){([^{}+]+)[+]?}", "${integration.uri}${integration.path}")))
    if contains(["http_proxy", "http", "aws"], local.integration_kind[id])
  }

  # Milliseconds for which API Gateway waits for the server or service behind an operation.
  timeouts = {
    for id in keys(local.address_names) : id => (
      local.integration_settings[id].timeout_milliseconds != null
      ? local.integration_settings[id].timeout_milliseconds
      : local.operations[id].timeout != null ? 1000 * local.operations[id].timeout : local.longest_timeout
    )
  }
}
