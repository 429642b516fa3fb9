locals {
  # Routes by which callers could reach the path of events, if no guard stood in the function: the catch-all, and those with
  # a variable.
  open_to_events = concat(
    local.catch_all ? ["what has no route of its own (routes is \"proxy\")"] : [],
    [for id, wide in local.wide : "operations.${id}" if wide && local.operations[id].method == "POST"]
  )

  # What is wrong with schedules, queues and buckets beside the rules for each.
  event_problems = !local.has_events ? [] : concat(
    [
      for id, operation in local.operations : join("", [
        "operations.${id} (POST ${operation.path}) would take events of callers, as events_path is the same: leave it out of ",
        "the document (include_in_schema=False) if it is for events, or give another events_path.",
      ])
      if operation.enabled && operation.method == "POST" && trim(operation.path, "/") == trim(local.events_path, "/")
    ],
    var.functions_enforce_routes || length(local.open_to_events) == 0 ? [] : [join("", [
      "Callers could make up events by POST ${local.events_path}, which ",
      join(" and ", slice(local.open_to_events, 0, min(3, length(local.open_to_events)))),
      length(local.open_to_events) > 3 ? " and others lead" : length(local.open_to_events) > 1 ? " lead" : " leads",
      " to: set functions_enforce_routes = true, which says that the package is one of terragate bundle, started by ",
      "terragate_asgi, and closes that path.",
    ])],
    [
      for name in keys(var.schedules) : join("", [
        "schedules.${name} would be called \"${local.name}-${name}\", which has ${length("${local.name}-${name}")} characters: ",
        "AWS takes 64.",
      ])
      if length("${local.name}-${name}") > 64
    ]
  )
}
