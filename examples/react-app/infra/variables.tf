variable "region" {
  description = "Region that all of it is deployed to; null is that of the environment or the profile."
  type        = string
  default     = null
}

variable "website_origins" {
  description = "Origins of the website: its pages may call the API, and people come back to them from signing in."
  type        = list(string)
  default     = ["http://localhost:5173"]
}
