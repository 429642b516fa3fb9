import { type Hcl, hcl } from '../hcl';
import { needsRegion, type OutputName, outputValues, providerRange } from './infra-shared';
import type { NewOptions } from './options';

/** The beginning of a root's `main.tf`: versions, provider, and the locals of names and tags, which the caller closes. */
export function opening(options: NewOptions): Hcl {
  const { name } = options;
  return hcl`terraform {
  required_version = ">= 1.5.7"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ${providerRange(options)}
    }
  }
}

provider "aws" {
  region = var.region # null: AWS_REGION, or the region of the profile
}
${needsRegion(options) ? hcl`\ndata "aws_region" "current" {}\n` : hcl``}
locals {
  prefix      = var.environment == null ? "" : "\${var.environment}-"
  environment = var.environment == null ? {} : { environment = var.environment }
  tags        = merge({ app = ${name}, managed_by = "terraform" }, local.environment, var.tags)
`;
}

/** The variables that every root has, in two parts: those of the place and the pages, and those after what the kind adds. */
export function firstVariables({ auth }: NewOptions): Hcl {
  const pool = auth === 'Cognito' ? ' and the user pool' : '';
  return hcl`variable "region" {
  description = ${`Region that the API${pool} is deployed to, such as eu-central-1; null is that of AWS_REGION or the profile.`}
  type        = string
  default     = null
}

variable "environment" {
  description = "Environment that this is, such as staging: all names begin with it. null is a deployment without one."
  type        = string
  default     = null

  validation {
    condition     = var.environment == null ? true : can(regex("^[a-z0-9][a-z0-9-]{0,22}\$", var.environment))
    error_message = "environment has to be 1 to 23 small letters, digits and hyphens, such as staging."
  }
}

variable "cors_allow_origins" {
  description = "Origins whose pages may call the API, such as [\\"https://app.example.com\\"]; [\\"*\\"] is all of them."
  type        = list(string)
  default     = ["*"]
}

`;
}

export const SECRETS_VARIABLE = hcl`variable "secrets" {
  description = "Variables whose values the app reads when it starts, by the ARNs of secrets: terragate secret set writes them."
  type        = map(string)
  default     = {}
}

`;

export function lastVariables({ name }: NewOptions): Hcl {
  return hcl`variable "permissions_boundary" {
  description = "ARN of the policy that bounds the permissions of the functions' roles: terragate pipeline writes it. null is no boundary."
  type        = string
  default     = null
}

variable "tags" {
  description = ${`Tags of all resources, beside app = ${name} and managed_by = terraform.`}
  type        = map(string)
  default     = {}
}
`;
}

/** The `outputs.tf` of a root. */
export function outputsFile(options: NewOptions, values: Readonly<Partial<Record<OutputName, Hcl>>>): Hcl {
  const blocks = outputValues(options, values).map(
    ({ name, description, value }) => hcl`output ${name} {
  description = ${description}
  value       = ${value}
}
`,
  );
  return hcl.join(blocks, '\n');
}
