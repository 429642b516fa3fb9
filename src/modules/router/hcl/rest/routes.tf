locals {
  routes_in_words = {
    for id, title in local.route_titles : title => join(", ", concat(
      [local.callers_in_words[id], local.answers_in_words[id]],
      local.api_key_required[id] ? ["API key"] : [],
      lookup(local.request_validation, id, "NONE") == "NONE" ? [] : ["checks ${try(lower(local.request_validation[id]), "?")}"]
    ))
  }
}
