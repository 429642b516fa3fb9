locals {
  # The operations that can not have a route of their own and are not left out, those that are left out, and those that can
  # have a route.
  without_route = {
    for id, operation in local.unroutable : id => operation
    if operation.enabled && !contains(keys(local.preflighted), id)
  }
  left_out = [for id, operation in local.operations : id if !operation.enabled]
  routable = [for id, operation in local.operations : id if operation.problem == null && operation.shadowed_by == null]

  # The operations with settings that may not hold beside the catch-all: they leave an operation out, ask its callers for
  # something else, or are for an operation that can not have a route.
  needs_operations = [
    for id, settings in local.configured : id
    if(
      local.operations[id].problem != null
      || anytrue([for name in local.protecting_settings : contains(keys(settings), name)])
      || !local.operations[id].enabled
    )
  ]

  # The operations whose routes begin with a variable and stay beside the catch-all of the shared pattern.
  leading_configured = [
    for id in local.leading_variables : id if local.operations[id].configured || contains(local.shadowed, id)
  ]

  # Whether the operations could share one function with the settings that they have.
  could_share = length(setintersection(local.used_settings, concat(local.allowed.function_settings, ["response_transfer_mode"]))) == 0

  # The ways to the catch-all of the shared pattern, and to a catch-all, that this API and its settings allow.
  shared_proxy_ways = (
    length(local.needs_operations) > 0 || length(local.leading_configured) > 0 || (local.isolated && !local.could_share)
    ? []
    : [local.isolated ? "set integration_pattern = \"shared\" and routes = \"proxy\"" : "set routes = \"proxy\""]
  )

  proxy_ways = (
    length(local.routable) == 0
    ? [join("", [
      "set routes = \"proxy\"",
      length(local.needs_operations) == 0 ? "" : " and leave the settings of ${join(", ", local.needs_operations)} out",
    ])]
    : length(local.needs_operations) == 0 && length(local.isolated ? local.leading_variables : local.leading_configured) == 0
    ? ["set routes = \"proxy\""]
    : local.shared_proxy_ways
  )

  # The settings that leave out what can not have a route, with each id as HCL has it in quotes.
  leave_out = format("operations = { %s }", join(", ", [
    for id in keys(local.without_route) : format("%s = { enabled = false }", replace(jsonencode(id), "/([$%])[{]/", "$1$1{"))
  ]))

  # The way from the catch-all to a route for each operation.
  operations_way = (
    length(local.without_route) == 0
    ? "routes = \"operations\""
    : "routes = \"operations\" and, for what can not have a route, ${local.leave_out}"
  )

  # The operations without a route, a line for each reason, after a line with what does work for this API.
  without_route_reasons = {
    for id, operation in local.without_route : operation.problem => "${operation.method} ${operation.path} (${jsonencode(id)})"...
  }

  without_route_problems = local.catch_all || length(local.without_route) == 0 ? [] : [
    join("\n", concat(
      [join("", [
        length(local.without_route) == 1 ? "An operation" : "${length(local.without_route)} operations",
        " can not have a route while routes is \"operations\": ",
        join(", or ", concat(
          local.proxy_ways,
          local.http_ways,
          length(local.routable) == 0 ? [] : ["set ${local.leave_out}"]
        )),
        ".",
      ])],
      [for reason, places in local.without_route_reasons : "  ${join(", ", places)}: ${reason}"]
    ))
  ]
}
