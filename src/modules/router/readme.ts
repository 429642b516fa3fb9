import type { ApiKind } from '../../api-kind';
import {
  attribute,
  type Body,
  blank,
  block,
  call as callFunction,
  inline,
  member,
  print,
  raw,
  text,
} from '../../hcl';
import { codeBlock, codeSpan, type Markdown, markdown } from '../../language';
import type { Readme } from '../shared/module';
import { integrationTypes, operationSettings } from './operation-settings';
import type { RouterProps } from './props';

/** The README of a router module. */
export function routerReadme({ name, kind, api }: RouterProps): Readme {
  const call = name.replaceAll('-', '_');
  const rest = kind === 'rest';
  return {
    about: markdown`By default ${rest ? 'a REST' : 'an HTTP'} API whose two routes, \`/\` and \`/{proxy+}\`, lead to one Lambda function that serves all ${api.operations.length} operations of the app;
with \`integration_pattern = "isolated"\` each operation has a route and a function of its own.
The module next to it, ${codeSpan(`${kind}-api`)}, makes the API itself.`,
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
      block(
        'output',
        ['api_url'],
        [attribute('value', member(member(raw('module'), call), 'stage_invoke_url'))],
      ),
    ],
    diagram: [
      'flowchart LR',
      `  subgraph shared ["shared: one function for all operations"]`,
      `    subgraph api1 [${rest ? 'REST' : 'HTTP'} API]`,
      '      root["/"]',
      '      proxy["/{proxy+}"]',
      '    end',
      '    root & proxy --> alias[alias live] --> function[Lambda function]',
      '    function --> adapter[Lambda Web Adapter] --> app[app on port 8000]',
      '    function --> logs[(log group)]',
      '    function -. role .-> more([what you add])',
      '  end',
      `  subgraph isolated ["isolated: a function for each operation"]`,
      `    subgraph api2 [${rest ? 'REST' : 'HTTP'} API]`,
      '      first["one route"]',
      '      second["another route"]',
      '    end',
      '    first --> function1[Lambda function]',
      '    second --> function2[Lambda function]',
      '    function1 & function2 --> logs2[(log group of all)]',
      '    function1 & function2 -. one role .-> more2([what you add])',
      '  end',
      '  caller([caller]) -- signed request --> api1 & api2',
    ],
    notes: notes(name, call, kind, api.operations[0]?.id ?? 'operation'),
  };
}

