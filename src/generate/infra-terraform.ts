import { type Hcl, hcl, hclArguments, hclName, inQuotes } from '../hcl';
import { BUCKET_PREFIX, IGNORED, KEPT_DAYS, RETENTION_DAYS, RETENTION_DESCRIPTION } from './infra-shared';
import {
  firstVariables,
  lastVariables,
  opening,
  outputsFile,
  SECRETS_VARIABLE,
} from './infra-terraform-parts';
import { underscored } from './names';
import type { NewOptions } from './options';
import type { RouteChoice } from './routes';

/**
 * The Terraform root of a project: the files of its folder `infra`, by their path there, as `terraform fmt` leaves them.
 *
 * @param handler what the function starts, when it is another than `run.sh`
 * @param choice what is set for operations that can't have routes
 */
export function infraTerraform(
  options: NewOptions,
  handler = 'run.sh',
  choice: Pick<RouteChoice, 'routes' | 'leftOut'> = { leftOut: [] },
): ReadonlyMap<string, string> {
  const files = new Map([
    ['main.tf', main(options, handler, choice)],
    ['outputs.tf', outputs(options)],
    ['variables.tf', variables(options)],
  ]);
  if (options.auth === 'Cognito') files.set('auth.tf', auth(options));
  if (options.integrationPattern === 'isolated') files.set('package.tf', packageUpload(options));
  return new Map([['.gitignore', IGNORED], ...[...files].map(([path, { text }]) => [path, text] as const)]);
}

type Argument = readonly [name: string, value: Hcl];

function main(
  options: NewOptions,
  handler: string,
  { routes, leftOut }: Pick<RouteChoice, 'routes' | 'leftOut'>,
): Hcl {
  const { name, auth, integrationPattern, pythonVersion, architecture, requestValidation } = options;
  const cognito: Argument[] = [
    ['user_pool_id', hcl`aws_cognito_user_pool.this.id`],
    ['user_pool_client_ids', hcl`[aws_cognito_user_pool_client.this.id]`],
  ];
  return hcl`${opening(options)}
  # Another root may have made the domain: then the API gets a part of its paths, and nothing else.
  makes_domain = var.domain == null ? false : !var.domain.created_elsewhere
}

${
  integrationPattern === 'isolated'
    ? hcl`# Each operation has a function of its own; integration_pattern = "shared" is one for all.`
    : hcl`# One function serves all operations; integration_pattern = "isolated" is one for each.`
}
module ${underscored(name)} {
  source = ${`./modules/${name}`}

${hclArguments(
  [
    ['name', hcl.literal(name)],
    ['name_prefix', hcl`local.prefix`],
    ['integration_pattern', hcl.literal(integrationPattern)],
    ...(routes === undefined ? [] : [['routes', hcl.literal(routes)] as const]),
    ['auth', hcl.literal(auth.toUpperCase())],
    ...(auth === 'Cognito' ? cognito : []),
    ['cors_allow_origins', hcl`var.cors_allow_origins`],
    ['secrets', hcl`var.secrets`],
    ['permissions_boundary', hcl`var.permissions_boundary`],
  ],
  2,
)}
${requestValidation ? hcl`\n  # The app checks its requests itself: its answers name the field. "ALL" has API Gateway refuse them before (400).\n${hclArguments([['request_validation', hcl.literal(requestValidation)]], 2)}\n` : hcl``}
${hclArguments(
  [
    ...(handler === 'run.sh' ? [] : [['handler', hcl.literal(handler)] as const]),
    ['runtime', hcl.literal(`python${pythonVersion}`)],
    ['architecture', hcl.literal(architecture)],
  ],
  2,
)}
${integrationPattern === 'isolated' ? hcl`\n${hclArguments(FROM_BUCKET, 2)}\n` : hcl``}
${hclArguments(DOMAIN, 2)}
${leftOut.length ? withoutRoutes(leftOut) : hcl``}
  tags = local.tags
}
`;
}

/** The operations that API Gateway can't hold as routes. */
function withoutRoutes(operations: RouteChoice['leftOut']): Hcl {
  const keys = operations.map(({ id }) => hcl`${id}`);
  const width = Math.max(...keys.map(({ text }) => [...text].length));
  return hcl`
  # API Gateway can not hold these as routes. integration_pattern = "shared" serves them.
  operations = {
${hcl.join(
  keys.map(
    (key) => hcl`    ${key}${hcl.raw(' '.repeat(width - [...key.text].length))} = { enabled = false }`,
  ),
  '\n',
)}
  }
`;
}

/** What a root gives its module of the variable domain. */
const DOMAIN: readonly Argument[] = [
  ['domain_name', hcl`one(var.domain[*].name)`],
  ['domain_base_path', hcl`one(var.domain[*].base_path)`],
  ['domain_creation_enabled', hcl`var.domain == null ? null : local.makes_domain`],
  ['hosted_zone_id', hcl`local.makes_domain ? var.domain.hosted_zone_id : null`],
  ['certificate_creation_enabled', hcl`local.makes_domain`],
];

const FROM_BUCKET: readonly Argument[] = [
  ['lambda_s3_bucket', hcl`aws_s3_object.package.bucket`],
  ['lambda_s3_key', hcl`aws_s3_object.package.key`],
  ['lambda_s3_object_version', hcl`aws_s3_object.package.version_id`],
];

function packageUpload({ name }: NewOptions): Hcl {
  return hcl`# The functions share one package. From a bucket they get it all at once; from a file, Terraform's provider uploads it for one
