locals {
  # A REST API asks for another token where an operation has no scopes: tokens with scopes do not open it.
  scopes_open_unscoped = false

  # Whether callers of an operation need an API key where it does not say.
  api_key_by_default = var.api_key_required

  # The operations whose routes begin with a variable, which a REST API can not have beside /{proxy+}.
  leading_variables = [
    for id in local.routable : id if startswith(local.operations[id].route, "/{") && local.operations[id].enabled
  ]

  # The operations among them that have a route beside /{proxy+}.
  leading_routed = [for id in local.leading_variables : id if local.catch_all && local.has_route[id]]

  # The settings that an HTTP API may not have.
  rest_settings = ["api_key_required", "integration", "request_parameters", "request_validation", "response_transfer_mode"]

  # The way to an HTTP API, where that can hold what this one can not and no setting is for a REST API alone.
  http_ways = (
    alltrue([for operation in values(local.without_route) : operation.http_api])
    && length(setintersection(local.used_settings, local.rest_settings)) == 0
    ? ["use an HTTP API (\"kind\": \"http\" in terragate.json), which can hold them"]
    : []
  )

  # What is wrong with inputs that may have values which an apply makes, such as the id of a user pool: a plan that does not know
  # them leaves these checks to the apply, and no others.
  value_problems = concat(local.package_problems, local.pool_problems)

  # The problems that only a REST API can have, one line each.
  api_problems = concat(
    local.cache_problems,
    [
      for key, streams in local.streams : join("", [
        "response_transfer_mode is STREAM and the handler of ",
        key == "$router" ? "the shared function" : "operations.${key}",
        " is a Python handler, which gives whole answers: leave the mode out, or use run.sh.",
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
        if !contains(["function", "lambda", "http_proxy"], kind) && contains(keys(local.given[id]), name)
      ]
    ]),
    [
      for ids in length(local.leading_routed) == 0 ? [] : [local.leading_routed] : join("", [
        join(", ", [for id in ids : "operations.${id} (${local.operations[id].path})"]),
        length(ids) == 1 ? " begins" : " begin",
        " with a variable, which a REST API can not have beside /{proxy+}: set ${local.operations_way}",
        local.isolated && length(local.shared_proxy_ways) > 0 ? ", or set integration_pattern = \"shared\"" : "",
        length(local.used_settings) == 0 ? ", or use an HTTP API (\"kind\": \"http\" in terragate.json)" : "",
        ".",
      ])
    ],
    (
      (local.catch_all && !local.isolated) || local.app.resources <= var.route_quota
      ? []
      : [join("", [
        "The operations need ${local.app.resources} resources, and route_quota is ${var.route_quota}: ",
        join(", or ", concat(["ask AWS for more and give their number as route_quota"], local.shared_proxy_ways)),
        ".",
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
        || contains(keys(local.operations[id].request_parameters), "querystring.${name}")
        || contains(keys(local.operations[id].request_parameters), "header.${name}")
        || contains(keys(local.integration_settings[id].request_parameters), "integration.request.path.${name}")
      )
    ]
  ])
}
