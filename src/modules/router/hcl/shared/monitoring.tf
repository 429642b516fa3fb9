locals {
  # The dimensions of the API's metrics, as a dashboard lists them.
  api_dimensions = flatten([for name, value in local.api_metrics : [name, value]])

  # The functions in the dashboard; CloudWatch shows 500 metrics in a graph at most.
  graphed_functions = slice(values(local.function_names), 0, min(length(local.function_names), 500))

  metrics_of_api = {
    for name, metrics in {
      requests = ["Count"]
      errors   = [local.error_metrics.client, local.error_metrics.server]
      latency  = ["Latency", "IntegrationLatency"]
    } : name => [for metric in metrics : concat(["AWS/ApiGateway", metric], local.api_dimensions)]
  }

  metrics_of_functions = {
    for metric in ["Invocations", "Errors", "Duration"] :
    metric => [for function in local.graphed_functions : ["AWS/Lambda", metric, "FunctionName", function]]
  }

  # The graphs of the dashboard: four of the API, three of its functions.
  graphs = [
    { title = "Requests", stat = "Sum", metrics = local.metrics_of_api["requests"] },
    { title = "Errors", stat = "Sum", metrics = local.metrics_of_api["errors"] },
    { title = "Latency, p50", stat = "p50", metrics = local.metrics_of_api["latency"] },
    { title = "Latency, p99", stat = "p99", metrics = local.metrics_of_api["latency"] },
    { title = "Calls of each function", stat = "Sum", metrics = local.metrics_of_functions["Invocations"] },
    { title = "Errors of each function", stat = "Sum", metrics = local.metrics_of_functions["Errors"] },
    { title = "Duration of each function, p99", stat = "p99", metrics = local.metrics_of_functions["Duration"] },
  ]

  widgets = [
    for graph in local.graphs : {
      type   = "metric"
      width  = 12
      height = 6
      properties = {
        title   = graph.title
        stat    = graph.stat
        period  = 300
        region  = data.aws_region.current.id
        metrics = graph.metrics
      }
    }
  ]
}
