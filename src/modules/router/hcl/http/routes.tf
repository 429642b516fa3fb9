locals {
  routes_in_words = {
    for id, title in local.route_titles : title => "${local.callers_in_words[id]}, ${local.answers_in_words[id]}"
  }
}
