locals {
  # What terragate synth read from the OpenAPI document of the app: its operations, and the settings that they may have.
  app = jsondecode(file("${path.module}/operations.json"))

  # The settings that are given for each operation, and for the shared function ($router), which has none. They are read
  # here, in local.operations and in local.function_settings; what else reads them asks only whether they are given. try()
  # would give up on all settings where one is known only after an apply, such as the ARN of a bucket: lookup() does not.
  given = merge(
    { "$events" = local.events_settings },
    { for id in concat(["$router"], keys(local.app.operations)) : id => {} },
    { for id, settings in var.operations : id => settings }
  )

  isolated  = var.integration_pattern == "isolated"
  catch_all = coalesce(var.routes, local.isolated ? "operations" : "proxy") == "proxy"

  # The operations that cannot have a route of their own.
  unroutable = { for id, operation in local.operations : id => operation if operation.problem != null }

  # The operations on the route of another one, from which their paths differ only in the slash at the end.
  shadowed_by = { for id, operation in local.operations : id => operation.shadowed_by if operation.shadowed_by != null }

  # Operations whose requests would match the route of a configured one: GET /users/me beside GET /users/{id}.
  shadowed = distinct(flatten([for operation in values(local.operations) : operation.shadows if operation.configured]))

  # The app's own OPTIONS operations, while API Gateway answers OPTIONS: the preflight requests of pages are not signed. The
  # origins may be sensitive; whether there are any is not. nonsensitive() alone fails where a value is not sensitive.
  preflighted = {
    for id, operation in local.operations : id => operation
    if operation.method == "OPTIONS" ? nonsensitive(sensitive(length(var.cors_allow_origins) > 0)) : false
  }

  # The operations with a route of their own. Beside the catch-all of the shared pattern, these are the configured
  # operations and the shadowed ones.
  routed = {
    for id, operation in local.operations : id => operation
    if(
      (!local.catch_all || local.isolated || operation.configured || contains(local.shadowed, id))
      && operation.enabled
      && operation.problem == null
      && operation.shadowed_by == null
      && !contains(keys(local.preflighted), id)
    )
  }

  # The operation whose route each one takes: its own, or that of the one from which it differs in the slash at the end.
  route_owner = { for id, operation in local.operations : id => coalesce(operation.shadowed_by, id) }

  # Whether each operation has a route of its own.
  has_route = merge({ for id in keys(local.operations) : id => false }, { for id in keys(local.routed) : id => true })

  # What answers each operation: "router" is the shared function, "function" a function of its own, "lambda" a function
  # that exists already; otherwise it is the type of the integration.
  integration_kind = {
    for id, operation in local.routed : id => (
      lookup(operation.integration, "type", "lambda") != "lambda" || contains(keys(operation.integration), "arn")
      ? tostring(lookup(operation.integration, "type", "lambda"))
      : local.isolated || contains(keys(local.given[id]), "integration") ? "function" : "router"
    )
  }

  # The operations that a server, a service, API Gateway itself or an existing function answers: their integrations with
  # all settings.
  integration_settings = {
    for id, kind in local.integration_kind : id => merge(local.default_integration, local.operations[id].integration)
    if !contains(["router", "function"], kind)
  }

  # The functions that are of no single operation: $router serves those without one of their own, $events what schedules,
  # queues and buckets send.
  shared_functions = ["$router", "$events"]

  # The names of the functions, by operation.
  function_names = merge(
    local.events_function,
    local.catch_all || contains(values(local.integration_kind), "router") ? { "$router" = local.name } : {},
    { for id, kind in local.integration_kind : id => "${local.name}-${local.operations[id].function}" if kind == "function" }
  )

  # The settings of a function that are inputs of this module too.
  function_defaults = {
    dead_letter_target_arn = var.dead_letter_target_arn
    ephemeral_storage_size = var.ephemeral_storage_size
    handler                = var.handler
    lambda_tracing_enabled = var.lambda_tracing_enabled
    layers                 = var.layers
    log_retention_in_days  = var.log_retention_in_days
    memory_size            = var.memory_size
    permissions_boundary   = var.permissions_boundary
    reserved_concurrency   = var.reserved_concurrency
    snap_start             = var.snap_start
    timeout                = var.timeout
    vpc_security_group_ids = var.vpc_security_group_ids
    vpc_subnet_ids         = var.vpc_subnet_ids
  }

  # The settings of each function, those that are not given as the inputs of this module say.
  function_settings = {
    for key in keys(local.function_names) : key => merge(
      {
        canary                = key == "$router" ? var.canary : null
        env                   = {}
        iam_policy_statements = []
        secrets               = {}
        secrets_kms_key_arns  = []
      },
      local.given[key],
      {
        for name, default in local.function_defaults : name => (
          lookup(local.given[key], name, null) == null ? default : local.given[key][name]
        )
      }
    )
  }

  # The operation of each function, by what it is known by in a state: ids that differ in their writing alone (getFile,
  # get_file) have one name of a function, which so stays when an id is changed to the other.
  function_ids = {
    for id in keys(local.function_names) : contains(local.shared_functions, id) ? id : coalesce(local.operations[id].function_key, id) => id
  }

  # Whether a function runs behind the Lambda Web Adapter: a script serves HTTP, a Python handler takes the event itself.
  runs_adapter = { for key, settings in local.function_settings : key => endswith(settings.handler, ".sh") }

  # The ids of the operations on each route, and on each path of the document, which has those of the catch-all too.
  routes          = { for id, operation in local.routed : operation.route => id... }
  path_operations = merge({ for path in toset(local.catch_all_paths) : path => [] }, local.routes)
}
