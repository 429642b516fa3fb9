locals {
  # The dimensions of the stage's metrics in CloudWatch.
  api_metrics = { ApiId = module.http_api.api_id, Stage = var.stage_name }

  # The names of the metrics of errors.
  error_metrics = { client = "4xx", server = "5xx" }
}