function notes(name: string, call: string, kind: ApiKind, operation: string): Markdown {
  const rest = kind === 'rest';
  const names = (of: readonly string[]) => markdown.join(of.map(codeSpan), ', ');
  return markdown`### From a repository

The module calls the modules beside it: a source is the repository as a whole, with \`//\` before the folder, so that Terraform gets all
of them. From a git repository of your own, or a module that you publish in a private registry:

${codeBlock('hcl', print(remoteCalls(name, call)))}

## Good to know

- **Who may call it.** \`auth = "IAM"\` is the default: callers sign their requests and need \`execute-api:Invoke\` on
  ${codeSpan(`\${module.${call}.api_execution_arn}/*/*`)}. ${markdown.raw(rest ? '`COGNITO` takes' : '`COGNITO` and `JWT` take')} tokens, \`NONE\` takes anyone.
  The app gets \`user_pool_client_ids\` as \`COGNITO_CLIENT_IDS\`.
- **The package.** \`lambda.zip\` in this folder is the default; \`terragate bundle\` builds it. Give \`lambda_zip\`, a folder by
  \`lambda_source_dir\`, or an object by \`lambda_s3_bucket\` and \`lambda_s3_key\` instead.
- **How the app runs.** \`run.sh\` starts it behind the Lambda Web Adapter. \`handler = "app.main.handler"\` runs a Python handler
  (Mangum) without the adapter. \`PORT\`, \`AWS_LAMBDA_EXEC_WRAPPER\`, \`AWS_LWA_PORT\` and \`AWS_LWA_INVOKE_MODE\` are the module's own,
  whatever \`env\` says; \`AWS_LWA_READINESS_CHECK_PROTOCOL\` is \`tcp\` where \`env\` does not say.
- **One list of origins.** \`cors_allow_origins\` is what the gateway allows and what the app gets as \`ALLOWED_ORIGINS\`;
  \`CORS_ALLOW_CREDENTIALS\` and \`CORS_EXPOSE_HEADERS\` tell it the rest.
- **A domain that several APIs share.** \`domain_creation_enabled = false\` maps the API to a domain that is there, below
  \`domain_base_path\`; the app keeps its own paths, and \`terragate_asgi.py\` of the package tells it what stands before them.
- **Events.** \`schedules\`, \`queues\` and \`buckets\` call the app by \`POST\` at \`events_path\`, on a function of their own
  (\`functions["$events"]\`). The guard of the package closes that path to callers: \`functions_enforce_routes = true\` says that it is there.
- **Two instances** in one account and region need two names: set \`name\` or \`name_prefix\`.
${rest ? OF_REST : OF_HTTP}

### Operations on their own

${codeBlock('hcl', print(isolatedCall(name, call, operation)))}

\`integration_pattern = "isolated"\` gives each operation a function of its own. They share a role and a log group, but for operations
that ask for more (\`function_roles\`, \`function_log_groups\`, \`function_aliases_enabled\`). \`operations\` sets single ones:
their function, who may call them, or what answers in place of the app. \`routes = "operations"\` leaves nothing reachable
that is no operation. A wrong name, or a setting that does not fit, fails the plan; \`public_operations\` tells what is open.

The settings of an operation are ${names(operationSettings(kind))}.
\`$router\` has those of the shared function.
An \`integration\` is an object with a \`type\`: ${names(Object.keys(integrationTypes(kind)))}.

### Granting the function more

${codeBlock('hcl', print(grant(call)))}

### Two instances

${codeBlock('hcl', print(byStage(name, call)))}`;
}

const OF_REST =
  markdown.raw(`- **Streaming.** Answers reach the caller as the app gives them, for up to \`timeout\` seconds (900 at the most). A Python
  handler gives whole answers, for which API Gateway waits 29 seconds.
- **The cache** (\`cache_cluster_size\`) keeps answers of the operations with \`caching_enabled = true\` and of no other, by a key of
  their parameters and what tells their callers apart.
- **Access log.** Apply \`api-gateway-account\` once for each account and region, then set \`access_log_enabled\`.`);

const OF_HTTP = markdown.raw(
  '- **No streaming.** An HTTP API gives whole answers, within 30 seconds: use a REST API for streams.',
);

/** The module by addresses of the user's own: the words in capitals are theirs to fill in. */
function remoteCalls(name: string, call: string): Body {
  const git = `git::https://github.com/YOUR-ORGANIZATION/YOUR-REPOSITORY.git//modules/${name}?ref=v1.0.0`;
  const registry = `app.terraform.io/YOUR-ORGANIZATION/YOUR-MODULE/aws//modules/${name}`;
  return [
    block('module', [`${call}_from_git`], [attribute('source', git)]),
    block(
      'module',
      [`${call}_from_registry`],
      [attribute('source', registry), attribute('version', '~> 1.0')],
    ),
  ];
}

function isolatedCall(name: string, call: string, operation: string): Body {
  const settings = inline({ memory_size: 1024, timeout: 10, env: inline({ LOG_LEVEL: 'DEBUG' }) });
  return [
    block(
      'module',
      [`${call}_isolated`],
      [
        attribute('source', `./modules/${name}`),
        blank,
        attribute('name', 'isolated'),
        attribute('integration_pattern', 'isolated'),
        attribute('operations', { [operation]: settings }),
      ],
    ),
    block(
      'output',
      ['open'],
      [attribute('value', member(member(raw('module'), `${call}_isolated`), 'public_operations'))],
    ),
  ];
}

function grant(call: string): Body {
  const statement = inline({
    Effect: 'Allow',
    Action: ['s3:GetObject'],
    Resource: ['arn:aws:s3:::my-bucket/*'],
  });
  return [
    block(
      'resource',
      ['aws_iam_role_policy', 'read_bucket'],
      [
        attribute('name', 'read-bucket'),
        attribute('role', member(member(raw('module'), call), 'lambda_execution_role_name')),
        attribute('policy', callFunction('jsonencode', { Version: '2012-10-17', Statement: [statement] })),
      ],
    ),
  ];
}

function byStage(name: string, call: string): Body {
  return [
    block(
      'module',
      [`${call}_by_stage`],
      [
        attribute('for_each', raw('toset(["blue", "green"])')),
        attribute('source', `./modules/${name}`),
        blank,
        attribute('name_prefix', text`${'each.key'}-`),
      ],
    ),
  ];
}
