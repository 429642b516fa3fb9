output "api_url" {
  description = "Address of the API."
  value       = module.my_api.stage_invoke_url
}

output "website_url" {
  description = "Address of the website."
  value       = module.website.url
}

output "bucket" {
  description = "Name of the bucket that the files of the website go into."
  value       = module.website.bucket
}

output "user_pool_id" {
  description = "Id of the user pool, to make users in."
  value       = aws_cognito_user_pool.this.id
}
