output "api_url" {
  description = "Address of the API."
  value       = module.my_api.stage_invoke_url
}

output "runtime_config" {
  description = "Settings of the website, as JSON: runtime-config.json beside its page."
  value = jsonencode({
    apis             = { MyApi = module.my_api.stage_invoke_url }
    region           = data.aws_region.current.id
    userPoolId       = aws_cognito_user_pool.this.id
    userPoolClientId = aws_cognito_user_pool_client.website.id
    identityPoolId   = aws_cognito_identity_pool.this.id
  })
}
