# A VPC without a way in. Aurora and RDS Proxy need two availability zones.
data "aws_availability_zones" "available" {
  #checkov:skip=CKV_AWS_394: of the zones in their order, the first two are taken: a new one changes nothing
  state = "available"

  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

data "aws_region" "current" {}

locals {
  zones = slice(data.aws_availability_zones.available.names, 0, 2)
}

resource "aws_vpc" "this" {
  #checkov:skip=CKV2_AWS_11: nothing from outside reaches this VPC, and a log of its flows is paid for by the GB: add one where a rule asks for it
  cidr_block           = var.cidr
  enable_dns_support   = true
  enable_dns_hostnames = true # names of endpoints lead into the VPC
  tags                 = merge(var.tags, { Name = var.name })
}

resource "aws_subnet" "private" {
  count = 2

  vpc_id            = aws_vpc.this.id
  availability_zone = local.zones[count.index]
  cidr_block        = cidrsubnet(var.cidr, 2, count.index)
  tags              = merge(var.tags, { Name = "${var.name}-private-${count.index + 1}" })
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.this.id
  tags   = merge(var.tags, { Name = "${var.name}-private" })
}

resource "aws_route_table_association" "private" {
  count = 2

  route_table_id = aws_route_table.private.id
  subnet_id      = aws_subnet.private[count.index].id
}

# Who is in no group of its own may do nothing.
resource "aws_default_security_group" "this" {
  vpc_id = aws_vpc.this.id
  tags   = merge(var.tags, { Name = "${var.name}-unused" })
}

# Functions call the proxy and the endpoints, and with internet_access every address by HTTPS. Nothing calls them by the network.
resource "aws_security_group" "functions" {
  #checkov:skip=CKV2_AWS_5: the functions of the API have it, by an output of this module
  name_prefix = "${var.name}-functions-"
  description = "Functions that use the database ${var.name}"
  vpc_id      = aws_vpc.this.id
  tags        = merge(var.tags, { Name = "${var.name}-functions" })

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "functions_to_proxy" {
  security_group_id            = aws_security_group.functions.id
  referenced_security_group_id = aws_security_group.proxy.id
  description                  = "PostgreSQL"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}
