import { attribute, block, inline, raw } from '../../hcl';
import { markdown } from '../../language';
import type { Readme } from '../shared/module';

export const REST_API_README: Readme = {
  about:
    markdown.raw(`The API is one OpenAPI document: its routes, integrations, authorizers and validators. The module adds what a document
does not hold: the deployment and the stage, CORS (preflight methods and headers on API Gateway's own errors), logs,
throttling, the resource policy, and where they are asked for: API keys with usage plans, a domain, a web ACL, a cache, a
client certificate and limits of single methods. The number of resources does not grow with the number of routes.

Without a document the API is bare: attach resources and methods to \`api_id\` and \`api_root_resource_id\`, and deploy them
yourself.`),
  usage: [
    block(
      'module',
      ['api'],
      [
        attribute('source', './modules/rest-api'),
        attribute('api_name', 'orders'),
        attribute('body', raw('jsondecode(file("openapi.json"))')),
        attribute('cors_allow_origins', ['https://app.example.com', 'https://staging.example.com']),
        attribute('tags', inline({ team: 'orders' })),
      ],
    ),
    block('output', ['url'], [attribute('value', raw('module.api.stage_invoke_url'))]),
  ],
  diagram: [
    'flowchart LR',
    '  caller([caller]) --> stage',
    '  caller -. optional .-> domain[domain, mutual TLS] --> stage',
    '  firewall[web ACL] -. optional .-> stage',
    '  subgraph api [REST API]',
    '    stage[stage: throttling, X-Ray] --> deployment[deployment: a snapshot]',
    '    deployment -. made anew when its hash changes .-> document[OpenAPI document]',
    '    policy[resource policy] -.-> deployment',
    '    plans[usage plans: API keys] -. optional .-> stage',
    '  end',
    '  document --> integrations([integrations])',
    '  stage -. optional .-> logs[(access and execution logs)]',
  ],
  notes: markdown.raw(`## Good to know

- **Every change is deployed.** The deployment is made anew when the document, CORS, the gateway responses or the policy
  change; the stage moves to it before the old one goes. With \`stage_auto_deploy = false\` only \`deployment_triggers\` do.
- **Several origins.** A preflight request is answered with the origin that asks, when the list has it; never with two in
  one header. API Gateway's own errors can't choose: with several origins they repeat the one that asks, without
  credentials.
- **Logs.** Access and execution logs of REST APIs need a role in the account's settings: apply
  \`api-gateway-account\` once for each account and region, then switch them on.
- **OpenAPI 3.1** is refused by API Gateway. Give 3.0.
- **API keys** count where a method of the document asks for one (a security scheme of the type \`apiKey\`, header
  \`x-api-key\`), and are no authorization. Their values stand in the state, and in the output \`api_key_values\`, which is
  sensitive. Each key is in one plan of the API.
- **Mutual TLS** is of the domain alone: the module asks for \`disable_execute_api_endpoint = true\` beside it, as callers
  would go around it by the other address.
- **The certificate of a domain** is given (\`certificate_arn\`), or made and renewed: \`certificate_creation_enabled = true\` with
  \`hosted_zone_id\`, whose record validates it. For an EDGE API it has to be of us-east-1.
- **A domain that several APIs share** is made once: the other modules set \`domain_creation_enabled = false\` and a
  \`domain_base_path\` each. The path of the event that a function gets begins with the base path.
- **Made in the same apply.** The ARN of a web ACL and the id of a hosted zone that the same apply makes are unknown when
  the plan asks whether there is one: say \`web_acl_enabled = true\` and \`domain_record_enabled = true\`.
- **The cache** is off unless \`cache_cluster_size\` is given, costs by the hour, takes minutes to come and go, and keeps
  answers of the GET methods in \`method_caching\`, by the \`cacheKeyParameters\` of their integrations; answers that are
  streamed are not kept. A cached method has limits of its own, as large as those of the stage.
- **Limits.** \`method_throttling\` is for all callers of a method together, \`usage_plans\` for those of one key.

### Keys, a domain and a firewall

\`\`\`hcl
module "shop" {
  source = "./modules/rest-api"

  api_name = "shop"
  body     = jsondecode(file("openapi.json"))

  api_keys = { partner = {}, mobile = { description = "The app" } }
  usage_plans = {
    free = { api_keys = ["mobile"], rate_limit = 5, quota_limit = 1000 }
    gold = { api_keys = ["partner"], throttle = { "/orders/{id}/GET" = { rate_limit = 10, burst_limit = 20 } } }
  }

  domain_name     = "shop.example.com"
  certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d"
  web_acl_arn     = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shop/0a1b2c3d"
}
\`\`\`

### A private API

\`\`\`hcl
module "inside" {
  source = "./modules/rest-api"

  api_name      = "inside"
  body          = jsondecode(file("openapi.json"))
  endpoint_type = "PRIVATE"

  resource_policy_statements = [{
    Effect    = "Allow"
    Principal = "*"
    Condition = { StringEquals = { "aws:SourceVpce" = ["vpce-0a1b2c3d"] } }
  }]
}
\`\`\``),
};
