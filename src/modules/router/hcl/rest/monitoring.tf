locals {
  # The dimensions of the stage's metrics in CloudWatch.
  api_metrics = { ApiName = local.name, Stage = var.stage_name }

  # The names of the metrics of errors.
  error_metrics = { client = "4XXError", server = "5XXError" }
}
