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
  description = "Origins whose pages may call the API, such as [\"https://chat.example.com\"]. At first the page in web/, on this machine."
  type        = list(string)
  default     = ["http://localhost:5174"]
}

variable "permissions_boundary" {
  description = "ARN of the policy that bounds the permissions of the functions' roles: terragate pipeline writes it. null is no boundary."
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags of all resources, beside app = streaming-chat and managed_by = terraform."
  type        = map(string)
  default     = {}
}
