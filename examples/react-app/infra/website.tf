# The pages on AWS. On this machine, Vite serves them.
module "website" {
  source = "../../../modules/website"

  name                = "react-app"
  api_urls            = { MyApi = module.my_api.stage_invoke_url }
  user_pool_id        = aws_cognito_user_pool.this.id
  user_pool_client_id = aws_cognito_user_pool_client.website.id
  identity_pool_id    = aws_cognito_identity_pool.this.id
  tags                = local.tags
}
