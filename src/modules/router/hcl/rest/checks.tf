locals {
  # A REST API asks for another token where an operation has no scopes: tokens with scopes do not open it.
  scopes_open_unscoped = false

  # The problems that only a REST API can have, one line each.
  api_problems = concat(
    [
      for key, streams in local.streams : join("", [
        "response_transfer_mode is STREAM and the handler of ${key == "$router" ? "the shared function" : "operations.${key}"} ",
        "is a Python handler, which gives whole answers: leave the mode out, or use run.sh.",
      ])
      if streams && !local.runs_adapter[key]
    ],
    [
      for id, integration in local.configured_integrations : join("", [
        "operations.${id}.integration calls a service by ",
        length(setintersection(["path", "action"], keys(integration))) == 0 ? "nothing" : "both path and action",
        ": give one of the two.",
      ])
      if lookup(integration, "type", "") == "aws" && length(setintersection(["path", "action"], keys(integration))) != 1
    ],
    flatten([
      for name in setintersection(local.used_settings, ["response_transfer_mode"]) : [
        for id, kind in local.integration_kind : join("", [
          "operations.${id}.${name} is for a function of its own, an existing one or an http_proxy: ",
          "the operation runs on ${kind == "router" ? "the shared function" : kind}.",
        ])
        if !contains(["function", "lambda", "http_proxy"], kind) && contains(keys(local.operation_config[id]), name)
      ]
    ]),
    [
      for id, operation in local.routed :
      "operations.${id} (${operation.path}) begins with a variable, which a REST API can not have beside /{proxy+}: set routes = \"operations\"."
      if local.catch_all && startswith(operation.route, "/{")
    ],
    (
      local.catch_all || local.openapi.resources <= var.route_quota
      ? []
      : [join("", [
        "The operations need ${local.openapi.resources} resources, and route_quota is ${var.route_quota}: ",
        "ask AWS for more and give their number as route_quota, or set routes = \"proxy\".",
      ])]
    )
  )

  # The names in addresses that nothing fills. They are checked apart: an address may be known only after an apply.
  unfilled_addresses = flatten([
    for id, names in local.address_names : [
      for name in names : join("", [
        "operations.${id}.integration has {${name}} in its address, which is no variable of ${local.operations[id].path} ",
        "and no name of request_parameters: add \"querystring.${name}\" or \"header.${name}\" there.",
      ])
      if !(
        contains(keys(local.operations[id].variables), name)
        || contains(keys(lookup(local.operation_config[id], "request_parameters", {})), "querystring.${name}")
        || contains(keys(lookup(local.operation_config[id], "request_parameters", {})), "header.${name}")
        || contains(keys(lookup(local.integration_config[id], "request_parameters", {})), "integration.request.path.${name}")
      )
    ]
  ])
}
