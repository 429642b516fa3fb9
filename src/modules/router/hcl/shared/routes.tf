locals {
  # What answers each operation, and the catch-all ($router), in words.
  answers_in_words = {
    for id, kind in merge(local.catch_all ? { "$router" = "router" } : {}, local.integration_kind) : id => (
      contains(["router", "function"], kind)
      ? "function ${local.function_names[kind == "router" ? "$router" : id]}"
      : kind == "lambda" ? "a function that exists" : kind
    )
  }

  # Who may call each of them, in words: the authorization, and the scopes of which a token needs one.
  callers_in_words = {
    for id in keys(local.answers_in_words) : id => join(" with ", compact([
      try(tostring(lookup(local.authorizations, id, var.auth)), "?"),
      try(join(" or ", lookup(local.scopes, id, var.authorization_scopes)), ""),
    ]))
  }

  # The routes as a reviewer reads them.
  route_titles = {
    for id in keys(local.answers_in_words) : id => (
      id == "$router" ? "everything else" : "${local.operations[id].method} ${local.operations[id].route}"
    )
  }
}
