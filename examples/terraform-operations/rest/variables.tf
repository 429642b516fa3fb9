variable "region" {
  description = "Region that the APIs are deployed to."
  type        = string
  default     = "us-east-1"
}

variable "existing_function_arn" {
  description = "ARN of a Lambda function that serves an operation already, or of an alias of it."
  type        = string
}

variable "authorizer_function_arn" {
  description = "ARN of the Lambda function that says who calls."
  type        = string
}

variable "vpc_link_id" {
  description = "VPC link to the load balancer of a private server."
  type        = string
}

variable "vpc_subnet_ids" {
  description = "Subnets that functions run in."
  type        = list(string)
}

variable "vpc_security_group_ids" {
  description = "Security groups of functions."
  type        = list(string)
}
