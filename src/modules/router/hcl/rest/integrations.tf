locals {
  # Milliseconds that a REST API waits at most for an answer that does not stream.
  longest_timeout = 29000

  # The two ways to invoke a function: streaming has a path of its own.
  invocations = {
    STREAM   = { version = "2021-11-15", action = "response-streaming-invocations" }
    BUFFERED = { version = "2015-03-31", action = "invocations" }
  }

  # The integrations with Lambda functions. Those of this module are called by their alias.
  function_integrations = {
    for key, target in local.lambda_targets : key => {
      type       = "aws_proxy"
      httpMethod = "POST"
      uri = join("/", [
        local.invocation_path,
        "${local.invocations[target.mode].version}/functions/${target.arn}/${local.invocations[target.mode].action}",
      ])
      passthroughBehavior  = "when_no_match"
      responseTransferMode = target.mode
      timeoutInMillis      = 1000 * min(target.timeout, target.mode == "STREAM" ? 900 : 29)
    }
  }

  # The names in braces are filled from variables of the path, or from the query and headers in request_parameters.
  request_mappings = {
    for id, names in local.address_names : id => merge(
      {
        for name in names : "integration.request.path.${name}" => (
          contains(keys(local.operations[id].variables), name)
          ? "method.request.path.${local.operations[id].variables[name]}"
          : contains(keys(lookup(local.operation_config[id], "request_parameters", {})), "querystring.${name}")
          ? "method.request.querystring.${name}"
          : "method.request.header.${name}"
        )
      },
      lookup(local.integration_config[id], "request_parameters", {})
    )
  }

  # The responses to callers by the status of a server or service, where an operation does not set responses.
  default_responses = {
    default                 = { status_code = "200" }
    "404"                   = { status_code = "404" }
    "4(0[0-35-9]|[1-9]\\d)" = { status_code = "400" }
    "5\\d{2}"               = { status_code = "502" }
  }

  # The app answers preflight requests and adds CORS headers itself. Without the app, API Gateway adds the header for
  # any origin or for one: a mapping cannot choose from a list.
  response_headers = (
    contains(var.cors_allow_origins, "*")
    ? { "method.response.header.Access-Control-Allow-Origin" = "'*'" }
    : length(var.cors_allow_origins) == 1
    ? { "method.response.header.Access-Control-Allow-Origin" = "'${var.cors_allow_origins[0]}'" }
    : {}
  )

  # The responses of http, aws and mock integrations; {} for those that answer themselves.
  integration_responses = merge(
    { for id in keys(local.integration_kind) : id => {} },
    {
      for id, kind in local.integration_kind : id => {
        for pattern, response in lookup(local.integration_config[id], "responses", local.default_responses) : pattern => {
          statusCode = tostring(lookup(response, "status_code", can(tonumber(pattern)) ? pattern : "200"))
          responseParameters = merge(
            local.response_headers,
            { "method.response.header.Content-Type" = "integration.response.header.Content-Type" },
            lookup(response, "response_parameters", {})
          )
          responseTemplates = lookup(response, "response_templates", {})
        }
      }
      if contains(["http", "aws"], kind)
    },
    {
      for id, kind in local.integration_kind : id => {
        default = {
          statusCode = tostring(lookup(local.integration_config[id], "status_code", 200))
          responseParameters = merge(local.response_headers, {
            "method.response.header.Content-Type" = "'${lookup(local.integration_config[id], "content_type", "application/json")}'"
          })
          responseTemplates = {
            (lookup(local.integration_config[id], "content_type", "application/json")) = lookup(local.integration_config[id], "body", "")
          }
        }
      }
      if kind == "mock"
    }
  )

  # Another HTTP server answers: http_proxy passes request and response on, http changes them by templates.
  http_integrations = {
    for id, kind in local.integration_kind : id => merge(
      {
        type                = kind
        httpMethod          = upper(coalesce(lookup(local.integration_config[id], "method", null), local.operations[id].method))
        uri                 = lookup(local.integration_config[id], "uri", "")
        connectionType      = lookup(local.integration_config[id], "vpc_link_id", null) == null ? "INTERNET" : "VPC_LINK"
        requestParameters   = local.request_mappings[id]
        passthroughBehavior = lower(coalesce(lookup(local.integration_config[id], "passthrough_behavior", null), "when_no_match"))
        timeoutInMillis     = local.timeouts[id]
      },
      (
        lookup(local.integration_config[id], "vpc_link_id", null) == null
        ? {}
        : { connectionId = lookup(local.integration_config[id], "vpc_link_id", null) }
      ),
      (
        contains(keys(local.integration_config[id]), "request_templates")
        ? { requestTemplates = lookup(local.integration_config[id], "request_templates", null) }
        : {}
      ),
      contains(keys(local.integration_config[id]), "request_templates") ? { contentHandling = "CONVERT_TO_TEXT" } : {},
      kind == "http" ? { responses = local.integration_responses[id] } : {},
      (
        lookup(local.operation_config[id], "response_transfer_mode", "BUFFERED") == "STREAM"
        ? { responseTransferMode = "STREAM" }
        : {}
      )
    )
    if contains(["http_proxy", "http"], kind)
  }

  # An AWS service is called with the role of credentials.
  aws_integrations = {
    for id, kind in local.integration_kind : id => merge(
      {
        type       = "aws"
        httpMethod = upper(coalesce(lookup(local.integration_config[id], "method", null), "POST"))
        uri = join("", [
          "arn:${data.aws_partition.current.partition}:apigateway:${data.aws_region.current.id}:",
          join(".", compact([lookup(local.integration_config[id], "subdomain", ""), lookup(local.integration_config[id], "service", "")])),
          (
            contains(keys(local.integration_config[id]), "action")
            ? ":action/${lookup(local.integration_config[id], "action", null)}"
            : ":path/${lookup(local.integration_config[id], "path", "")}"
          ),
        ])
        credentials         = lookup(local.integration_config[id], "credentials", "")
        responses           = local.integration_responses[id]
        requestParameters   = local.request_mappings[id]
        passthroughBehavior = lower(coalesce(lookup(local.integration_config[id], "passthrough_behavior", null), "when_no_match"))
        timeoutInMillis     = local.timeouts[id]
      },
      (
        contains(keys(local.integration_config[id]), "request_templates")
        ? { requestTemplates = lookup(local.integration_config[id], "request_templates", null) }
        : {}
      ),
      contains(keys(local.integration_config[id]), "request_templates") ? { contentHandling = "CONVERT_TO_TEXT" } : {}
    )
    if kind == "aws"
  }

  # API Gateway answers alone. With binary_media_types such as */*, a request without a body counts as bytes, which no
  # template can read: the content is converted to text.
  mock_integrations = {
    for id, kind in local.integration_kind : id => {
      type                = "mock"
      contentHandling     = "CONVERT_TO_TEXT"
      passthroughBehavior = "when_no_templates"
      requestTemplates = {
        "application/json" = jsonencode({ statusCode = tonumber(lookup(local.integration_config[id], "status_code", 200)) })
      }
      responses = local.integration_responses[id]
    }
    if kind == "mock"
  }

  # The integration of each operation.
  integrations = merge(
    local.lambda_integrations,
    local.http_integrations,
    local.aws_integrations,
    local.mock_integrations
  )
}
