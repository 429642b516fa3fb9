locals {
  # The operations of the app, as its OpenAPI document described them when this module was written.
  openapi    = jsondecode(file("${path.module}/operations.json"))
  operations = local.openapi.operations

  # The operations that cannot have a route of their own.
  unroutable = { for id, operation in local.operations : id => operation if can(operation.problem) }

  # The operations on the route of another one, from which their paths differ only in the slash at the end.
  shadowed_by = { for id, operation in local.operations : id => operation.shadowed_by if can(operation.shadowed_by) }

  # The settings of each operation, and of the shared function ($router). Where a value is known only after an apply,
  # such as the ARN of a bucket in a policy, try() would give up on all settings: they are read by lookup().
  operation_config = merge(
    { for id in concat(["$router"], keys(local.operations)) : id => {} },
    { for id, settings in var.operations : id => settings }
  )

  # The setting "integration" of each operation; {} where it is not set.
  integration_config = { for id, settings in local.operation_config : id => lookup(settings, "integration", {}) }

  isolated  = var.integration_pattern == "isolated"
  catch_all = coalesce(var.routes, local.isolated ? "operations" : "proxy") == "proxy"

  # Operations whose requests would match the route of a configured one: GET /users/me beside GET /users/{id}.
  shadowed = {
    for id in toset(flatten([for id in keys(var.operations) : try(local.operations[id].shadows, [])])) : id => true
  }

  # The app's own OPTIONS operations, while API Gateway answers OPTIONS: the preflight requests of pages are not signed.
  preflighted = {
    for id, operation in local.operations : id => operation
    if operation.method == "OPTIONS" ? length(var.cors_allow_origins) > 0 : false
  }

  # The operations with a route of their own. Beside the catch-all of the shared pattern, these are the configured
  # operations and the shadowed ones.
  routed = {
    for id, operation in local.operations : id => operation
    if(
      (!local.catch_all || local.isolated || length(local.operation_config[id]) > 0 || can(local.shadowed[id]))
      && coalesce(lookup(local.operation_config[id], "enabled", null), true)
      && !can(operation.problem)
      && !contains(keys(local.preflighted), id)
      && !can(operation.shadowed_by)
    )
  }

  # What answers each operation: "router" is the shared function, "function" a function of its own, "lambda" a function
  # that exists already; otherwise it is the type of the integration.
  integration_kind = {
    for id in keys(local.routed) : id => (
      lookup(local.integration_config[id], "type", "lambda") == "lambda" && !contains(keys(local.integration_config[id]), "arn")
      ? local.isolated || contains(keys(local.operation_config[id]), "integration") ? "function" : "router"
      : tostring(local.integration_config[id].type)
    )
  }

  # The names of the functions, by operation; $router is the shared function.
  function_names = {
    for key in concat(
      local.catch_all || contains(values(local.integration_kind), "router") ? ["$router"] : [],
      [for id, kind in local.integration_kind : id if kind == "function"]
    ) : key => key == "$router" ? local.name : "${local.name}-${try(local.operations[key].function, "")}"
  }

  # The operation of each function, by what it is known by in a state: ids that differ in their writing alone (getFile,
  # get_file) have one name of a function, which so stays when an id is changed to the other.
  function_ids = { for id in keys(local.function_names) : try(local.operations[id].function_key, id) => id }

  # Whether a function runs behind the Lambda Web Adapter: a script serves HTTP, a Python handler takes the event itself.
  runs_adapter = {
    for key in keys(local.function_names) : key => endswith(coalesce(lookup(local.operation_config[key], "handler", null), var.handler), ".sh")
  }

  # The ids of the operations on each route.
  routes = { for id, operation in local.routed : operation.route => id... }
}
