locals {
  # The paths at which any method reaches the shared function. A greedy variable does not match the path above it, so /
  # is listed. A path with a route of its own, or above one, is listed too: it would refuse its other methods.
  catch_all_paths = local.catch_all ? concat(
    ["/", "/{proxy+}"],
    flatten([
      for route in keys(local.routes) : [
        for end in range(2, length(split("/", route)) + 1) : join("/", slice(split("/", route), 0, end))
      ]
    ])
  ) : []

  catch_all_methods = local.catch_all ? ["x-amazon-apigateway-any-method"] : []

  # The headers that the responses of http, aws and mock integrations can have, by operation and status.
  status_headers = {
    for id, responses in local.integration_responses : id => {
      for status in distinct([for response in values(responses) : response.statusCode]) : status => distinct(flatten([
        for response in values(responses) : keys(response.responseParameters) if response.statusCode == status
      ]))
    }
  }

  # The responses of each operation in the document.
  responses = merge(
    { for id in keys(local.routed) : id => { default = { description = "The answer of the app" } } },
    {
      for id, statuses in local.status_headers : id => {
        for status, headers in statuses : status => {
          description = "An answer"
          headers = {
            for name in headers : trimprefix(name, "method.response.header.") => { schema = { type = "string" } }
          }
        }
      }
    }
  )

  # The operations of the document.
  methods = {
    for id, operation in local.routed : id => merge(
      {
        parameters = concat(
          [
            for name in operation.parameters : {
              name     = name
              in       = "path"
              required = true
              schema   = { type = "string" }
            }
          ],
          [
            for name, required in local.parameters[id] : {
              name     = split("|", name)[1]
              in       = split("|", name)[0]
              required = required
              schema   = { type = "string" }
            }
          ]
        )
        security                        = concat(local.security[id], local.api_key_security[id])
        responses                       = local.responses[id]
        x-amazon-apigateway-integration = merge(local.integrations[id], local.cache_integrations[id])
      },
      local.validation[id]
    )
    if contains(local.kinds_of_integration, local.integration_kind[id])
  }

  # The paths of the document: operations on their routes, beside the catch-all.
  paths = {
    for path in keys(local.path_operations) : path => merge(
      {
        for method in local.catch_all_methods : method => {
          parameters = [
            for name in flatten(regexall("{([^}+]+)[+]?}", path)) : {
              name     = name
              in       = "path"
              required = true
              schema   = { type = "string" }
            }
          ]
          security                        = concat(local.security["$router"], local.api_key_security["$router"])
          responses                       = { default = { description = "The answer of the app" } }
          x-amazon-apigateway-integration = local.function_integrations["$router"]
        }
      },
      {
        for id in local.path_operations[path] : lower(local.operations[id].method) => local.methods[id]
        if contains(local.kinds_of_integration, local.integration_kind[id])
      }
    )
  }

  # The API as an OpenAPI document. A path that is not in it is not open.
  document = {
    openapi                                = "3.0.1"
    info                                   = { title = local.name, version = "1.0" }
    paths                                  = local.paths
    x-amazon-apigateway-request-validators = local.validators
    components = {
      securitySchemes = local.security_schemes
      schemas         = local.schemas
    }
  }
}
