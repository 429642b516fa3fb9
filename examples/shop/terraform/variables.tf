variable "region" {
  description = "Region that the API is deployed to, such as eu-central-1; null is that of AWS_REGION or the profile."
  type        = string
  default     = null
}

variable "environment" {
  description = "Environment that this is, such as staging: all names begin with it. null is a deployment without one."
  type        = string
  default     = null

  validation {
    condition     = var.environment == null ? true : can(regex("^[a-z0-9][a-z0-9-]{0,22}$", var.environment))
    error_message = "environment has to be 1 to 23 small letters, digits and hyphens, such as staging."
  }
}

variable "cors_allow_origins" {
  description = "Origins whose pages may call the API, such as [\"https://app.example.com\"]; [\"*\"] is all of them."
  type        = list(string)
  default     = ["*"]
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

variable "permissions_boundary" {
  description = "ARN of the policy that bounds the permissions of the functions' roles: terragate pipeline writes it. null is no boundary."
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags of all resources, beside app = shop and managed_by = terraform."
  type        = map(string)
  default     = {}
}

variable "rates_url" {
  description = "Address of the service that knows exchange rates."
  type        = string
  default     = "https://api.frankfurter.dev/v1/"
}

variable "database" {
  description = "Aurora PostgreSQL Serverless v2, in a VPC of its own: its capacity in units of 2 GB of memory, whether the app reaches the Internet (the service of rates), and whether it can not be deleted. null, for this machine alone: the file database_file."

  type = object({
    min_capacity        = optional(number, 0.5)
    max_capacity        = optional(number, 4)
    internet_access     = optional(bool, false)
    deletion_protection = optional(bool, true)
  })

  default = null
}

variable "database_file" {
  description = "File of the database on this machine, whose folder has to be there."
  type        = string
  default     = "/tmp/shop.db"
}