# function after the other.
resource "aws_s3_bucket" "packages" {
  bucket        = "\${substr("\${local.prefix}${inQuotes(name)}", 0, ${hcl.raw(String(BUCKET_PREFIX))})}-\${data.aws_caller_identity.current.account_id}-\${data.aws_region.current.id}"
  force_destroy = true # with the API go its packages; terragate build makes them again

  tags = local.tags
}

resource "aws_s3_bucket_public_access_block" "packages" {
  bucket = aws_s3_bucket.packages.bucket

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# Requests without TLS are denied, whoever sends them.
resource "aws_s3_bucket_policy" "packages" {
  bucket = aws_s3_bucket.packages.bucket

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "DenyRequestsWithoutTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.packages.arn, "\${aws_s3_bucket.packages.arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }
    ]
  })

  # S3 refuses two changes of a bucket's access at the same time.
  depends_on = [aws_s3_bucket_public_access_block.packages]
}

resource "aws_s3_bucket_server_side_encryption_configuration" "packages" {
  bucket = aws_s3_bucket.packages.bucket

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_versioning" "packages" {
  bucket = aws_s3_bucket.packages.bucket

  versioning_configuration {
    status = "Enabled"
  }
}

# The provider looks at these rules for most of a minute, until S3 shows them everywhere: terragate up leaves them out.
resource "aws_s3_bucket_lifecycle_configuration" "packages" {
  count = var.package_retention_days > 0 ? 1 : 0

  bucket = aws_s3_bucket.packages.bucket

  rule {
    id     = "remove-old-packages"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = var.package_retention_days
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }

  depends_on = [aws_s3_bucket_versioning.packages]
}

# A changed package is another version of the object, which the functions notice. A key for each package would not keep
# the one before: with the resource of an object, Terraform's provider removes all versions of its key.
resource "aws_s3_object" "package" {
  bucket      = aws_s3_bucket_versioning.packages.bucket
  key         = "lambda.zip"
  source      = local.package
  source_hash = try(filesha256(local.package), "missing")

  lifecycle {
    precondition {
      condition     = fileexists(local.package)
      error_message = "There is no Lambda package at \${local.package}: terragate build makes it."
    }
  }
}

data "aws_caller_identity" "current" {}

locals {
  package = "\${path.module}/modules/${inQuotes(name)}/lambda.zip"
}
`;
}

function variables(options: NewOptions): Hcl {
  const { integrationPattern } = options;
  return hcl`${firstVariables(options)}${integrationPattern === 'isolated' ? RETENTION : hcl``}${SECRETS_VARIABLE}variable "domain" {
  description = "Domain of the API, whose certificate and records are made in its hosted zone, and the first part of its paths, where several APIs share it. null is none."

  type = object({
    name              = string
    hosted_zone_id    = optional(string)
    base_path         = optional(string)
    created_elsewhere = optional(bool, false)
  })

  default = null
}

${lastVariables(options)}`;
}

const DAYS = hclName(RETENTION_DAYS);

const RETENTION = hcl`variable ${RETENTION_DAYS} {
  description = ${RETENTION_DESCRIPTION}
  type        = number
  default     = ${hcl.raw(String(KEPT_DAYS))}

  validation {
    condition     = var.${DAYS} >= 0 && floor(var.${DAYS}) == var.${DAYS}
    error_message = ${`${RETENTION_DAYS} has to be a whole number of days, or 0.`}
  }
}

`;

function outputs(options: NewOptions): Hcl {
  const api = hcl`module.${hclName(underscored(options.name))}`;
  return outputsFile(options, {
    api_url: hcl`trimsuffix(${api}.stage_invoke_url, "/")`,
    function_names: hcl`{ for operation, function in ${api}.functions : operation => function.function_name }`,
    function_name: hcl`${api}.lambda_function_name`,
    region: hcl`data.aws_region.current.id`,
    execution_arn: hcl`${api}.stage_execution_arn`,
    user_pool_id: hcl`aws_cognito_user_pool.this.id`,
    user_pool_client_id: hcl`aws_cognito_user_pool_client.this.id`,
  });
}

function auth({ name }: NewOptions): Hcl {
  return hcl`# Those who may call the API. An administrator makes the users; allow_admin_create_user_only = false lets anyone sign up.
resource "aws_cognito_user_pool" "this" {
  name                     = "\${local.prefix}${inQuotes(name)}"
  username_attributes      = ["email"]
  auto_verified_attributes = ["email"]
  deletion_protection      = "INACTIVE" # "ACTIVE" once there are users to keep

  admin_create_user_config {
    allow_admin_create_user_only = true
  }

  password_policy {
    minimum_length                   = 12
    require_lowercase                = true
    require_numbers                  = true
    require_symbols                  = false
    require_uppercase                = true
    temporary_password_validity_days = 7
  }

  tags = local.tags
}

# A client without a secret, as pages and apps need it.
resource "aws_cognito_user_pool_client" "this" {
  name         = "\${local.prefix}${inQuotes(name)}"
  user_pool_id = aws_cognito_user_pool.this.id

  explicit_auth_flows           = ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH"]
  prevent_user_existence_errors = "ENABLED"
}
`;
}
