variable "region" {
  description = "Region that all of it is deployed to, such as eu-central-1; null is that of AWS_REGION or the profile."
  type        = string
  default     = null
}

variable "environment" {
  description = "Environment that this is, such as staging: all names begin with it. null is a deployment without one."
  type        = string
  default     = null

  validation {
    condition     = var.environment == null ? true : can(regex("^[a-z][a-z0-9-]{0,17}$", var.environment))
    error_message = "environment has to be 1 to 18 small letters, digits and hyphens, with a letter first, such as staging."
  }
}

variable "cors_allow_origins" {
  description = "Origins whose pages may call the API, beside the website, such as [\"http://localhost:5173\"]."
  type        = list(string)
  default     = []
}

variable "secrets" {
  description = "Variables whose values the app reads when it starts, by the ARNs of secrets: terragate secret set writes them."
  type        = map(string)
  default     = {}
}

variable "domain" {
  description = "Domain of the API, whose certificate and records are made in its hosted zone, and the first part of its paths, where several APIs share it. null is none."

  type = object({
    name              = string
    hosted_zone_id    = optional(string)
    base_path         = optional(string)
    created_elsewhere = optional(bool, false)
  })

  default = null
}

variable "website_domain" {
  description = "Domain of the website, the hosted zone that its record is made in, and the ARN of its certificate: one of us-east-1, where CloudFront looks. null: the address that CloudFront gives."

  type = object({
    name            = string
    hosted_zone_id  = string
    certificate_arn = string
  })

  default = null
}

variable "permissions_boundary" {
  description = "ARN of the policy that bounds the permissions of the functions' roles: terragate pipeline writes it. null is no boundary."
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags of all resources, beside app = board and managed_by = terraform."
  type        = map(string)
  default     = {}
}

variable "memory_size" {
  description = "Memory of the functions in MB; their share of a processor grows with it."
  type        = number
  default     = 512
}

variable "throttling" {
  description = "Requests that the API lets through: a second on average, and at once."
  type        = object({ rate = number, burst = number })
  default     = { rate = 20, burst = 40 }
}

variable "canary" {
  description = "Share of the calls that the newest version gets, such as { stable_version = \"7\", weight = 0.1 }. null: all."
  type        = object({ stable_version = string, weight = number })
  default     = null
}

variable "alarms" {
  description = "Alarms, and the addresses that get a mail about them: percentage of requests answered with 5XX, and milliseconds that one in a hundred requests takes. null is none."

  type = object({
    emails               = list(string)
    errors_percent       = optional(number, 5)
    latency_milliseconds = optional(number, 10000)
  })

  default = null
}

variable "firewall" {
  description = "A web ACL (AWS WAF) before the API: whether it counts what its rules find or blocks it, and the requests that one address may send in five minutes. null is none."

  type = object({
    mode                      = string
    requests_per_five_minutes = number
  })

  default = null

  validation {
    condition     = var.firewall == null ? true : contains(["count", "block"], var.firewall.mode)
    error_message = "firewall has the mode ${jsonencode(try(var.firewall.mode, null))}: give count, which lets everything through and counts, or block."
  }

  validation {
    condition     = var.firewall == null ? true : var.firewall.requests_per_five_minutes >= 10
    error_message = "firewall lets one address send ${jsonencode(try(var.firewall.requests_per_five_minutes, null))} requests in five minutes: AWS WAF counts 10 and more."
  }
}

variable "log_retention_in_days" {
  description = "Days for which logs are kept."
  type        = number
  default     = 7
}

variable "notice_days" {
  description = "Days after which a notice goes."
  type        = number
  default     = 90
}

variable "deletion_protection" {
  description = "Whether the database, and the website with its files, can not be deleted: terragate down --aws fails then, until it is false and was applied."
  type        = bool
  default     = true
}

variable "database" {
  description = "Aurora PostgreSQL Serverless v2 in a VPC of its own: addresses of the VPC, capacity in units of 2 GB of memory, days of backups. null, for this machine alone: the file database_file."

  type = object({
    cidr         = optional(string, "10.0.0.0/20")
    min_capacity = optional(number, 0.5)
    max_capacity = optional(number, 1)
    backup_days  = optional(number, 1)
  })

  default = null
}

variable "database_file" {
  description = "File of the database on this machine, whose folder has to be there."
  type        = string
  default     = "/tmp/board.db"
}
