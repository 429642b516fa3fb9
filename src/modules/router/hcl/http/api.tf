locals {
  # The paths of the catch-all. A greedy variable does not match the path above it, so / is listed.
  catch_all_paths = local.catch_all ? ["/", "/{proxy+}"] : []

  # The methods of the catch-all by name: a route for any method would receive preflight requests in place of API
  # Gateway, and ask for authorization. Without CORS at the gateway, OPTIONS belongs to the app.
  catch_all_methods = concat(
    ["delete", "get", "head", "patch", "post", "put"],
    length(var.cors_allow_origins) == 0 ? ["options"] : []
  )

  # The operations of the document.
  methods = {
    for id, operation in local.routed : id => {
      parameters = [
        for name in operation.parameters : {
          name     = name
          in       = "path"
          required = true
          schema   = { type = "string" }
        }
      ]
      security                        = local.security[id]
      responses                       = { default = { description = "The answer of the app" } }
      x-amazon-apigateway-integration = local.integrations[id]
    }
    if contains(local.kinds_of_integration, local.integration_kind[id])
  }

  # The paths of the document: operations on their routes, beside the catch-all.
  paths = {
    for path in keys(local.path_operations) : path => merge(
      {
        for method in contains(local.catch_all_paths, path) ? local.catch_all_methods : [] : method => {
          parameters = [
            for name in flatten(regexall("{([^}+]+)[+]?}", path)) : {
              name     = name
              in       = "path"
              required = true
              schema   = { type = "string" }
            }
          ]
          security  = local.security["$router"]
          responses = { default = { description = "The answer of the app" } }
          x-amazon-apigateway-integration = {
            "$ref" = "#/components/x-amazon-apigateway-integrations/function"
          }
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
    openapi = "3.0.1"
    info    = { title = local.name, version = "1.0" }
    paths   = local.paths
    components = {
      securitySchemes = local.security_schemes
      x-amazon-apigateway-integrations = {
        for key, integration in local.function_integrations : "function" => integration
        if key == "$router"
      }
    }
  }
}
