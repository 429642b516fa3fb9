locals {
  # The dimensions of the API's metrics, as a dashboard lists them.
  api_dimensions = flatten([for name, value in local.api_metrics : [name, value]])

  # The functions in the dashboard; CloudWatch shows 500 metrics in a graph at most.
  graphed_functions = slice(values(local.function_names), 0, min(length(local.function_names), 500))

  # The graphs of the dashboard: four of the API, three of its functions.
  widgets = [
    {
      type   = "metric"
      width  = 12
      height = 6
      properties = {
        title  = "Requests"
        stat   = "Sum"
        period = 300
        region = data.aws_region.current.id
        metrics = [
          concat(["AWS/ApiGateway", "Count"], local.api_dimensions),
        ]
      }
    },
    {
      type   = "metric"
      width  = 12
      height = 6
      properties = {
        title  = "Errors"
        stat   = "Sum"
        period = 300
        region = data.aws_region.current.id
        metrics = [
          concat(["AWS/ApiGateway", local.error_metrics.client], local.api_dimensions),
          concat(["AWS/ApiGateway", local.error_metrics.server], local.api_dimensions),
        ]
      }
    },
    {
      type   = "metric"
      width  = 12
      height = 6
      properties = {
        title  = "Latency, p50"
        stat   = "p50"
        period = 300
        region = data.aws_region.current.id
        metrics = [
          concat(["AWS/ApiGateway", "Latency"], local.api_dimensions),
          concat(["AWS/ApiGateway", "IntegrationLatency"], local.api_dimensions),
        ]
      }
    },
    {
      type   = "metric"
      width  = 12
      height = 6
      properties = {
        title  = "Latency, p99"
        stat   = "p99"
        period = 300
        region = data.aws_region.current.id
        metrics = [
          concat(["AWS/ApiGateway", "Latency"], local.api_dimensions),
          concat(["AWS/ApiGateway", "IntegrationLatency"], local.api_dimensions),
        ]
      }
    },
    {
      type   = "metric"
      width  = 12
      height = 6
      properties = {
        title  = "Calls of each function"
        stat   = "Sum"
        period = 300
        region = data.aws_region.current.id
        metrics = [
          for function in local.graphed_functions : ["AWS/Lambda", "Invocations", "FunctionName", function]
        ]
      }
    },
    {
      type   = "metric"
      width  = 12
      height = 6
      properties = {
        title  = "Errors of each function"
        stat   = "Sum"
        period = 300
        region = data.aws_region.current.id
        metrics = [
          for function in local.graphed_functions : ["AWS/Lambda", "Errors", "FunctionName", function]
        ]
      }
    },
    {
      type   = "metric"
      width  = 12
      height = 6
      properties = {
        title  = "Duration of each function, p99"
        stat   = "p99"
        period = 300
        region = data.aws_region.current.id
        metrics = [
          for function in local.graphed_functions : ["AWS/Lambda", "Duration", "FunctionName", function]
        ]
      }
    },
  ]
}
