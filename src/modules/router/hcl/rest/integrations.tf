locals {
  # Milliseconds that a REST API waits at most for an answer that does not stream.
  longest_timeout = 29000

  # The settings of an integration where they are not given.
  default_integration = {
    action               = null
    arn                  = null
    body                 = ""
    content_type         = "application/json"
    create_permission    = true
    credentials          = ""
    method               = null
    passthrough_behavior = null
    path                 = ""
    request_parameters   = {}
    request_templates    = null
    responses            = local.default_responses
    service              = ""
    status_code          = 200
    subdomain            = ""
    timeout_milliseconds = null
    type                 = "lambda"
    uri                  = ""
    vpc_link_id          = null
  }

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
          : contains(keys(local.operations[id].request_parameters), "querystring.${name}")
          ? "method.request.querystring.${name}"
          : "method.request.header.${name}"
        )
      },
      local.integration_settings[id].request_parameters
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

  # The responses of http, aws and mock integrations.
  integration_responses = merge(
    {
      for id, integration in local.integration_settings : id => {
        for pattern, response in integration.responses : pattern => {
          statusCode = tostring(lookup(response, "status_code", can(tonumber(pattern)) ? pattern : "200"))
          responseParameters = merge(
            local.response_headers,
            { "method.response.header.Content-Type" = "integration.response.header.Content-Type" },
            lookup(response, "response_parameters", {})
          )
          responseTemplates = lookup(response, "response_templates", {})
        }
      }
      if contains(["http", "aws"], integration.type)
    },
    {
      for id, integration in local.integration_settings : id => {
        default = {
          statusCode = tostring(integration.status_code)
          responseParameters = merge(local.response_headers, {
            "method.response.header.Content-Type" = "'${integration.content_type}'"
          })
          responseTemplates = { (integration.content_type) = integration.body }
        }
      }
      if integration.type == "mock"
    }
  )

  # What the templates of an integration add to it.
  template_integrations = {
    for id, integration in local.integration_settings : id => {
      for name, value in {
        requestTemplates = integration.request_templates
        contentHandling  = "CONVERT_TO_TEXT"
      } : name => value
      if contains(keys(local.operations[id].integration), "request_templates")
    }
  }

  # Another HTTP server answers: http_proxy passes request and response on, http changes them by templates.
  http_integrations = {
    for id, integration in local.integration_settings : id => merge(
      {
        type                = integration.type
        httpMethod          = upper(coalesce(integration.method, local.operations[id].method))
        uri                 = integration.uri
        connectionType      = integration.vpc_link_id == null ? "INTERNET" : "VPC_LINK"
        requestParameters   = local.request_mappings[id]
        passthroughBehavior = lower(coalesce(integration.passthrough_behavior, "when_no_match"))
        timeoutInMillis     = local.timeouts[id]
      },
      integration.vpc_link_id == null ? {} : { connectionId = integration.vpc_link_id },
      local.template_integrations[id],
      integration.type == "http" ? { responses = local.integration_responses[id] } : {},
      local.operations[id].response_transfer_mode == "STREAM" ? { responseTransferMode = "STREAM" } : {}
    )
    if contains(["http_proxy", "http"], integration.type)
  }

  # An AWS service is called with the role of credentials.
  aws_integrations = {
    for id, integration in local.integration_settings : id => merge(
      {
        type       = "aws"
        httpMethod = upper(coalesce(integration.method, "POST"))
        uri = join("", [
          "arn:${data.aws_partition.current.partition}:apigateway:${data.aws_region.current.id}:",
          join(".", compact([integration.subdomain, integration.service])),
          (
            contains(keys(local.operations[id].integration), "action")
            ? ":action/${integration.action}"
            : ":path/${integration.path}"
          ),
        ])
        credentials         = integration.credentials
        responses           = local.integration_responses[id]
        requestParameters   = local.request_mappings[id]
        passthroughBehavior = lower(coalesce(integration.passthrough_behavior, "when_no_match"))
        timeoutInMillis     = local.timeouts[id]
      },
      local.template_integrations[id]
    )
    if integration.type == "aws"
  }

  # API Gateway answers alone. With binary_media_types such as */*, a request without a body counts as bytes, which no
  # template can read: the content is converted to text.
  mock_integrations = {
    for id, integration in local.integration_settings : id => {
      type                = "mock"
      contentHandling     = "CONVERT_TO_TEXT"
      passthroughBehavior = "when_no_templates"
      requestTemplates = {
        "application/json" = jsonencode({ statusCode = tonumber(integration.status_code) })
      }
      responses = local.integration_responses[id]
    }
    if integration.type == "mock"
  }

  # The integration of each operation.
  integrations = merge(
    local.lambda_integrations,
    local.http_integrations,
    local.aws_integrations,
    local.mock_integrations
  )
}
