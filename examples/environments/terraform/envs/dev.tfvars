# For trying things out: the least of each, no firewall, no alarms, and gone with one terragate down.
environment = "dev"

memory_size           = 512
throttling            = { rate = 10, burst = 20 }
log_retention_in_days = 3
notice_days           = 7
deletion_protection   = false

database = { cidr = "10.10.0.0/20", max_capacity = 1, backup_days = 1 }

# Pages that are served on a developer's machine
cors_allow_origins = ["http://localhost:5173"]

secrets = {
  POST_TOKEN = "arn:aws:ssm:eu-central-1:123456789012:parameter/terragate/board/dev/POST_TOKEN"
}

permissions_boundary = "arn:aws:iam::123456789012:policy/terragate/board-dev-functions"
