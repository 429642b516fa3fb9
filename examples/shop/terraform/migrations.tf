# Brings the tables to what this version of the app needs, with each apply that has new migrations: a call of the function of
# events. Callers can not send it. Where a migration fails, so does the apply.
resource "aws_lambda_invocation" "migrations" {
  function_name = module.shop.functions["$events"].function_name
  qualifier     = module.shop.functions["$events"].alias_name
  input         = jsonencode({ migrate = "head" })

  triggers = {
    database   = local.database_url
    migrations = sha256(join(" ", [for file in sort(fileset("${path.module}/../migrations/versions", "*.py")) : filesha256("${path.module}/../migrations/versions/${file}")]))
  }
}
