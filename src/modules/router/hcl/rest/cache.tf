locals {
  # The operations whose answers the cache of the stage keeps. What has no route of its own is never kept.
  cached = {
    for id, operation in local.routed : id => operation
    if operation.caching_enabled
  }

  # The parts of a request by which an authorization tells callers apart. A signed request has its signer in the header, or
  # in the query.
  caller_parameters = merge(
    {
      NONE    = []
      IAM     = ["header.Authorization", "querystring.X-Amz-Credential"]
      COGNITO = ["header.Authorization"]
    },
    {
      for name, authorizer in local.authorizers : name => [
        for source in(
          authorizer.type == "REQUEST"
          ? authorizer.identity_sources
          : ["header.${trimprefix(authorizer.identity_source, "method.request.header.")}"]
        ) : trimprefix(source, "method.request.")
      ]
    }
  )

  # What the answer of each of them depends on: the variables of its path, what its document says that it reads, what
  # request_parameters adds, what tells callers apart, and the origin of a page, which the app's CORS headers name.
  cache_parameters = {
    for id, operation in local.cached : id => concat(
      [for name in flatten(regexall("{([^}+]+)[+]?}", operation.route)) : "path.${name}"],
      operation.cache_key,
      keys(operation.request_parameters),
      lookup(local.caller_parameters, operation.authorization, []),
      operation.api_key_required ? ["header.x-api-key"] : [],
      length(var.cors_allow_origins) > 0 ? ["header.Origin"] : []
    )
  }

  # The same, each once: a header is one header in upper and in lower case.
  cache_parameters_alike = {
    for id, names in local.cache_parameters : id => {
      for name in names : (startswith(name, "header.") ? lower(name) : name) => name...
      if can(regex("^(path|querystring|header)[.].", name))
    }
  }

  cache_keys = merge(
    { for id in keys(local.routed) : id => [] },
    { for id, alike in local.cache_parameters_alike : id => [for names in values(alike) : names[0]] }
  )

  # What the cache adds to the integration of each operation.
  cache_integrations = {
    for id, operation in local.routed : id => {
      for name, value in {
        cacheKeyParameters = [for parameter in local.cache_keys[id] : "method.request.${parameter}"]
        cacheNamespace     = operation.function
      } : name => value
      if operation.caching_enabled
    }
  }

  # The cached operations whose answers stream.
  cached_streams = {
    for id in keys(local.cached) : id => local.integration_kind[id]
    if(
      contains(["router", "function"], local.integration_kind[id])
      ? local.streams[local.integration_kind[id] == "router" ? "$router" : id]
      : local.operations[id].response_transfer_mode == "STREAM"
    )
  }

  # What can not be kept, one line each.
  cache_problems = concat(
    [
      for id, operation in local.cached : join("", [
        "operations.${id}.caching_enabled is true and its method is ${operation.method}: ",
        "API Gateway keeps answers to GET alone. Leave it out.",
      ])
      if operation.method != "GET"
    ],
    [
      for id, operation in local.cached : join("", [
        "operations.${id}.caching_enabled is true and ${operation.uncacheable}: requests that differ would have one answer. ",
        "Leave it out.",
      ])
      if operation.uncacheable != null
    ],
    [
      for id, kind in local.cached_streams : join("", [
        "operations.${id}.caching_enabled is true and its answer streams, which API Gateway does not keep: set ",
        kind == "router" ? "response_transfer_mode (of the shared function)" : "operations.${id}.response_transfer_mode",
        " to \"BUFFERED\", or leave it out.",
      ])
    ],
    flatten([
      for id, operation in local.cached : [
        for source in lookup(local.caller_parameters, operation.authorization, []) : join("", [
          "operations.${id}.caching_enabled is true and its authorizer ${operation.authorization} tells callers apart by ",
          "${source}, which no cache key can hold: callers would get answers of others. Leave it out.",
        ])
        if !can(regex("^(querystring|header)[.].", source))
      ]
    ]),
    [
      for id, operation in local.routed : join("", [
        "operations.${id}.cache_ttl_in_seconds is given and caching_enabled is not true: nothing is kept. ",
        "Set operations.${id}.caching_enabled to true, or leave it out.",
      ])
      if !operation.caching_enabled && operation.cache_ttl_in_seconds != null
    ]
  )
}
