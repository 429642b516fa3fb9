import { attribute, block, inline, raw } from '../hcl';
import type { Readme } from './module';

export const REST_API_README: Readme = {
  about: `The API is one OpenAPI document: its routes, integrations, authorizers and validators. The module adds what a document
does not hold: the deployment and the stage, CORS (preflight methods and headers on API Gateway's own errors), logs,
throttling and the resource policy. The number of resources does not grow with the number of routes.

Without a document the API is bare: attach resources and methods to \`api_id\` and \`api_root_resource_id\`, and deploy them
yourself.`,
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
    '  subgraph api [REST API]',
    '    stage[stage: throttling, X-Ray] --> deployment[deployment: a snapshot]',
    '    deployment -. made anew when its hash changes .-> document[OpenAPI document]',
    '    policy[resource policy] -.-> deployment',
    '  end',
    '  document --> integrations([integrations])',
    '  stage -. optional .-> logs[(access and execution logs)]',
  ],
  notes: `## Good to know

- **Every change is deployed.** The deployment is made anew when the document, CORS, the gateway responses or the policy
  change; the stage moves to it before the old one goes. With \`stage_auto_deploy = false\` only \`deployment_triggers\` do.
- **Several origins.** A preflight request is answered with the origin that asks, when the list has it; never with two in
  one header. API Gateway's own errors can't choose: with several origins they repeat the one that asks, without
  credentials.
- **Logs.** Access and execution logs of REST APIs need a role in the account's settings: apply
  \`api-gateway-account\` once for each account and region, then switch them on.
- **OpenAPI 3.1** is refused by API Gateway. Give 3.0.`,
};
