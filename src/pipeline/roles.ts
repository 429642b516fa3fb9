import { backendArguments } from '../deploy/backend-file';
import { type Hcl, hcl, hclArguments, hclName } from '../hcl';
import type { PipelineEnvironment } from './environments';
import type { Host } from './host';
import { MARKER } from './marker';
import { permissions } from './permissions';
import type { Service } from './statement';

/** Path of the roles and policies of pipelines in IAM: it is in their ARNs, and keeps them apart from all others. */
export const IAM_PATH = '/terragate/';

/** ARN of a role or a policy that a pipeline has. */
export function arnOf(
  kind: 'role' | 'policy',
  { partition, account, roles }: PipelineEnvironment,
  end: 'plan' | 'apply' | 'functions',
): string {
  return `arn:${partition}:iam::${account}:${kind}${IAM_PATH}${roles}-${end}`;
}

/** What the root of roles is written for. */
export interface RolesOf {
  readonly host: Host;
  readonly environments: readonly PipelineEnvironment[];
  readonly services: readonly Service[];
  /** Name of the project: the roles' state is beside that of its deployments. */
  readonly project: string;
}

/** The Terraform root that makes the roles of a pipeline: its files, as `terraform fmt` leaves them. */
export function rolesRoot(of: RolesOf): ReadonlyMap<string, string> {
  const files = new Map<string, Hcl>([
    ['main.tf', main(of)],
    ['roles.tf', roles(of.host)],
    [
      'permissions.tf',
      permissions(
        of.services,
        of.environments.some(({ state }) => state.lock !== 'file'),
      ),
    ],
    ['variables.tf', VARIABLES],
    ['outputs.tf', OUTPUTS],
  ]);
  for (const { account, state } of of.environments) {
    if (files.has(`${account}.s3.tfbackend`)) continue;
    const settings = { ...state, key: `${of.project}/pipeline.tfstate` };
    files.set(`${account}.s3.tfbackend`, hcl`${backendArguments(settings, 0)}\n`);
  }
  return new Map([...files].map(([path, { text }]) => [path, `${MARKER}\n${text}`]));
}

function main({ environments, host }: RolesOf): Hcl {
  return hcl`#
# The roles by which the pipeline plans and applies. People apply this root, once in each account, and the pipeline never does:
#
#   terraform init -backend-config=ACCOUNT.s3.tfbackend
#   terraform apply

terraform {
  required_version = ">= 1.5.7"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7.0"
    }
  }

  backend "s3" {} # by -backend-config=ACCOUNT.s3.tfbackend
}

provider "aws" {}

data "aws_caller_identity" "current" {}

locals {
  environments = {
${hcl.join(
  environments.map((one) => environmentOf(one, host)),
  '\n',
)}
  }

  # Each account has the roles of its own environments.
  here = {
    for key, environment in local.environments : key => environment
    if environment.account == data.aws_caller_identity.current.account_id
  }
}
`;
}

function environmentOf(environment: PipelineEnvironment, host: Host): Hcl {
  const { title, account, partition, region, prefixes, roles: name, secrets, state } = environment;
  const claims = Object.entries(host.applyClaims(environment));
  const width = Math.max(...claims.map(([claim]) => claim.length));
  const values: readonly (readonly [string, Hcl])[] = [
    ['account', hcl`${account}`],
    ['partition', hcl`${partition}`],
    ['region', hcl`${region}`],
    ['names', list(prefixes)],
    ['roles', hcl`${name}`],
    ['secret_path', hcl`${environment.secretPath}`],
    ['secrets', list(secrets)],
    ['bucket', hcl`${state.bucket}`],
    ['key', hcl`${state.key}`],
    ['state_region', hcl`${state.region}`],
    ['lock_table', state.lock === 'file' ? hcl`null` : hcl`${state.lock.table}`],
  ];
  return hcl`    ${title} = {
${hclArguments(values, 6)}
      claims = {
${claims.map(
  ([claim, value]) =>
    hcl`        ${`${host.issuer}:${claim}`}${hcl.raw(' '.repeat(width - claim.length))} = ${value}\n`,
)}      }
    }`;
}

function list(texts: readonly string[]): Hcl {
  return hcl`[${hcl.join(
    texts.map((text) => hcl`${text}`),
    ', ',
  )}]`;
}

