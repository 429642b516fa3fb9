output "api_url" {
  description = "Address of the API, without a slash at its end."
  value       = trimsuffix(module.shop.stage_invoke_url, "/")
}

output "function_name" {
  description = "Name of the function."
  value       = module.shop.lambda_function_name
}
