// What the core modules hang on is made in the same apply, as a user does: none of it may have to be known at the plan.
const AROUND = `
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

resource "aws_route53_zone" "this" {
  name = "example.com"
}

resource "aws_acm_certificate" "this" {
  domain_name       = "api.example.com"
  validation_method = "DNS"
}

resource "aws_s3_bucket" "this" {
  bucket = "terragate-truststore"
}

resource "aws_s3_object" "this" {
  bucket  = aws_s3_bucket.this.id
  key     = "ca.pem"
  content = "-----BEGIN CERTIFICATE-----"
}

variable "settings" { type = any }
variable "secret" {
  type      = string
  sensitive = true
}
`;

const domain = (certificate: string) => `
  domain_name               = "api.example.com"
  ${certificate}
  hosted_zone_id            = aws_route53_zone.this.zone_id
  domain_record_enabled     = true
  ownership_verification_certificate_arn = try(var.settings.owner, false) ? aws_acm_certificate.this.arn : null
  mutual_tls_truststore_uri = "s3://\${aws_s3_bucket.this.id}/\${aws_s3_object.this.key}"

  disable_execute_api_endpoint = true
`;

/** A root that calls rest-api with everything around its stage. */
export const REST = `${AROUND}
resource "aws_wafv2_web_acl" "this" {
  name  = "orders"
  scope = "REGIONAL"

  default_action {
    allow {}
  }

  visibility_config {
    cloudwatch_metrics_enabled = false
    metric_name                = "orders"
    sampled_requests_enabled   = false
  }
}

module "api" {
  source = "./modules/rest-api"

  api_name = "orders"
  body     = jsondecode(file("openapi.json"))
${domain('certificate_arn = aws_acm_certificate.this.arn')}
  domain_base_path = try(var.settings.domain_base_path, null)
  web_acl_arn      = aws_wafv2_web_acl.this.arn
  web_acl_enabled  = true

  api_keys = {
    partner = {}
    mobile  = { description = "The app", value = var.secret }
  }
  usage_plans = try(var.settings.usage_plans, {})

  client_certificate_enabled = try(var.settings.client_certificate_enabled, true)
  cache_cluster_size         = try(var.settings.cache_cluster_size, "0.5")
  cache_ttl_in_seconds       = try(var.settings.cache_ttl_in_seconds, 300)
  method_caching             = try(var.settings.method_caching, { "/orders/{id}/GET" = { ttl_in_seconds = 60 } })
  resource_policy_statements = try(var.settings.resource_policy_statements, [{ Effect = "Allow", Principal = "*" }])
  mutual_tls_truststore_version = try(var.settings.mutual_tls_truststore_version, null)
  tags                       = try(var.settings.tags, {})
  method_throttling = try(var.settings.method_throttling, {
    "/GET"             = { rate_limit = 5, burst_limit = null }
    "/orders/{id}/GET" = { rate_limit = 1.5, burst_limit = 2 }
  })
}

output "all" {
  value     = module.api
  sensitive = true
}
`;

/** A root that calls http-api with everything around its stage. */
export const HTTP = `${AROUND}
module "api" {
  source = "./modules/http-api"

  api_name   = "orders"
  stage_name = "$default"
  body       = jsondecode(file("openapi.json"))
${domain('certificate_creation_enabled = true')}
  domain_base_path              = try(var.settings.domain_base_path, "v1/orders")
  mutual_tls_truststore_version = try(var.settings.mutual_tls_truststore_version, null)
  tags                          = try(var.settings.tags, {})
  route_throttling = try(var.settings.route_throttling, { "GET /orders/{id}" = { rate_limit = 1.5, burst_limit = null } })
}

output "all" {
  value = module.api
}
`;

const integration = (kind: 'rest' | 'http', cacheKeyParameters?: readonly string[]) => ({
  responses: { 200: { description: 'An answer' } },
  'x-amazon-apigateway-integration': {
    type: 'http_proxy',
    httpMethod: 'GET',
    uri: 'https://example.com/',
    ...(kind === 'http' ? { payloadFormatVersion: '1.0' } : {}),
    ...(cacheKeyParameters ? { cacheKeyParameters, cacheNamespace: 'order' } : {}),
  },
});

/** The document of both: two routes. */
export const document = (kind: 'rest' | 'http') => ({
  openapi: '3.0.1',
  info: { title: 'orders', version: '1.0' },
  paths: {
    '/': { get: integration(kind) },
    '/orders/{id}': {
      get: {
        ...integration(kind, kind === 'rest' ? ['method.request.path.id'] : undefined),
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
      },
    },
  },
});
