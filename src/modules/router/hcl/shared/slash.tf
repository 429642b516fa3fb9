locals {
  # API Gateway makes no difference of the slash at the end of a path. An operation whose path differs in it alone is on the
  # route of the other one, and has no settings but the demands on its callers, which have to be the same.
  slash_settings = ["enabled", "authorization", "authorization_scopes", "api_key_required"]

  # The operations of which some requests take the route of another one, which differs from them in the slash at the end.
  slash_requests = flatten([
    for id, operation in local.operations : [
      for other in operation.slash_shadows : {
        from = id
        to   = other
        path = endswith(operation.path, "/") ? trimsuffix(operation.path, "/") : "${operation.path}/"
      }
    ]
  ])

  # What each of these operations asks callers for, and the same in words: "COGNITO (items:read) with an API key".
  slash_operations = toset(concat(
    local.slash_requests[*].from,
    local.slash_requests[*].to,
    keys(local.shadowed_by),
    values(local.shadowed_by)
  ))

  slash_demands = {
    for id in local.slash_operations : id => join("", [
      local.operations[id].authorization,
      length(local.operations[id].authorization_scopes) == 0 ? "" : " (${join(", ", local.operations[id].authorization_scopes)})",
      local.operations[id].api_key_required ? " with an API key" : "",
    ])
  }

  slash_problems = flatten([
    [
      for id, owner in local.shadowed_by : [
        for name in setsubtract(keys(local.given[id]), concat(local.slash_settings, tolist(local.unknown_settings))) : join("", [
          "operations.${id}.${name} has no effect: ${local.operations[id].path} takes the route of ${owner} ",
          "(${local.operations[owner].route}) and what answers it. Give the setting to ${owner}.",
        ])
      ]
    ],
    [
      for id, owner in local.shadowed_by : join("", [
        "operations.${id} takes the route of ${owner} (${local.operations[owner].route}), which is not enabled: ",
        "leave ${id} out too, or enable ${owner}.",
      ])
      if !local.catch_all && !local.operations[owner].enabled && local.operations[id].enabled
    ],
    [
      for id, owner in local.shadowed_by : join("", [
        "operations.${id} asks for ${local.slash_demands[id]}, and takes the route of ${owner} (${local.operations[owner].route}), ",
        "which asks for ${local.slash_demands[owner]}: let both ask for the same.",
      ])
      if local.has_route[owner] && local.operations[id].enabled && local.slash_demands[id] != local.slash_demands[owner]
    ],
    [
      for request in local.slash_requests : join("", [
        "operations.${request.from} asks for ${local.slash_demands[request.from]}, and its route takes ${request.path}, a request of ",
        "${request.to} (${local.operations[request.to].path}), which asks for ${local.slash_demands[request.to]}: let both ask for ",
        "the same, answer ${request.from} by an integration without the app, or set functions_enforce_routes = true if the ",
        "functions refuse such requests, as those with a package of terragate bundle do.",
      ])
      if(
        (local.has_route[request.from] ? contains(["router", "function"], local.integration_kind[request.from]) : false)
        && local.slash_demands[request.from] != local.slash_demands[request.to]
        && local.slash_demands[request.to] != "NONE"
        && !var.functions_enforce_routes
      )
    ],
  ])
}
