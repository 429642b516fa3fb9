output "api_url" {
  description = "Address of the API, without a slash at its end."
  value       = trimsuffix(local.api_url, "/")
}

output "website_url" {
  description = "Address of the website."
  value       = module.website.url
}

output "function_name" {
  description = "Name of the function."
  value       = module.board.lambda_function_name
}
