output "api_url" {
  description = "Address of the API, without a slash at its end."
  value       = trimsuffix(module.todo.stage_invoke_url, "/")
}

output "function_name" {
  description = "Name of the function."
  value       = module.todo.lambda_function_name
}

output "api_key_values" {
  description = "API keys by their names."
  value       = module.todo.api_key_values
  sensitive   = true
}

output "api_key_ids" {
  description = "Ids of the API keys by their names, by which AWS's CLI tells a value."
  value       = module.todo.api_key_ids
}
