import { doorOf, frontOf, type NewOptions } from './options';
import { callReadme } from './readme-call';

/** A request that the generated app answers. */
export const EXAMPLE_PATH = '/echo?message=hello';

/** The README of a new project. */
export function projectReadme(options: NewOptions): string {
  return `${[
    `# ${options.name}`,
    summary(options),
    commands(options),
    files(options),
    deploy(options),
    ...(options.minimal ? [] : more(options)),
  ].join('\n\n')}\n`;
}

/** The parts that a minimal project leaves to the documentation of Terragate. */
function more(options: NewOptions): string[] {
  return [
    callReadme(options, EXAMPLE_PATH),
    cors(options),
    ...(options.integrationPattern === 'isolated' ? [ISOLATED] : []),
  ];
}

function summary({ computeType, integrationPattern, auth }: NewOptions): string {
  const functions =
    integrationPattern === 'isolated' ? 'a Lambda function for each operation' : 'one Lambda function';
  const callers = {
    IAM: 'Callers sign their requests (IAM).',
    Cognito: 'Callers sign in to a Cognito user pool.',
    None:
      computeType === 'function-url'
        ? 'CloudFront is in front of it, and anyone may call.'
        : 'Anyone may call it.',
  }[auth];
  return `A FastAPI app behind ${frontOf({ computeType })}, on ${functions}. ${callers}`;
}

function commands(options: NewOptions): string {
  return `\`\`\`sh
npx terragate dev           # the app alone, with reload; its documentation is at /docs
npx terragate test          # tests, with coverage
npx terragate lint
npx terragate typecheck
npx terragate up            # behind ${doorOf(options)}, on this machine: http://localhost:8400
npx terragate up --watch    # the same; a saved file is live in about a second
npx terragate invoke GET '${EXAMPLE_PATH}'
npx terragate logs -f       # what the functions print
npx terragate down          # ends it
\`\`\`

The first command makes the Python environment and writes \`uv.lock\`: commit it.`;
}

type Row = [path: string, what: string];

function appRows({ moduleName, handler, auth, minimal }: NewOptions): Row[] {
  if (minimal)
    return [
      [`\`${moduleName}/routes.py\``, 'routes'],
      [`\`${moduleName}/main.py\``, 'the app: its routes, CORS'],
      ...(handler === 'mangum' ? [['`lambda_handler.py`', 'starts the app in Lambda'] as Row] : []),
    ];
  return [
    [`\`${moduleName}/main.py\``, 'routes'],
    [`\`${moduleName}/init.py\``, 'the app: logs, traces, metrics, errors, CORS'],
    ...(auth === 'None' ? [] : [[`\`${moduleName}/user.py\``, 'who calls'] as Row]),
  ];
}

function files(options: NewOptions): string {
  const { name, iac, handler, computeType } = options;
  const rows: Row[] = [
    ...appRows(options),
    ['`tests/`', 'tests of the app'],
    ['`openapi.json`', 'what the app offers; written by `npx terragate openapi`'],
    ...(handler === 'adapter' ? [['`run.sh`', 'starts the app in Lambda'] as Row] : []),
    [
      '`infra/`',
      `${iac === 'terraform' ? 'the Terraform root' : 'the CDKTF stack'}: yours, change it as you like`,
    ],
    computeType === 'function-url'
      ? [
          '`infra/modules/`',
          'the Terraform modules of the function and its URL; written by `npx terragate synth`, and never by hand',
        ]
      : [
          `\`infra/modules/${name}/\``,
          'the Terraform module of the API; written by `npx terragate synth`, and never by hand',
        ],
  ];
  return `| | |\n|---|---|\n${rows.map(([path, what]) => `| ${path} | ${what} |`).join('\n')}

${computeType === 'function-url' ? URL_CHANGES : API_CHANGES}`;
}

const API_CHANGES = `After a change of a route, \`npx terragate up\` (or \`build\`) writes the document and the modules again. Commit them: their
change is the change of the API.`;

const URL_CHANGES = `After a change of a route, \`npx terragate up\` (or \`build\`) writes the document again. Commit it: its change is the change of
the API, and clients are made of it. The URL leads to every path of the app, in the document or not.`;

function deploy({ iac, minimal }: NewOptions): string {
  const byHand =
    iac === 'terraform' && !minimal
      ? `
The same by hand, as a pipeline does it:

\`\`\`sh
npx terragate build         # the document, the modules, the package
terraform -chdir=infra init
terraform -chdir=infra apply
terraform -chdir=infra output
\`\`\`

Terraform keeps its state in \`infra/terraform.tfstate\`, which Git ignores. For more than one person,
\`npx terragate backend --aws\` keeps it in S3.

A second deployment beside this one is an environment: a file \`infra/envs/staging.tfvars\` with \`environment = "staging"\`, and
\`--env staging\` with each command that has \`--aws\`.`
      : '';
  return `## Deploy

\`\`\`sh
npx terragate up --aws       # builds, shows the plan, account and region, asks, applies exactly that
npx terragate status --aws   # account, address, functions, routes
npx terragate logs --aws -f  # what the functions print
npx terragate down --aws     # shows what would go, and asks
\`\`\`

Credentials and region are those of the AWS CLI, unless ${iac === 'terraform' ? '`region` in `infra/terraform.tfvars`' : 'the `region` of the stack'} sets another one.${byHand}`;
}

function cors({ iac, computeType }: NewOptions): string {
  const how =
    iac === 'terraform'
      ? `In \`infra/terraform.tfvars\`:

\`\`\`hcl
cors_allow_origins = ["https://app.example.com", "http://localhost:5173"]
\`\`\``
      : '`corsAllowOrigins` in `infra/stack.ts`.';
  return `## Pages that may call it

${how}

${computeType === 'function-url' ? 'The URL' : 'The gateway'} and the app get the same list. Until then pages of all origins may.`;
}

const ISOLATED = `## One function for each operation

\`integration_pattern = "isolated"\` gives each operation a function of its own. What has no operation has
no route: on AWS, \`/docs\`, \`/openapi.json\` and unknown paths answer 403. \`npx terragate dev\` serves them.
\`routes = "proxy"\` beside it adds a function that serves all the rest; \`"shared"\` is one function for everything.`;
