locals {
  # The routes as a reviewer reads them: who may call each, by which scopes, and what answers.
  callers_in_words = merge(
    local.catch_all ? { "$router" = join(" with ", compact([var.auth, join(" or ", var.authorization_scopes)])) } : {},
    {
      for id, operation in local.routed : id => join(" with ", compact([
        try(tostring(operation.authorization), "?"),
        try(join(" or ", operation.authorization_scopes), ""),
      ]))
    }
  )

  # The authorization by which callers reach each operation, on its route or by the catch-all; "" where nothing leads to it.
  reached_by = {
    for id, owner in local.route_owner : id => (
      local.has_route[owner] ? local.operations[owner].authorization : local.catch_all ? var.auth : ""
    )
  }

  answers_in_words = {
    for id, kind in merge(local.catch_all ? { "$router" = "router" } : {}, local.integration_kind) : id => (
      contains(["router", "function"], kind)
      ? "function ${local.function_names[kind == "router" ? "$router" : id]}"
      : kind == "lambda" ? "a function that exists" : kind
    )
  }

  route_titles = merge(
    { for id, operation in local.routed : id => "${operation.method} ${operation.route}" },
    local.catch_all ? { "$router" = "everything else" } : {}
  )
}
