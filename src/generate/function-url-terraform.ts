import { type Hcl, hcl, hclArguments, inQuotes } from '../hcl';
import { ADAPTER_ENVIRONMENT, ADAPTER_LAYER, FUNCTION_TIMEOUT, IGNORED } from './infra-shared';
import {
  firstVariables,
  lastVariables,
  opening,
  outputsFile,
  SECRETS_VARIABLE,
} from './infra-terraform-parts';
import type { NewOptions } from './options';

/**
 * The Terraform root of a project with a function URL: the files of its folder `infra`, by their path there, as
 * `terraform fmt` leaves them.
 *
 * @param handler what the function starts
 */
export function functionUrlTerraform(options: NewOptions, handler: string): ReadonlyMap<string, string> {
  return new Map([
    ['.gitignore', IGNORED],
    ...(options.auth === 'None' ? [['domain.tf', RECORDS.text] as const] : []),
    ['main.tf', main(options, handler).text],
    ['outputs.tf', outputs(options).text],
    ['variables.tf', variables(options).text],
  ]);
}

function main(options: NewOptions, handler: string): Hcl {
  const { name, auth, pythonVersion, architecture } = options;
  const adapter = options.handler === 'adapter';
  const origins = ['ALLOWED_ORIGINS', hcl`join(",", var.cors_allow_origins)`] as const;
  const env = [
    origins,
    ...(adapter
      ? Object.entries(ADAPTER_ENVIRONMENT).map(([key, value]) => [key, hcl.literal(value)] as const)
      : []),
  ];
  const layer = hcl`"arn:aws:lambda:\${data.aws_region.current.id}:${hcl.raw(ADAPTER_LAYER[architecture])}"`;
  return hcl`${opening(options)}}

module "function" {
  source = "./modules/lambda-function"

${hclArguments(
  [
    ['name', hcl`"\${local.prefix}${inQuotes(name)}"`],
    ['filename', hcl`"\${path.module}/lambda.zip"`],
    ['handler', hcl.literal(handler)],
    ['runtime', hcl.literal(`python${pythonVersion}`)],
    ['architecture', hcl.literal(architecture)],
    ['timeout', hcl`${hcl.raw(String(FUNCTION_TIMEOUT))} # seconds; 900 at most`],
    ['secrets', hcl`var.secrets`],
    ['permissions_boundary', hcl`var.permissions_boundary`],
  ],
  2,
)}
${
  adapter
    ? hcl`
  # The Lambda Web Adapter starts the app and passes answers on in parts: https://github.com/aws/aws-lambda-web-adapter
  layers = [${layer}]
`
    : hcl``
}
  # The app allows the origins that the URL allows: it answers pages itself.
  env = {
${hclArguments(env, 4)}
  }

  tags = local.tags
}

${urlComment(auth)}
module "url" {
  source = "./modules/function-url"

${hclArguments(
  [
    ['function_arn', hcl`module.function.alias_arn`],
    ['auth', hcl.literal('IAM')],
    [
      'response_transfer_mode',
      adapter ? hcl`"STREAM"` : hcl`"BUFFERED" # Mangum answers in one piece; the Lambda Web Adapter streams`,
    ],
    ['cors_allow_origins', hcl`var.cors_allow_origins`],
  ],
  2,
)}
${
  auth === 'None'
    ? hcl`
${hclArguments(
  [
    ['distribution_enabled', hcl`true`],
    ['aliases', hcl`var.domain[*].name`],
    ['certificate_arn', hcl`one(var.domain[*].certificate_arn)`],
  ],
  2,
)}
`
    : hcl``
}
  tags = local.tags
}
`;
}

/** Who may call, above the module of the URL. */
function urlComment(auth: NewOptions['auth']): Hcl {
  return auth === 'None'
    ? hcl`# Anyone may call the distribution, which signs the requests that the URL asks for. The URL itself is closed.`
    : hcl`# Callers sign their requests for the service lambda: the output caller_policy says what their roles need.`;
}

/** The DNS records of a domain whose hosted zone is known. */
const RECORDS = hcl`# The domain leads to the distribution, by IPv4 and IPv6. Without a hosted zone, its records are made elsewhere.
resource "aws_route53_record" "domain" {
  for_each = toset(one(var.domain[*].hosted_zone_id) == null ? [] : ["A", "AAAA"])

  zone_id = var.domain.hosted_zone_id
  name    = var.domain.name
  type    = each.key

  alias {
    name                   = module.url.domain_name
    zone_id                = module.url.hosted_zone_id
    evaluate_target_health = false
  }
}
`;

const DOMAIN = hcl`variable "domain" {
  description = "Domain of the distribution, with its certificate (ARN, of us-east-1) and, where records are made too, its hosted zone. null is none."

  type = object({
    name            = string
    certificate_arn = string
    hosted_zone_id  = optional(string)
  })

  default = null
}

`;

function variables(options: NewOptions): Hcl {
  const domain = options.auth === 'None' ? DOMAIN : hcl``;
  return hcl`${firstVariables(options)}${SECRETS_VARIABLE}${domain}${lastVariables(options)}`;
}

function outputs(options: NewOptions): Hcl {
  return outputsFile(options, {
    api_url: hcl`module.url.url`,
    function_name: hcl`module.function.function_name`,
    region: hcl`data.aws_region.current.id`,
    caller_policy: hcl`module.url.caller_policy`,
  });
}
