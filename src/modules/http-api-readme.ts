import { attribute, block, raw } from '../hcl';
import type { Readme } from './module';

export const HTTP_API_README: Readme = {
  about: `The routes may come from one OpenAPI document (\`body\`), or be attached outside of the module to \`api_id\`.`,
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
    '  subgraph api [HTTP API]',
    '    stage[stage: throttling] --> routes[routes]',
    '    cors[CORS: answers preflight requests] -.- routes',
    '  end',
    '  routes --> integrations([integrations])',
    '  stage --> logs[(access log)]',
  ],
  notes: `## Good to know

- **CORS is API Gateway's.** With \`cors_allow_origins\` set, it answers preflight requests itself and replaces the CORS headers
  of the app. An empty list leaves CORS to the app.
- **Routes for any method** (\`ANY\`, \`$default\`) with an authorizer take preflight requests too, and refuse them: name the
  methods.
- **Both throttling limits are always set**: a limit that is left out is 0 to an HTTP API, which then refuses all.
- **Documents are whole.** Each change of \`body\` replaces all routes of the API, those from elsewhere too.`,
};
