environment = "prod"

memory_size           = 1024
throttling            = { rate = 200, burst = 400 }
log_retention_in_days = 365
notice_days           = 90
deletion_protection   = true

# While a new version is tried on some of the calls: { stable_version = "7", weight = 0.1 }
canary = null

firewall = { mode = "block", requests_per_five_minutes = 2000 }
alarms   = { emails = ["on-call@example.com"], errors_percent = 1, latency_milliseconds = 2000 }
database = { cidr = "10.30.0.0/20", min_capacity = 1, max_capacity = 8, backup_days = 35 }

domain         = { name = "api.example.com", hosted_zone_id = "Z0PRODEXAMPLE" }
website_domain = { name = "board.example.com", hosted_zone_id = "Z0PRODEXAMPLE", certificate_arn = "arn:aws:acm:us-east-1:210987654321:certificate/66666666-7777-8888-9999-000000000000" }

secrets = {
  POST_TOKEN = "arn:aws:ssm:eu-central-1:210987654321:parameter/terragate/board/prod/POST_TOKEN"
}

permissions_boundary = "arn:aws:iam::210987654321:policy/terragate/board-prod-functions"
