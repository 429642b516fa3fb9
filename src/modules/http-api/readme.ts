import { attribute, block, raw } from '../../hcl';
import { markdown } from '../../language';
import type { Readme } from '../shared/module';

export const HTTP_API_README: Readme = {
  about: markdown.raw(
    `The routes may come from one OpenAPI document (\`body\`), or be attached outside of the module to \`api_id\`.`,
  ),
  usage: [
    block(
      'module',
      ['api'],
      [
        attribute('source', './modules/http-api'),
        attribute('api_name', 'orders'),
        attribute('stage_name', '$default'),
        attribute('cors_allow_origins', ['https://app.example.com']),
      ],
    ),
    block('output', ['url'], [attribute('value', raw('module.api.stage_invoke_url'))]),
  ],
  diagram: [
    'flowchart LR',
    '  caller([caller]) --> stage',
    '  caller -. optional .-> domain[domain, mutual TLS] --> stage',
    '  subgraph api [HTTP API]',
    '    stage[stage: throttling] --> routes[routes]',
    '    cors[CORS: answers preflight requests] -.- routes',
    '  end',
    '  routes --> integrations([integrations])',
    '  stage --> logs[(access log)]',
  ],
  notes: markdown.raw(`## Good to know

- **CORS is API Gateway's.** With \`cors_allow_origins\` set, it answers preflight requests itself and replaces the CORS headers
  of the app. An empty list leaves CORS to the app. It stands in the document too, so that an import does not switch it off.
- **Routes for any method** (\`ANY\`, \`$default\`) with an authorizer take preflight requests too, and refuse them: name the
  methods.
- **Both throttling limits are always set**: a limit that is left out is 0 to an HTTP API, which then refuses all.
- **Documents are whole.** Each change of \`body\` replaces all routes of the API, those from elsewhere too.
- **\`route_throttling\`** names routes that are there when the stage is made: those of \`body\`. A route from elsewhere
  comes after the stage, and AWS refuses limits of a route that it does not know.
- **Mutual TLS** is of the domain alone: the module asks for \`disable_execute_api_endpoint = true\` beside it, as callers
  would go around it by the other address.
- **The certificate of a domain** is given (\`certificate_arn\`), or made and renewed: \`certificate_creation_enabled = true\` with
  \`hosted_zone_id\`, whose record validates it.
- **A domain that several APIs share** is made once: the other modules set \`domain_creation_enabled = false\` and a
  \`domain_base_path\` each.
- **A hosted zone made in the same apply** has an id that is unknown when the plan asks whether there is one: say
  \`domain_record_enabled = true\`.
- **No API keys, web ACL, cache or resource policy**: HTTP APIs have none. Use a REST API for these.

### A domain

\`\`\`hcl
module "shop" {
  source = "./modules/http-api"

  api_name   = "shop"
  stage_name = "$default"
  body       = jsondecode(file("openapi.json"))

  domain_name                  = "shop.example.com"
  hosted_zone_id               = "Z0123456789ABC"
  certificate_creation_enabled = true

  route_throttling = { "GET /orders/{id}" = { rate_limit = 10, burst_limit = 20 } }
}
\`\`\``),
};
