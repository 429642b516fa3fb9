# As prod, for fewer callers. The firewall counts: new rules show here what they would block.
environment = "staging"

memory_size           = 512
throttling            = { rate = 20, burst = 40 }
log_retention_in_days = 14
notice_days           = 30
deletion_protection   = false

firewall = { mode = "count", requests_per_five_minutes = 500 }
alarms   = { emails = ["board-staging@example.com"] }
database = { cidr = "10.20.0.0/20", max_capacity = 2, backup_days = 3 }

domain         = { name = "api.staging.example.com", hosted_zone_id = "Z0STAGINGEXAMPLE" }
website_domain = { name = "staging.example.com", hosted_zone_id = "Z0STAGINGEXAMPLE", certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555" }

secrets = {
  POST_TOKEN = "arn:aws:ssm:eu-central-1:123456789012:parameter/terragate/board/staging/POST_TOKEN"
}

permissions_boundary = "arn:aws:iam::123456789012:policy/terragate/board-staging-functions"
