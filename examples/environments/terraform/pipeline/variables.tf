# Written by terragate pipeline, which writes it again: changes are lost.

variable "oidc_provider_arn" {
  description = "ARN of the identity provider that the account has for this host; null makes it."
  type        = string
  default     = null
}

variable "plan_permissions" {
  description = "Permissions by which plans, and applies, read more."
  type = list(object({
    actions   = list(string)
    resources = list(string)
  }))
  default = []
}

variable "apply_permissions" {
  description = "Permissions by which applies do more."
  type = list(object({
    actions   = list(string)
    resources = list(string)
  }))
  default = []
}

variable "function_permissions" {
  description = "Permissions by which functions may do more, such as reading a table of DynamoDB."
  type = list(object({
    actions   = list(string)
    resources = list(string)
  }))
  default = []
}
