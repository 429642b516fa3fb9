locals {
  # An HTTP API takes any token of the issuer where an operation has no scopes.
  scopes_open_unscoped = true

  # An HTTP API has no API keys, and holds routes that begin with a variable beside /{proxy+}.
  api_key_by_default = false
  leading_variables  = []
  http_ways          = []

  # The problems that only an HTTP API can have, one line each.
  api_problems = length(local.routed) <= var.route_quota ? [] : [join("", [
    "The operations need ${length(local.routed)} routes, and route_quota is ${var.route_quota}: ",
    join(", or ", concat(["ask AWS for more and give their number as route_quota"], local.shared_proxy_ways)),
    ".",
  ])]

  # What is wrong with inputs that may have values which an apply makes, such as the id of a user pool: a plan that does not know
  # them leaves these checks to the apply, and no others.
  value_problems = concat(
    local.package_problems,
    local.pool_problems,
    !local.uses_cognito || length(var.user_pool_client_ids) > 0 ? [] : [
      "auth is COGNITO and user_pool_client_ids is empty: give the ids of the app clients.",
    ],
    !contains(concat([var.auth], values(local.authorizations)), "JWT") || (var.jwt_issuer != null && length(var.jwt_audience) > 0) ? [] : [
      "auth is JWT, which needs jwt_issuer and at least one jwt_audience: give both.",
    ]
  )

  # The names in addresses that nothing fills: an HTTP API fills variables of the route alone. They are checked apart: an
  # address may be known only after an apply.
  unfilled_addresses = flatten([
    for id, names in local.address_names : [
      for name in names : join("", [
        "operations.${id}.integration has {${name}} in its address, which is no variable of the route ",
        "${local.operations[id].route}: an HTTP API fills no others.",
      ])
      if !contains(values(local.operations[id].variables), name)
    ]
  ])
}
