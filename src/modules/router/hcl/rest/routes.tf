locals {
  # The checks of API Gateway, none of them by the catch-all.
  checks_in_words = merge({ "$router" = "NONE" }, local.request_validation)

  routes_in_words = {
    for id, title in local.route_titles : title => join(", ", concat(
      [local.callers_in_words[id], local.answers_in_words[id]],
      local.api_key_required[id] ? ["API key"] : [],
      local.checks_in_words[id] == "NONE" ? [] : ["checks ${lower(local.checks_in_words[id])}"]
    ))
  }
}
