# Todos in the order of their ids. It costs by request, and nothing while nobody asks.
resource "aws_dynamodb_table" "todos" {
  #checkov:skip=CKV_AWS_119: the table is encrypted with the key of AWS, which costs nothing; one of your own is server_side_encryption
  name         = "${local.prefix}todos"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "list"
  range_key    = "id"

  attribute {
    name = "list"
    type = "S"
  }

  attribute {
    name = "id"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  deletion_protection_enabled = var.deletion_protection

  tags = local.tags
}

locals {
  # What app/db/dynamodb.py calls, and nothing else.
  table_statement = {
    Sid      = "Todos"
    Effect   = "Allow"
    Action   = ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"]
    Resource = [aws_dynamodb_table.todos.arn]
  }
}
