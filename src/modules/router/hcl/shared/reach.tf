locals {
  # Operations whose callers could reach another operation, which asks for more or for something else. Each function holds
  # the whole app, and the app decides which operation a path belongs to. A variable of a route can be written so that the
  # app reads the path of any other operation of the method. Operations with the same requirements are one group, so that
  # the work grows with their number and not with its square.
  demands_differ = (
    !var.functions_enforce_routes && length(setintersection(local.used_settings, local.protecting_settings)) > 0
  )

  # Whether the app answers an operation on a route with a variable, and the methods of those that it does.
  wide = {
    for id, operation in local.routed :
    id => contains(["router", "function"], local.integration_kind[id]) && length(operation.parameters) > 0
  }

  wide_methods = distinct([
    for id, wide in local.wide : replace(local.operations[id].method, "HEAD", "GET") if wide && local.demands_differ
  ])

  # The demands of each operation on its callers, and those of the catch-all, with words for messages: "COGNITO (items:read)
  # with an API key".
  demands = [
    for demand in concat(
      [
        for id, operation in local.routed : {
          id            = id
          name          = "operations.${id} (${operation.method} ${operation.path})"
          method        = replace(operation.method, "HEAD", "GET")
          authorization = operation.authorization
          scopes        = operation.authorization_scopes
          key           = operation.api_key_required
          wide          = local.wide[id]
        }
        if length(local.wide_methods) > 0
      ],
      [
        for method in local.catch_all ? local.wide_methods : [] : {
          id            = "$router"
          name          = "what has no route of its own"
          method        = method
          authorization = var.auth
          scopes        = var.authorization_scopes
          key           = local.api_key_by_default
          wide          = false
        }
      ]
      ) : merge(demand, {
        words = join("", [
          demand.authorization,
          length(demand.scopes) == 0 ? "" : " (${join(", ", demand.scopes)})",
          demand.key ? " with an API key" : "",
        ])
    })
  ]

  # The operations on wide routes with the same demands.
  wide_alike = {
    for demand in local.demands : "${demand.method} ${demand.words}" => demand... if demand.wide
  }

  # What callers reach from these without meeting its demands, together where it asks for the same kind of caller.
  detours = {
    for detour in flatten([
      for wide in values(local.wide_alike) : [
        for demand in local.demands : {
          from  = wide[0]
          to    = demand
          more  = length(wide) - 1
          alike = "${wide[0].method} ${wide[0].words}, ${demand.authorization} ${demand.key}"
        }
        if demand.method == wide[0].method && !(
          (!demand.key || wide[0].key) && (
            demand.authorization == "NONE" || (
              demand.authorization == wide[0].authorization && (
                length(demand.scopes) == 0
                ? local.scopes_open_unscoped || length(wide[0].scopes) == 0
                : length(wide[0].scopes) > 0 && length(setsubtract(wide[0].scopes, demand.scopes)) == 0
              )
            )
          )
        )
      ]
    ]) : detour.alike => detour...
  }

  # One line for all operations with the same demands that lead to operations with the same demands.
  detour_problems = [
    for detour in values(local.detours)[*][0] : join("", [
      "${detour.from.name} asks for ${detour.from.words} and lets callers reach ${detour.to.name}, which asks for ",
      detour.to.words,
      detour.more == 0 ? "" : "; so do ${detour.more} others like it",
      ": what they write for a variable of its path decides which operation the app runs. Let both ask for the same, answer ${detour.from.id} by an ",
      "integration without the app, or set functions_enforce_routes = true if the functions refuse such requests, as those ",
      "with a package of terragate bundle do.",
    ])
  ]
}
