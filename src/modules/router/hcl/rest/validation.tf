locals {
  # The parts of requests that API Gateway checks, by operation. The app's models do not fit a server or service that
  # answers in place of the app.
  request_validation = {
    for id, kind in local.integration_kind : id => coalesce(
      local.operations[id].request_validation,
      contains(["router", "function", "lambda"], kind) ? var.request_validation : "NONE"
    )
  }

  # The name of the model of each operation's body; "" where the body is not checked.
  models = {
    for id, checks in local.request_validation :
    id => contains(["ALL", "BODY"], checks) ? local.operations[id].validate.model : ""
  }

  # The query parameters and headers of each operation, and whether they are required.
  request_parameters = {
    for id, checks in local.request_validation : id => merge(
      { for name in local.cache_keys[id] : name => false },
      { for name in local.operations[id].validate.parameters : name => true if contains(["ALL", "PARAMETERS"], checks) },
      local.operations[id].request_parameters
    )
  }

  # The same as API Gateway lists them, by where they are: "query|page", "header|x-user".
  parameters = {
    for id, parameters in local.request_parameters : id => {
      for name, required in parameters :
      replace(replace(name, "/^querystring[.]/", "query|"), "/^header[.]/", "header|") => required
      if !startswith(name, "path.")
    }
  }

  # The three ways in which API Gateway checks a request.
  validators = {
    all        = { validateRequestBody = true, validateRequestParameters = true }
    body       = { validateRequestBody = true, validateRequestParameters = false }
    parameters = { validateRequestBody = false, validateRequestParameters = true }
  }

  # The validator of each operation; "" where nothing is checked.
  validator_names = {
    for id, parameters in local.parameters : id => (
      anytrue(values(parameters))
      ? local.models[id] == "" ? "parameters" : "all"
      : local.models[id] == "" ? "" : "body"
    )
  }

  # The request body and the validator of each operation in the document.
  validation = {
    for id in keys(local.request_validation) : id => merge(
      {
        for model in compact([local.models[id]]) : "requestBody" => {
          required = true
          content  = { "application/json" = { schema = { "$ref" = "#/components/schemas/${model}" } } }
        }
      },
      {
        for validator in compact([local.validator_names[id]]) : "x-amazon-apigateway-request-validator" => validator
      }
    )
  }

  # The models of the app's request bodies. The document holds those that an operation is checked by.
  all_models = jsondecode(file("${path.module}/models.json")).models
  schemas    = { for name in toset(compact(values(local.models))) : name => local.all_models[name] }
}
