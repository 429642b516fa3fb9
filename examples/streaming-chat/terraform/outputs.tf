output "api_url" {
  description = "Address of the API, without a slash at its end."
  value       = trimsuffix(module.chat.stage_invoke_url, "/")
}

output "execution_arn" {
  description = "What callers need execute-api:Invoke for: this and /* for all of the API, or /METHOD/path for one route."
  value       = module.chat.stage_execution_arn
}
