# Aurora behind RDS Proxy where var.database says so. On this machine, and nowhere else, a file is enough.
module "database" {
  count  = var.database == null ? 0 : 1
  source = "./database"

  name                = "${local.prefix}shop"
  database            = "shop"
  capacity            = { min = var.database.min_capacity, max = var.database.max_capacity }
  internet_access     = var.database.internet_access
  deletion_protection = var.database.deletion_protection

  permissions_boundary = var.permissions_boundary

  # What the app calls: the queue, and the service that holds SECRET_KEY
  services = ["sqs", "ssm"]

  tags = local.tags
}

locals {
  database_url       = var.database == null ? "sqlite+aiosqlite:///${var.database_file}" : module.database[0].url
  subnet_ids         = flatten(module.database[*].subnet_ids)
  security_group_ids = flatten(module.database[*].security_group_ids)

  # A function answers one request at a time, and so uses one connection.
  database_env = var.database == null ? {} : { DATABASE_AUTH = "iam", DATABASE_POOL_SIZE = "1" }
}
