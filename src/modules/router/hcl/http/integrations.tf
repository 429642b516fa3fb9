locals {
  # Milliseconds that an HTTP API waits at most for an answer.
  longest_timeout = 30000

  # The settings of an integration where they are not given.
  default_integration = {
    arn                  = null
    create_permission    = true
    credentials          = ""
    method               = null
    path                 = ""
    request_parameters   = {}
    subtype              = ""
    timeout_milliseconds = null
    type                 = "lambda"
    uri                  = ""
    vpc_link_id          = null
  }

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
    for id, integration in local.integration_settings : id => merge(
      {
        type                 = "HTTP_PROXY"
        httpMethod           = upper(coalesce(integration.method, local.operations[id].method))
        uri                  = integration.uri
        payloadFormatVersion = "1.0"
        connectionType       = integration.vpc_link_id == null ? "INTERNET" : "VPC_LINK"
        requestParameters    = integration.request_parameters
        timeoutInMillis      = local.timeouts[id]
      },
      integration.vpc_link_id == null ? {} : { connectionId = integration.vpc_link_id }
    )
    if integration.type == "http_proxy"
  }

  # An AWS service is called with the role of credentials.
  aws_integrations = {
    for id, integration in local.integration_settings : id => {
      type                 = "AWS_PROXY"
      integrationSubtype   = integration.subtype
      credentials          = integration.credentials
      payloadFormatVersion = "1.0"
      connectionType       = "INTERNET"
      requestParameters    = integration.request_parameters
      timeoutInMillis      = local.timeouts[id]
    }
    if integration.type == "aws"
  }

  # The integration of each operation.
  integrations = merge(local.lambda_integrations, local.http_integrations, local.aws_integrations)
}
