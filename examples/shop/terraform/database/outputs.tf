output "host" {
  description = "Name of the proxy, which functions connect to at port 5432."
  value       = aws_db_proxy.this.endpoint
}

output "url" {
  description = "Address of the database for SQLAlchemy with asyncpg. It has no password: a token of IAM is one."
  value       = "postgresql+asyncpg://${var.database}@${aws_db_proxy.this.endpoint}:5432/${var.database}"

  # Who gets the address can connect
  depends_on = [
    aws_db_proxy_target.this,
    aws_vpc_security_group_egress_rule.functions_to_proxy,
    aws_vpc_security_group_egress_rule.proxy_to_database,
    aws_vpc_security_group_ingress_rule.functions_to_proxy,
    aws_vpc_security_group_ingress_rule.proxy_to_database,
  ]
}

output "subnet_ids" {
  description = "Subnets for the functions: vpc_subnet_ids of a module."
  value       = aws_subnet.private[*].id

  # Functions of these subnets have their ways out
  depends_on = [
    aws_route_table_association.private,
    aws_route.private,
    aws_vpc_endpoint.service,
    aws_vpc_security_group_egress_rule.functions_to_endpoints,
    aws_vpc_security_group_egress_rule.functions_to_internet,
    aws_vpc_security_group_ingress_rule.endpoints,
  ]
}

output "security_group_ids" {
  description = "Security groups for the functions: vpc_security_group_ids of a module."
  value       = [aws_security_group.functions.id]
}

output "connect_statement" {
  description = "Permission to log on, for additional_iam_policy_statements of a module."
  value = {
    Sid    = "UseDatabase"
    Effect = "Allow"
    Action = ["rds-db:connect"]
    Resource = [replace(
      "${aws_db_proxy.this.arn}/${var.database}", "/:rds:(.*):db-proxy:/", ":rds-db:$1:dbuser:"
    )]
  }
}

output "secret_arn" {
  description = "ARN of the secret in which RDS keeps the password of the owner, for who has to log on without the proxy."
  value       = local.secret_arn
}

output "vpc_id" {
  description = "Id of the VPC."
  value       = aws_vpc.this.id
}
