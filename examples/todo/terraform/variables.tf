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

variable "api_keys" {
  description = "Names of API keys: one for each caller, who is counted by it."
  type        = set(string)
  default     = ["first"]
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
  description = "Tags of all resources, beside app = todo and managed_by = terraform."
  type        = map(string)
  default     = {}
}

variable "deletion_protection" {
  description = "Whether the table, with all todos, can not be deleted: then terragate down --aws fails until it is false."
  type        = bool
  default     = false
}

variable "data_trace" {
  description = "Whether API Gateway logs requests and answers with their bodies, for debugging. The account needs the role of modules/api-gateway-account."
  type        = bool
  default     = false
}
