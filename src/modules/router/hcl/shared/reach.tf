locals {
  # Operations whose callers could reach another operation, which asks for more or for something else. Each function holds
  # the whole app, and the app decides which operation a path belongs to. A variable of a route can be written so that the
  # app reads the path of any other operation of the method. Operations with the same requirements are one group, so that
  # the work grows with their number and not with its square.
  demands_differ = !var.functions_enforce_routes && length(setintersection(
    local.used_settings,
    ["authorization", "authorization_scopes", "api_key_required"]
  )) > 0

  # The operations that the app answers on a route with a variable, with their methods.
  wide_routes = {
    for id, kind in local.integration_kind : id => replace(local.operations[id].method, "HEAD", "GET")
    if local.demands_differ && contains(["router", "function"], kind) && length(split("{", local.operations[id].route)) > 1
  }

  # The demands of each operation on its callers, and those of the catch-all.
  stated_demands = concat(
    [
      for id, authorization in local.authorizations : {
        id            = id
        name          = "operations.${id} (${local.operations[id].method} ${local.operations[id].path})"
        method        = replace(local.operations[id].method, "HEAD", "GET")
        authorization = authorization
        scopes        = local.scopes[id]
        key           = lookup(local.api_key_required, id, false)
      }
      if length(local.wide_routes) > 0
    ],
    [
      for method in local.catch_all ? distinct(values(local.wide_routes)) : [] : {
        id            = "$router"
        name          = "what has no route of its own"
        method        = method
        authorization = var.auth
        scopes        = var.authorization_scopes
        key           = lookup(local.api_key_required, "$router", false)
      }
    ]
  )

  # The demands, each with its words for messages: "COGNITO (items:read) with an API key".
  demands = [
    for demand in local.stated_demands : merge(demand, {
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

  # The operations from which callers reach a group without meeting its demands.
  detours = flatten([
    for from in [for demand in local.demands : demand if can(local.wide_routes[demand.id])] : [
      for alike, demand in local.demanded : { from = from, alike = alike }
      if demand.method == from.method && !(
        (!demand.key || from.key) && (
          demand.authorization == "NONE" || (
            demand.authorization == from.authorization && (
              length(from.scopes) == 0
              ? demand.unscoped
              : (local.scopes_open_unscoped && demand.unscoped) || alltrue([for scope in from.scopes : contains(demand.scopes, scope)])
            )
          )
        )
      )
    ]
  ])

  # The detours with the same demands on both sides, and an example of each: one operation to begin at, one to reach.
  detours_alike = { for detour in local.detours : "${detour.from.words} ${detour.alike}" => detour... }

  detour_examples = [
    for detours in values(local.detours_alike) : {
      from = detours[0].from
      more = length(detours) - 1
      to = [
        for demand in local.demands_alike[detours[0].alike] : demand
        if !(
          (!demand.key || detours[0].from.key) && (
            demand.authorization == "NONE" || (
              demand.authorization == detours[0].from.authorization && (
                length(detours[0].from.scopes) == 0
                ? length(demand.scopes) == 0
                : (local.scopes_open_unscoped && length(demand.scopes) == 0) || alltrue([
                  for scope in detours[0].from.scopes : contains(demand.scopes, scope)
                ])
              )
            )
          )
        )
      ][0]
    }
  ]

  # One line for all operations with the same demands that lead to operations with the same demands.
  detour_problems = [
    for detour in local.detour_examples : join("", [
      "${detour.from.name} asks for ${detour.from.words} and lets callers reach ${detour.to.name}, which asks for ",
      "${detour.to.words}${detour.more == 0 ? "" : "; so do ${detour.more} others like it"}: what they write for a variable ",
      "of its path decides which operation the app runs. Let both ask for the same, answer ${detour.from.id} by an ",
      "integration without the app, or set functions_enforce_routes = true if the functions refuse such requests, as those ",
      "with a package of terragate bundle do.",
    ])
  ]
}
