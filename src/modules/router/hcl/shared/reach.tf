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

  # The demands that differ in their scopes alone, as groups.
  demands_alike = { for demand in local.demands : "${demand.method} ${demand.authorization} ${demand.key}" => demand... }

  # Each group as one demand, with the scopes that all of its operations take.
  demanded = {
    for alike, demands in local.demands_alike : alike => {
      method        = demands[0].method
      authorization = demands[0].authorization
      key           = demands[0].key
      unscoped      = alltrue([for demand in demands : length(demand.scopes) == 0])
      scopes = [
        for scope in distinct(flatten(demands[*].scopes)) : scope
        if alltrue([
          for demand in demands : contains(demand.scopes, scope) || (local.scopes_open_unscoped && length(demand.scopes) == 0)
        ])
      ]
    }
  }

  # The operations on wide routes with the same demands.
  wide_alike = {
    for demand in local.demands : "${demand.method} ${demand.words}" => demand... if demand.wide
  }

  # The groups that callers reach from these without meeting their demands.
  detours = flatten([
    for wide in values(local.wide_alike) : [
      for alike, demand in local.demanded : { from = wide[0], more = length(wide) - 1, alike = alike }
      if demand.method == wide[0].method && !(
        (!demand.key || wide[0].key) && (
          demand.authorization == "NONE" || (
            demand.authorization == wide[0].authorization && (
              length(wide[0].scopes) == 0
              ? demand.unscoped
              : (local.scopes_open_unscoped && demand.unscoped) || alltrue([
                for scope in wide[0].scopes : contains(demand.scopes, scope)
              ])
            )
          )
        )
      )
    ]
  ])

  # The same, each with an operation of the group that is reached so.
  detour_examples = [
    for detour in local.detours : merge(detour, {
      to = [
        for demand in local.demands_alike[detour.alike] : demand
        if !(
          (!demand.key || detour.from.key) && (
            demand.authorization == "NONE" || (
              demand.authorization == detour.from.authorization && (
                length(detour.from.scopes) == 0
                ? length(demand.scopes) == 0
                : (local.scopes_open_unscoped && length(demand.scopes) == 0) || alltrue([
                  for scope in detour.from.scopes : contains(demand.scopes, scope)
                ])
              )
            )
          )
        )
      ][0]
    })
  ]

  # One line for all operations with the same demands that lead to operations with the same demands.
  detour_problems = [
    for detour in local.detour_examples : join("", [
      "${detour.from.name} asks for ${detour.from.words} and lets callers reach ${detour.to.name}, which asks for ",
      detour.to.words,
      detour.more == 0 ? "" : "; so do ${detour.more} others like it",
      ": what they write for a variable of its path decides which operation the app runs. Let both ask for the same, answer ${detour.from.id} by an ",
      "integration without the app, or set functions_enforce_routes = true if the functions refuse such requests, as those ",
      "with a package of terragate bundle do.",
    ])
  ]
}
