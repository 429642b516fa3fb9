locals {
  # The names of settings, integration types, authorizer types and authorizations that there are.
  allowed = local.app.allowed

  # Everything that can answer an operation: the functions of this module, and the types of integration.
  kinds_of_integration = concat(["router", "function"], keys(local.allowed.integration_types))

  # The names that auth and the setting authorization take.
  authorization_names = concat(local.allowed.authorizations, keys(var.authorizers))

  # The authorizations whose tokens have scopes.
  scoped_authorizations = concat(
    local.allowed.scoped_authorizations,
    [for name, authorizer in local.authorizers : name if contains(["COGNITO", "JWT"], authorizer.type)]
  )

  # The settings of the operations that the app has, and the integrations among them.
  configured = { for id, operation in local.operations : id => local.given[id] if operation.configured }

  configured_integrations = {
    for id, settings in local.configured : id => settings.integration if contains(keys(settings), "integration")
  }

  known_integrations = {
    for id, integration in local.configured_integrations : id => integration
    if contains(keys(local.allowed.integration_types), lookup(integration, "type", ""))
  }

  known_authorizers = {
    for name, authorizer in var.authorizers : name => authorizer
    if contains(keys(local.allowed.authorizer_types), lookup(authorizer, "type", ""))
  }

  # The names of all settings that some operation has. A check of a setting that nobody uses looks at no operation.
  used_settings          = keys(merge(values(local.configured)...))
  used_function_settings = setintersection(local.used_settings, local.allowed.function_settings)

  # The settings by which an operation asks callers for something else than the API does.
  protecting_settings = setintersection(["authorization", "authorization_scopes", "api_key_required"], local.allowed.settings)

  # Misspelled names.
  unknown_settings   = setsubtract(local.used_settings, local.allowed.settings)
  unknown_operations = setsubtract(keys(var.operations), keys(local.app.operations))

  # What is wrong with the inputs, one line each: a plan fails with all of it at once. Each check is of what a plan knows.
  problems = concat(
    local.operation_problems,
    local.integration_problems,
    local.authorizer_problems,
    local.authorization_problems,
    local.detour_problems,
    local.without_route_problems,
    local.slash_problems,
    local.route_problems,
    local.event_problems,
    local.api_problems
  )

  # The package and the layer of the functions.
  package_problems = concat(
    length([for given in [var.lambda_zip, var.lambda_source_dir, var.lambda_s3_bucket] : given if given != null]) <= 1 ? [] : [
      "More than one of lambda_zip, lambda_source_dir and lambda_s3_bucket is given: the code comes from one of them.",
    ],
    (var.lambda_s3_bucket == null) == (var.lambda_s3_key == null) ? [] : [
      "Only one of lambda_s3_bucket and lambda_s3_key is given: the code in S3 needs both.",
    ],
    local.package_from_s3 || local.package_from_dir || fileexists(local.package_zip) ? [] : [join("", [
      "There is no Lambda package at \"${local.package_zip}\": build it (terragate bundle), ",
      "or give lambda_zip, lambda_source_dir or lambda_s3_bucket and lambda_s3_key.",
    ])],
    !local.uses_adapter || var.lwa_layer_arn != null ? [] : concat(
      contains(["aws", "aws-cn"], data.aws_partition.current.partition) ? [] : [join("", [
        "The Lambda Web Adapter publishes no layer in the partition ${data.aws_partition.current.partition}: ",
        "copy it and give lwa_layer_arn, or use a Python handler.",
      ])],
      data.aws_partition.current.partition != "aws-cn" || var.architecture == "x86_64" ? [] : [
        "The Lambda Web Adapter publishes its layer in China for x86_64 only: set architecture to x86_64, or give lwa_layer_arn.",
      ]
    )
  )

  # The ids and settings of operations.
  operation_problems = flatten([
    [
      for id in local.unknown_operations : join("", [
        "operations has \"${id}\", which the app does not have: give one of ",
        join(", ", slice(keys(local.operations), 0, min(50, length(local.operations)))),
        length(local.operations) > 50 ? ", and ${length(local.operations) - 50} more in operations.json." : ".",
      ])
    ],
    [
      for name in local.unknown_settings : [
        for id, settings in local.configured :
        "operations.${id} has \"${name}\", which is not a setting: give some of ${join(", ", local.allowed.settings)}."
        if contains(keys(settings), name)
      ]
    ],
    [
      for name in local.used_function_settings : [
        for id, kind in local.integration_kind : join("", [
          "operations.${id}.${name} is for a function of its own, and the operation runs on ",
          (
            kind == "router"
            ? "the shared function: set integration = { type = \"lambda\" } to give it one."
            : "its integration: leave it out."
          ),
        ])
        if kind != "function" && contains(keys(local.given[id]), name)
      ]
    ],
  ])

  # The integrations of operations.
  integration_problems = flatten([
    [
      for id, integration in local.configured_integrations : join("", [
        "operations.${id}.integration has ",
        contains(keys(integration), "type") ? "the type \"${integration.type}\"" : "no type",
        ": give one of ${join(", ", keys(local.allowed.integration_types))}.",
      ])
      if !contains(keys(local.known_integrations), id)
    ],
    [
      for id, integration in local.known_integrations : [
        for name in setsubtract(keys(integration), local.allowed.integration_types[integration.type].settings) : join("", [
          "operations.${id}.integration has \"${name}\", which the type ${integration.type} does not know: ",
          "give some of ${join(", ", local.allowed.integration_types[integration.type].settings)}.",
        ])
      ]
    ],
    [
      for id, integration in local.known_integrations : [
        for name in setsubtract(local.allowed.integration_types[integration.type].needs, keys(integration)) :
        "operations.${id}.integration has the type ${integration.type} and no ${name}: give it."
      ]
    ],
  ])

  # The authorizers.
  authorizer_problems = flatten([
    [
      for name, authorizer in var.authorizers : join("", [
        "authorizers.${name} has ",
        contains(keys(authorizer), "type") ? "the type \"${authorizer.type}\"" : "no type",
        ": give one of ${join(", ", keys(local.allowed.authorizer_types))}.",
      ])
      if !contains(keys(local.known_authorizers), name)
    ],
    [
      for name, authorizer in local.known_authorizers : [
        for setting in setsubtract(keys(authorizer), local.allowed.authorizer_types[authorizer.type].settings) : join("", [
          "authorizers.${name} has \"${setting}\", which the type ${authorizer.type} does not know: ",
          "give some of ${join(", ", local.allowed.authorizer_types[authorizer.type].settings)}.",
        ])
      ]
    ],
    [
      for name, authorizer in local.known_authorizers : [
        for setting in setsubtract(local.allowed.authorizer_types[authorizer.type].needs, keys(authorizer)) :
        "authorizers.${name} has the type ${authorizer.type} and no ${setting}: give it."
      ]
    ],
    [
      for name, authorizer in var.authorizers : [
        for setting in setintersection(["user_pool_arns", "identity_sources", "audience"], keys(authorizer)) :
        "authorizers.${name} has an empty ${setting}: give one at least."
        if !try(length(authorizer[setting]) > 0, true)
      ]
    ],
  ])

  # The user pool.
  pool_problems = concat(
    !local.uses_cognito || var.user_pool_id != null ? [] : [join("", [
      var.auth == "COGNITO" ? "auth" : "the authorization of an operation",
      " is COGNITO and user_pool_id is null: give the id of the user pool.",
    ])],
    local.uses_cognito || var.user_pool_id == null ? [] : [join("", [
      "user_pool_id is given and auth is ${var.auth}: set auth, or the authorization of an operation, to COGNITO, ",
      "or leave the pool out.",
    ])]
  )

  # The authorization of operations, and what it protects.
  authorization_problems = flatten([
    contains(local.authorization_names, var.auth) ? [] : [
      "auth is \"${var.auth}\": give one of ${join(", ", local.authorization_names)}.",
    ],
    [
      for id, name in local.authorizations :
      "operations.${id}.authorization is \"${name}\": give one of ${join(", ", local.authorization_names)}."
      if !contains(local.authorization_names, name) && contains(keys(local.given[id]), "authorization")
    ],
    length(var.authorization_scopes) == 0 || contains(local.scoped_authorizations, var.auth) ? [] : [
      "authorization_scopes are given and auth is ${var.auth}, which has no scopes: leave them out.",
    ],
    [
      for id, name in local.authorizations : join("", [
        "operations.${id}.authorization_scopes are given and its authorization is ${name}, which has no scopes: ",
        "leave them out, or set authorization to one that has.",
      ])
      if(
        contains(keys(local.given[id]), "authorization_scopes")
        && length(local.operations[id].authorization_scopes) > 0
        && !contains(local.scoped_authorizations, name)
      )
    ],
    [
      for id, operation in local.routed : [
        for other in operation.shadows : join("", [
          "operations.${id} asks for ${operation.authorization}, and its path ${operation.path} takes requests of ${other} ",
          "(${local.operations[other].path}) too, which has no route of its own",
          local.operations[other].problem == null ? "" : " (${local.operations[other].problem})",
          ": leave the authorization at ${var.auth}, or ",
          local.operations[other].problem == null ? "give ${other} a route." : "answer ${id} by something that is not the app.",
        ])
        if(
          operation.authorization != var.auth
          && contains(["router", "function", "lambda"], local.integration_kind[id])
          && !local.has_route[local.route_owner[other]]
        )
      ]
    ],
    [
      for name in setintersection(local.protecting_settings, local.used_settings) : [
        for id, settings in local.configured : join("", [
          "operations.${id}.${name} would be no protection while routes is \"proxy\": callers could reach the app by another ",
          "way of writing ${local.operations[id].path}, with what auth asks for. Set ${local.operations_way}.",
        ])
        if local.catch_all && contains(keys(settings), name) && local.operations[id].problem == null && (
          name != "authorization" || !contains([var.auth, "NONE"], local.operations[id].authorization)
        )
      ]
    ],
  ])

  # The routes.
  route_problems = flatten([
    [
      for id, operation in local.preflighted : join("", [
        "operations.${id} (OPTIONS ${operation.path}) has settings, and API Gateway answers OPTIONS itself while ",
        "cors_allow_origins is not empty: leave the operation out, or set cors_allow_origins to [] and let the app answer.",
      ])
      if operation.configured && operation.enabled
    ],
    [
      for id, operation in local.without_route : join("", [
        "operations.${id} has settings and can not have a route for them (${operation.method} ${operation.path}): ",
        "${operation.problem}. Leave the settings of ${id} out: it is served by /{proxy+}.",
      ])
      if local.catch_all && operation.configured
    ],
    [
      for id in local.left_out : join("", [
        "operations.${id} is not enabled and routes is \"proxy\", by which it is reached nevertheless: ",
        length(setsubtract(local.routable, local.left_out)) == 0 ? "leave enabled out." : "set ${local.operations_way}.",
      ])
      if local.catch_all
    ],
    [
      for id, operation in local.routed : [
        for other in operation.shadows : join("", [
          "operations.${other} is not enabled, and requests to ${local.operations[other].path} take the route of ${id} ",
          "(${operation.path}): leave ${id} out too, or answer it by something that is not the app.",
        ])
        if(
          local.operations[other].problem == null
          && coalesce(local.operations[other].shadowed_by, id) == id
          && contains(["router", "function", "lambda"], local.integration_kind[id])
          && !local.operations[other].enabled
        )
      ]
    ],
    length(local.routed) > 0 || local.catch_all ? [] : [join("", [
      "The API would have no route: ",
      length(local.routable) == 0 ? local.proxy_ways[0] : "enable an operation, such as ${local.routable[0]}",
      ".",
    ])],
  ])
}
