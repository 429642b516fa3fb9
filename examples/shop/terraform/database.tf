locals {
  database_url = "sqlite+aiosqlite:///${var.database_file}"
}
