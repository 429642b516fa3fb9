import { attribute, block, inline, raw } from '../hcl';
import type { Readme } from './module';
import type { RouterProps } from './router';

/** The README of a router module. */
export function routerReadme({ name, kind, api }: RouterProps): Readme {
  const call = name.replaceAll('-', '_');
  const rest = kind === 'rest';
  return {
    about: `By default ${rest ? 'a REST' : 'an HTTP'} API whose two routes, \`/\` and \`/{proxy+}\`, lead to one Lambda function that serves all ${api.operations.length} operations of the app;
with \`integration_pattern = "isolated"\` each operation has a route and a function of its own.
The module next to it, \`${kind}-api\`, makes the API itself.`,
    usage: [
      block(
        'module',
        [call],
        [
          attribute('source', `./modules/${name}`),
          attribute('cors_allow_origins', ['https://myapp.com', 'https://staging.myapp.com']),
          attribute('env', inline({ LOG_LEVEL: 'INFO' })),
          attribute('tags', inline({ team: 'orders' })),
        ],
      ),
      block('output', ['api_url'], [attribute('value', raw(`module.${call}.stage_invoke_url`))]),
    ],
    diagram: [
      'flowchart LR',
      '  caller([caller]) -- signed request --> api',
      `  subgraph api [${rest ? 'REST' : 'HTTP'} API]`,
      '    root["/"] --> alias',
      '    proxy["/{proxy+}"] --> alias',
      '  end',
      '  alias[alias live] --> function[Lambda function]',
      '  function --> adapter[Lambda Web Adapter] --> app[app on port 8000]',
      '  function --> logs[(log group)]',
      '  function -. role .-> more([what you add])',
    ],
    notes: notes(name, call, rest, api.operations[0]?.id ?? 'operation'),
  };
}

function notes(name: string, call: string, rest: boolean, operation: string): string {
  const id = /^[A-Za-z_][A-Za-z0-9_-]*$/.test(operation) ? operation : JSON.stringify(operation);
  return `## Good to know

- **Who may call it.** \`auth = "IAM"\` is the default: callers sign their requests and need \`execute-api:Invoke\` on
  \`\${module.${call}.api_execution_arn}/*/*\`. ${rest ? '`COGNITO`' : '`COGNITO` and `JWT`'} take tokens, \`NONE\` takes anyone.
- **The package.** \`lambda.zip\` in this folder is the default; \`terragate bundle\` builds it. Give \`lambda_zip\`, a folder by
  \`lambda_source_dir\`, or an object by \`lambda_s3_bucket\` and \`lambda_s3_key\` instead.
- **How the app runs.** \`run.sh\` starts it behind the Lambda Web Adapter. \`handler = "app.main.handler"\` runs a Python handler
  (Mangum) without the adapter.
- **One list of origins.** \`cors_allow_origins\` is what the gateway allows and what the app gets as \`ALLOWED_ORIGINS\`;
  \`CORS_ALLOW_CREDENTIALS\` and \`CORS_EXPOSE_HEADERS\` tell it the rest.
- **Two instances** in one account and region need two names: set \`name\` or \`name_prefix\`.
${
  rest
    ? `- **Streaming.** Answers reach the caller as the app gives them, for up to \`timeout\` seconds (900 at the most). A Python
  handler gives whole answers, for which API Gateway waits 29 seconds.
- **Access log.** Apply \`api-gateway-account\` once for each account and region, then set \`access_log_enabled\`.`
    : `- **No streaming.** An HTTP API gives whole answers, within 30 seconds: use a REST API for streams.`
}

### Operations on their own

\`\`\`hcl
module "${call}_isolated" {
  source = "./modules/${name}"

  name                = "isolated"
  integration_pattern = "isolated"

  operations = {
    ${id} = { memory_size = 1024, timeout = 10, env = { LOG_LEVEL = "DEBUG" } }
  }
}

output "open" { value = module.${call}_isolated.public_operations }
\`\`\`

\`integration_pattern = "isolated"\` gives each operation a function, a role and a log group of its own; \`operations\` sets single
ones: their function, who may call them, or what answers in place of the app. \`routes = "operations"\` leaves nothing reachable
that is no operation. A wrong name, or a setting that does not fit, fails the plan; \`public_operations\` tells what is open.

### Granting the function more

\`\`\`hcl
resource "aws_iam_role_policy" "read_bucket" {
  name = "read-bucket"
  role = module.${call}.lambda_execution_role_name

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:GetObject"], Resource = ["arn:aws:s3:::my-bucket/*"] }]
  })
}
\`\`\`

### Two instances

\`\`\`hcl
module "${call}_by_stage" {
  for_each = toset(["blue", "green"])
  source   = "./modules/${name}"

  name_prefix = "\${each.key}-"
}
\`\`\``;
}
