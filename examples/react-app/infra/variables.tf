variable "region" {
  description = "Region that all of it is deployed to; null is that of the environment or the profile."
  type        = string
  default     = null
}

variable "development_origins" {
  description = "Origins of the website beside its address on AWS: those from which it is tried. Empty for production."
  type        = list(string)
  default     = ["http://localhost:5173"]
}
