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
      var.env,
      lookup(local.operation_config[key], "env", {}),
      (
        adapter
        ? merge(local.adapter_environment, {
          AWS_LWA_INVOKE_MODE = local.streams[key] ? "response_stream" : "buffered"
        })
        : {}
      ),
      local.app_environment
    )
  }
}
