# Aurora PostgreSQL Serverless v2. RDS makes the password of its owner, keeps it in Secrets Manager, and changes it: nothing here, and so
# no plan and no state, has it.
resource "aws_db_subnet_group" "this" {
  name       = var.name
  subnet_ids = aws_subnet.private[*].id
  tags       = var.tags
}

resource "aws_rds_cluster" "this" {
  #checkov:skip=CKV2_AWS_27: a log of all statements has the values of rows, which belong in no log
  #checkov:skip=CKV_AWS_324: its log has statements that failed, with values of rows: enabled_cloudwatch_logs_exports where that may be
  #checkov:skip=CKV2_AWS_8: RDS itself backs up, for backup_days; AWS Backup is for rules of a whole account
  #checkov:skip=CKV_AWS_162: the proxy asks for tokens of IAM, and nobody else may log on
  #checkov:skip=CKV_AWS_327: the key is that of AWS for RDS, which costs nothing; one of your own is kms_key_id
  cluster_identifier          = var.name
  engine                      = "aurora-postgresql"
  engine_mode                 = "provisioned" # so is Serverless v2 called
  engine_version              = var.engine_version
  database_name               = var.database
  master_username             = var.database
  manage_master_user_password = true

  db_subnet_group_name   = aws_db_subnet_group.this.name
  vpc_security_group_ids = [aws_security_group.database.id]
  storage_encrypted      = true

  backup_retention_period   = var.backup_days
  copy_tags_to_snapshot     = true
  deletion_protection       = var.deletion_protection
  skip_final_snapshot       = !var.deletion_protection
  final_snapshot_identifier = var.deletion_protection ? "${var.name}-last" : null

  serverlessv2_scaling_configuration {
    min_capacity = var.capacity.min
    max_capacity = var.capacity.max
  }

  tags = var.tags
}

resource "aws_rds_cluster_instance" "this" {
  #checkov:skip=CKV_AWS_118: enhanced monitoring is paid for as logs of CloudWatch, and needs a role; CloudWatch has the metrics of Aurora
  #checkov:skip=CKV_AWS_353: which statements take long is looked at where some do: performance_insights_enabled
  identifier         = "${var.name}-1"
  cluster_identifier = aws_rds_cluster.this.id
  engine             = aws_rds_cluster.this.engine
  instance_class     = "db.serverless"
  tags               = var.tags

  auto_minor_version_upgrade = true
}

resource "aws_security_group" "database" {
  name_prefix = "${var.name}-database-"
  description = "The database ${var.name}"
  vpc_id      = aws_vpc.this.id
  tags        = merge(var.tags, { Name = "${var.name}-database" })

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "proxy_to_database" {
  security_group_id            = aws_security_group.database.id
  referenced_security_group_id = aws_security_group.proxy.id
  description                  = "PostgreSQL"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}