function roles(host: Host): Hcl {
  return hcl`
locals {
  provider = coalesce(var.oidc_provider_arn, one(aws_iam_openid_connect_provider.this[*].arn))
}

# AWS trusts tokens that ${host.title} signs. An account has one such provider: where another project made it, its ARN is oidc_provider_arn.
resource "aws_iam_openid_connect_provider" "this" {
  count = var.oidc_provider_arn == null ? 1 : 0

  url            = ${`https://${host.issuer}`}
  client_id_list = [${host.audience}]
}

${host.why.map((line) => hcl`# ${line}\n`)}${role(
  'plan',
  hcl`"Plans \${each.key}: it reads, and changes nothing."`,
  hcl`{
          StringEquals = {
            ${`${host.issuer}:aud`} = ${host.audience}
${host.hasPatterns ? hcl`          }\n          StringLike = {\n` : hcl``}            ${`${host.issuer}:sub`} = ${list(host.planSubjects)}
          }
        }`,
)}
# One policy for both roles: what is in a role itself has 10,240 characters at most, which an apply needs for itself.
resource "aws_iam_policy" "read" {
  for_each = local.here

  name        = "\${each.value.roles}-read"
  path        = ${IAM_PATH}
  description = "What the pipeline of \${each.key} reads."
  policy      = jsonencode({ Version = "2012-10-17", Statement = concat(local.read[each.key], local.more.plan) })
}

${readsBy('plan')}
${role(
  'apply',
  hcl`"Applies \${each.key}."`,
  hcl`{ StringEquals = merge({ ${`${host.issuer}:aud`} = ${host.audience} }, each.value.claims) }`,
)}
resource "aws_iam_role_policy" "apply" {
  for_each = local.here

  name = "write"
  role = aws_iam_role.apply[each.key].name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = concat(local.write[each.key], local.more.apply)
  })
}

${readsBy('apply')}
# What the roles of functions may have at most, whatever their own policies say.
resource "aws_iam_policy" "functions" {
  for_each = local.here

  name        = "\${each.value.roles}-functions"
  path        = ${IAM_PATH}
  description = "The boundary of the functions of \${each.key}."
  policy      = jsonencode({ Version = "2012-10-17", Statement = concat(local.functions[each.key], local.more.functions) })
}
`;
}

/** A role of each environment, which tokens of the host take where a condition holds. */
function role(end: 'plan' | 'apply', description: Hcl, condition: Hcl): Hcl {
  return hcl`resource "aws_iam_role" ${end} {
  for_each = local.here

  name        = "\${each.value.roles}-${hclName(end)}"
  path        = ${IAM_PATH}
  description = ${description}

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRoleWithWebIdentity"
        Principal = { Federated = local.provider }
        Condition = ${condition}
      }
    ]
  })
}
`;
}

function readsBy(end: 'plan' | 'apply'): Hcl {
  return hcl`resource "aws_iam_role_policy_attachment" ${end} {
  for_each = local.here

  role       = aws_iam_role.${hclName(end)}[each.key].name
  policy_arn = aws_iam_policy.read[each.key].arn
}
`;
}

const LISTS: readonly (readonly [name: string, who: string])[] = [
  ['plan_permissions', 'plans, and applies, read more'],
  ['apply_permissions', 'applies do more'],
  ['function_permissions', 'functions may do more, such as reading a table of DynamoDB'],
];

const VARIABLES = hcl`
variable "oidc_provider_arn" {
  description = "ARN of the identity provider that the account has for this host; null makes it."
  type        = string
  default     = null
}
${LISTS.map(
  ([name, who]) => hcl`
variable ${name} {
  description = ${`Permissions by which ${who}.`}
  type = list(object({
    actions   = list(string)
    resources = list(string)
  }))
  default = []
}
`,
)}`;

const OUTPUTS = hcl`
output "roles" {
  description = "The roles of the pipeline in this account, by environment."
  value       = { for key, environment in local.here : key => { plan = aws_iam_role.plan[key].arn, apply = aws_iam_role.apply[key].arn } }

  precondition {
    condition     = length(local.here) > 0
    error_message = "No environment is in account \${data.aws_caller_identity.current.account_id}: they are in \${join(", ", distinct([for environment in local.environments : environment.account]))}."
  }
}
`;
