variable "name" {
  description = "Name of the cluster and of the proxy, and what names of all else begin with."
  type        = string

  validation {
    condition     = can(regex("^[a-z](?:-?[a-z0-9])*$", var.name)) && length(var.name) <= 40
    error_message = "name is ${jsonencode(var.name)}: give 1 to 40 small letters, digits and single hyphens, with a letter first."
  }
}

variable "database" {
  description = "Name of the database, and of the user who owns it."
  type        = string
  default     = "app"

  validation {
    condition     = can(regex("^[a-z][a-z0-9_]{0,15}$", var.database))
    error_message = "database is ${jsonencode(var.database)}: give 1 to 16 small letters, digits and underscores, with a letter first."
  }
}

variable "engine_version" {
  description = "Version of Aurora PostgreSQL: 16.6, or 16 for the newest of it. AWS updates small versions by itself."
  type        = string
  default     = "16"
}

variable "capacity" {
  description = "Aurora capacity units, of 2 GB of memory each: the least that is kept, and the most that is paid for."
  type        = object({ min = number, max = number })
  default     = { min = 0.5, max = 4 }

  validation {
    condition     = var.capacity.min >= 0.5 && var.capacity.max >= var.capacity.min && var.capacity.max <= 256
    error_message = "capacity is ${jsonencode(var.capacity)}: give 0.5 or more for min, and for max no less and 256 at the most. 0 would be for pauses, and the proxy lets there be none."
  }
}

variable "cidr" {
  description = "Addresses of the VPC: a block of IPv4 from /16 to /24."
  type        = string
  default     = "10.0.0.0/20"

  validation {
    condition     = can(cidrhost(var.cidr, 0)) && try(tonumber(split("/", var.cidr)[1]) >= 16 && tonumber(split("/", var.cidr)[1]) <= 24, false)
    error_message = "cidr is ${jsonencode(var.cidr)}: give a block from /16 to /24, such as 10.0.0.0/20."
  }
}

variable "services" {
  description = "Services of AWS that functions in the VPC call, by the last part of their endpoint's name: sqs, ssm, secretsmanager. Each is paid for by the hour."
  type        = set(string)
  default     = []
}

variable "internet_access" {
  description = "Whether functions in the VPC reach the Internet, by a NAT gateway, which is paid for by the hour."
  type        = bool
  default     = false
}

variable "deletion_protection" {
  description = "Whether the cluster can not be deleted, and keeps a last snapshot once it can."
  type        = bool
  default     = true
}

variable "backup_days" {
  description = "Days for which the database can be put back to any second."
  type        = number
  default     = 7

  validation {
    condition     = var.backup_days >= 1 && var.backup_days <= 35
    error_message = "backup_days is ${var.backup_days}: give 1 to 35."
  }
}

variable "permissions_boundary" {
  description = "ARN of the policy that bounds the permissions of the proxy's role: a pipeline may make no role without one. null is no boundary."
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags of everything that can have tags."
  type        = map(string)
  default     = {}
}
