# RDS Proxy shares few connections among many functions. Callers log on by tokens of IAM, over TLS; the proxy logs on by the secret that
# RDS keeps, and follows its changes.
locals {
  secret_arn = aws_rds_cluster.this.master_user_secret[0].secret_arn
}

resource "aws_db_proxy" "this" {
  name                   = var.name
  engine_family          = "POSTGRESQL"
  role_arn               = aws_iam_role.proxy.arn
  require_tls            = true
  vpc_subnet_ids         = aws_subnet.private[*].id
  vpc_security_group_ids = [aws_security_group.proxy.id]
  tags                   = var.tags

  auth {
    auth_scheme = "SECRETS"
    iam_auth    = "REQUIRED"
    secret_arn  = local.secret_arn
  }

  depends_on = [aws_iam_role_policy.proxy]
}

resource "aws_db_proxy_default_target_group" "this" {
  db_proxy_name = aws_db_proxy.this.name

  connection_pool_config {
    # Seconds for which a request waits for a connection: well below the 29 that API Gateway waits for the app
    connection_borrow_timeout = 10
    max_connections_percent   = 90
  }
}

resource "aws_db_proxy_target" "this" {
  db_proxy_name         = aws_db_proxy.this.name
  target_group_name     = aws_db_proxy_default_target_group.this.name
  db_cluster_identifier = aws_rds_cluster.this.cluster_identifier
  depends_on            = [aws_rds_cluster_instance.this]
}

resource "aws_iam_role" "proxy" {
  name_prefix          = "${substr(var.name, 0, 32)}-proxy-"
  description          = "Role by which the proxy ${var.name} reads the password of the database"
  permissions_boundary = var.permissions_boundary
  tags                 = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "rds.amazonaws.com" }
    }]
  })
}

# The secret is encrypted with AWS's own key, whose policy lets Secrets Manager's readers use it.
resource "aws_iam_role_policy" "proxy" {
  name = "read-password"
  role = aws_iam_role.proxy.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "secretsmanager:GetSecretValue"
      Resource = local.secret_arn
    }]
  })
}

resource "aws_security_group" "proxy" {
  #checkov:skip=CKV2_AWS_5: the proxy has it, which checkov does not look at
  name_prefix = "${var.name}-proxy-"
  description = "The proxy before the database ${var.name}"
  vpc_id      = aws_vpc.this.id
  tags        = merge(var.tags, { Name = "${var.name}-proxy" })

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "functions_to_proxy" {
  security_group_id            = aws_security_group.proxy.id
  referenced_security_group_id = aws_security_group.functions.id
  description                  = "PostgreSQL"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}

resource "aws_vpc_security_group_egress_rule" "proxy_to_database" {
  security_group_id            = aws_security_group.proxy.id
  referenced_security_group_id = aws_security_group.database.id
  description                  = "PostgreSQL"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}
