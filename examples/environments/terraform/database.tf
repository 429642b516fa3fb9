# Aurora behind RDS Proxy where var.database says so. On this machine, and nowhere else, a file is enough.
module "database" {
  count  = var.database == null ? 0 : 1
  source = "../../shop/terraform/database" # a copy of this project has it beside the root: "./database"

  name                 = "${local.prefix}board"
  database             = "board"
  cidr                 = var.database.cidr
  capacity             = { min = var.database.min_capacity, max = var.database.max_capacity }
  backup_days          = var.database.backup_days
  deletion_protection  = var.deletion_protection
  permissions_boundary = var.permissions_boundary
  services             = ["ssm"] # what the app calls: the service that holds POST_TOKEN
  tags                 = local.tags
}

locals {
  database_url = var.database == null ? "sqlite+aiosqlite:///${var.database_file}" : module.database[0].url
}

# Brings the tables to what this version of the app needs, with each apply that has new migrations. Callers can not send it. Where a
# migration fails, so does the apply.
resource "aws_lambda_invocation" "migrations" {
  function_name = module.board.functions["$events"].function_name
  qualifier     = module.board.functions["$events"].alias_name
  input         = jsonencode({ migrate = "head" })

  triggers = {
    database   = local.database_url
    migrations = sha256(join(" ", [for file in sort(fileset("${path.module}/../migrations/versions", "*.py")) : filesha256("${path.module}/../migrations/versions/${file}")]))
  }
}
