locals {
  # Whether any function runs behind the Lambda Web Adapter.
  uses_adapter = anytrue(values(local.runs_adapter))

  # The layer of the Lambda Web Adapter 1.1.0. One account publishes it for both architectures in the commercial regions;
  # each region of China has an account of its own, for x86_64 only.
  # https://github.com/aws/aws-lambda-web-adapter
  adapter_account = lookup(
    { cn-north-1 = "041581134020", cn-northwest-1 = "069767869989" },
    data.aws_region.current.id,
    "753240598075"
  )

  adapter_layer = var.architecture == "arm64" ? "LambdaAdapterLayerArm64" : "LambdaAdapterLayerX86"

  adapter_layer_arn = coalesce(
    var.lwa_layer_arn,
    join(":", [
      "arn:${data.aws_partition.current.partition}:lambda:${data.aws_region.current.id}",
      "${local.adapter_account}:layer:${local.adapter_layer}:30",
    ])
  )

  adapter_environment = {
    AWS_LAMBDA_EXEC_WRAPPER = "/opt/bootstrap"
    AWS_LWA_PORT            = "8000"
    PORT                    = "8000"
  }

  # The CORS settings of the gateway, which the app follows: it answers pages itself.
  app_environment = merge(
    local.uses_cognito ? { COGNITO_CLIENT_IDS = join(",", var.user_pool_client_ids) } : {},
    {
      ALLOWED_ORIGINS        = join(",", var.cors_allow_origins)
      CORS_ALLOW_CREDENTIALS = tostring(var.cors_allow_credentials)
      CORS_EXPOSE_HEADERS    = join(",", var.cors_expose_headers)
    }
  )

  # The variables of each function. A later map wins: a team can change how the adapter waits for the app, but not how it
  # starts the app, nor which pages the app allows.
  environments = {
    for key, adapter in local.runs_adapter : key => merge(
      adapter ? { AWS_LWA_READINESS_CHECK_PROTOCOL = "tcp" } : {},
      local.base_path_environment[key],
      var.env,
      local.function_settings[key].env,
      (
        adapter
        ? merge(local.adapter_environment, {
          AWS_LWA_INVOKE_MODE = local.streams[key] ? "response_stream" : "buffered"
        })
        : {}
      ),
      local.events_environment[key],
      local.app_environment
    )
  }

  # Settings by which an operation's function needs a role of its own: what it may do differs from the others.
  role_settings = [
    "dead_letter_target_arn",
    "iam_policy_statements",
    "lambda_tracing_enabled",
    "permissions_boundary",
    "secrets",
    "secrets_kms_key_arns",
    "vpc_security_group_ids",
    "vpc_subnet_ids",
  ]

  # The functions with a role of their own. The shared function always has one, as that of events.
  has_own_role = {
    for key in keys(local.function_names) : key => (
      contains(local.shared_functions, key)
      || var.function_roles == "own"
      || length(setintersection(keys(local.given[key]), local.role_settings)) > 0
    )
  }

  # The functions with a log group of their own.
  has_own_log_group = {
    for key in keys(local.function_names) : key => (
      contains(local.shared_functions, key)
      || var.function_log_groups == "own"
      || contains(keys(local.given[key]), "log_retention_in_days")
    )
  }

  # The functions that are called by an alias, which names a published version.
  has_alias = {
    for key in keys(local.function_names) : key => (
      contains(local.shared_functions, key)
      || var.function_aliases_enabled
      || var.snap_start
      || length(setintersection(keys(local.given[key]), ["canary", "snap_start"])) > 0
    )
  }

  # What all functions may do, beside writing logs and traces.
  app_statements = [
    for statement in var.additional_iam_policy_statements : {
      for key, value in statement : key => value
      if value != null
    }
  ]

  own_statements = {
    for key, own in local.has_own_role :
    key => concat(local.app_statements, local.function_settings[key].iam_policy_statements)
    if own
  }

  # The functions that have a log group of their own and not a role.
  own_log_groups = [
    for key, name in local.function_names : name if local.has_own_log_group[key] && !local.has_own_role[key]
  ]

  # The log groups that the shared role writes to: the one that its functions share, and their own. A policy holds so many
  # names; where there are more, all that begin with the name of the API take their place.
  shared_role_log_groups = concat(
    aws_cloudwatch_log_group.functions[*].arn,
    [
      for name in length(local.own_log_groups) > 40 ? ["${local.name}-*"] : local.own_log_groups : join(":", [
        "arn:${data.aws_partition.current.partition}:logs:${data.aws_region.current.id}",
        "${data.aws_caller_identity.current.account_id}:log-group:/aws/lambda/${name}",
      ])
    ]
  )

  # The ARNs by which the API calls the functions of this module. Built of what is known, so that a plan shows the
  # document: the stage waits for the functions.
  function_arns = {
    for key, name in local.function_names : key => join(":", concat(
      [
        "arn:${data.aws_partition.current.partition}:lambda:${data.aws_region.current.id}",
        "${data.aws_caller_identity.current.account_id}:function:${name}",
      ],
      local.has_alias[key] ? ["live"] : []
    ))
  }
}
