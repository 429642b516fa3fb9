locals {
  # Milliseconds that an HTTP API waits at most for an answer.
  longest_timeout = 30000

  # The integrations with Lambda functions. Those of this module are called by their alias.
  function_integrations = {
    for key, target in local.lambda_targets : key => {
      type                 = "AWS_PROXY"
      httpMethod           = "POST"
      uri                  = "${local.invocation_path}/2015-03-31/functions/${target.arn}/invocations"
      payloadFormatVersion = "2.0"
      connectionType       = "INTERNET"
      timeoutInMillis      = 1000 * target.timeout
    }
  }

  # Another HTTP server answers.
  http_integrations = {
    for id, kind in local.integration_kind : id => merge(
      {
        type                 = "HTTP_PROXY"
        httpMethod           = upper(coalesce(lookup(local.integration_config[id], "method", null), local.operations[id].method))
        uri                  = lookup(local.integration_config[id], "uri", "")
        payloadFormatVersion = "1.0"
        connectionType       = lookup(local.integration_config[id], "vpc_link_id", null) == null ? "INTERNET" : "VPC_LINK"
        requestParameters    = lookup(local.integration_config[id], "request_parameters", {})
        timeoutInMillis      = local.timeouts[id]
      },
      (
        lookup(local.integration_config[id], "vpc_link_id", null) == null
        ? {}
        : { connectionId = lookup(local.integration_config[id], "vpc_link_id", null) }
      )
    )
    if kind == "http_proxy"
  }

  # An AWS service is called with the role of credentials.
  aws_integrations = {
    for id, kind in local.integration_kind : id => {
      type                 = "AWS_PROXY"
      integrationSubtype   = lookup(local.integration_config[id], "subtype", "")
      credentials          = lookup(local.integration_config[id], "credentials", "")
      payloadFormatVersion = "1.0"
      connectionType       = "INTERNET"
      requestParameters    = lookup(local.integration_config[id], "request_parameters", {})
      timeoutInMillis      = local.timeouts[id]
    }
    if kind == "aws"
  }

  # The integration of each operation.
  integrations = merge(local.lambda_integrations, local.http_integrations, local.aws_integrations)
}
