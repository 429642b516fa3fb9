import { mkdirSync } from 'node:fs';
import { operationsApp } from '../../examples/cdktf/operations';
import { App } from '../../src/framework';
import type { Moto } from '../support/moto';
import type { Plan, ResourceChange } from '../support/terraform';
import { Workspace } from '../support/workspace';

/** A kind of API with its examples, and what each world calls the calls of the modules. */
export interface Example {
  readonly kind: 'rest' | 'http';
  readonly module: string;
  /** Labels of the module calls in HCL, each with that in TypeScript. */
  readonly calls: Readonly<Record<string, string>>;
}

export const EXAMPLES: readonly Example[] = [
  {
    kind: 'rest',
    module: 'my-api',
    calls: {
      my_api: 'my_api',
      access: 'MyApi',
      integrations: 'integrations',
      authorizers: 'authorizers',
    },
  },
  {
    kind: 'http',
    module: 'my-http-api',
    calls: { my_http_api: 'my_http_api', authorizers: 'authorizers' },
  },
];

/** What the examples take as given. */
export const EXISTING = {
  existingFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:items',
  authorizerFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:authorizer',
  vpcLinkId: 'abc123',
  listenerArn:
    'arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/net/items/1234567890abcdef/1234567890abcdef',
  subnetIds: ['subnet-11111111', 'subnet-22222222'],
  securityGroupIds: ['sg-11111111'],
};

/** The same, as the variables of the roots in HCL. */
export const VARIABLES = {
  rest: {
    existing_function_arn: EXISTING.existingFunctionArn,
    authorizer_function_arn: EXISTING.authorizerFunctionArn,
    vpc_link_id: EXISTING.vpcLinkId,
    vpc_subnet_ids: EXISTING.subnetIds,
    vpc_security_group_ids: EXISTING.securityGroupIds,
  },
  http: {
    existing_function_arn: EXISTING.existingFunctionArn,
    authorizer_function_arn: EXISTING.authorizerFunctionArn,
    vpc_link_id: EXISTING.vpcLinkId,
    listener_arn: EXISTING.listenerArn,
  },
};

// The provider makes functions from files one after the other, five seconds each; those from S3 at once.
const PACKAGE = { bucket: 'packages', key: 'app.zip' };

/** The functions that the examples take as given, and the package. */
export async function makeExisting(moto: Moto): Promise<void> {
  await ask(moto, 's3', `/${PACKAGE.bucket}`, 'PUT', '');
  await ask(moto, 's3', `/${PACKAGE.bucket}/${PACKAGE.key}`, 'PUT', 'no package, as nothing runs');
  await ask(moto, 'iam', '/', 'POST', ROLE, 'application/x-www-form-urlencoded');
  for (const name of ['items', 'authorizer']) {
    const text = JSON.stringify({ ...FUNCTION, FunctionName: name });
    await ask(moto, 'lambda', '/2015-03-31/functions', 'POST', text);
  }
}

const ROLE = new URLSearchParams({
  Action: 'CreateRole',
  Version: '2010-05-08',
  RoleName: 'existing',
  AssumeRolePolicyDocument: '{"Version": "2012-10-17", "Statement": []}',
}).toString();

const FUNCTION = {
  Runtime: 'python3.13',
  Role: 'arn:aws:iam::123456789012:role/existing',
  Handler: 'index.handler',
  Code: { ZipFile: '' },
};

async function ask(
  moto: Moto,
  service: string,
  path: string,
  method: 'POST' | 'PUT',
  body: string,
  type = 'application/json',
): Promise<void> {
  const scope = `Credential=test/20250101/us-east-1/${service}/aws4_request`;
  const headers = {
    'content-type': type,
    authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=0`,
  };
  const answer = await fetch(`${moto.url}${path}`, { method, headers, body });
  if (!answer.ok) throw new Error(`${service}: ${answer.status} ${await answer.text()}`);
}

/** The two worlds' roots beside each other, with the modules. */
export class Worlds {
  readonly workspace = new Workspace('operations');
  constructor() {
    this.workspace.copy('modules');
    this.workspace.copy('examples/terraform-operations');
    mkdirSync(this.workspace.at('cdktf.out'));
    operationsApp(EXISTING, new App({ outdir: this.workspace.at('cdktf.out') })).synth();
  }

  /** The folder of the root in HCL. */
  hcl({ kind, module, calls }: Example): string {
    return this.root(`examples/terraform-operations/${kind}`, module, Object.keys(calls));
  }

  /** The folder of the stack that TypeScript makes. */
  typescript({ kind, module, calls }: Example): string {
    return this.root(`cdktf.out/stacks/${kind}-operations`, module, Object.values(calls));
  }

  // What only the tests want stands in files that Terraform merges in: the examples stay as they are. The modules
  // are the copies.
  private root(folder: string, module: string, calls: readonly string[]): string {
    const merged = calls.map(
      (label) => `module "${label}" {
  source = "../../../modules/${module}"

  lambda_s3_bucket = "${PACKAGE.bucket}"
  lambda_s3_key    = "${PACKAGE.key}"
}
`,
    );
    this.workspace.write(`${folder}/test_override.tf`, [...merged, SETTINGS].join('\n'));
    return this.workspace.at(folder);
  }
}

// As the other suites', so that requests that the stand-in of AWS does not know are not repeated for minutes.
const SETTINGS = `terraform {
  backend "local" {}
}

provider "aws" {
  region                      = "us-east-1"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
  s3_use_path_style           = true
  max_retries                 = 3
}
`;

/** What a plan would make, by addresses as those of HCL. */
export interface Planned {
  /** Of the modules: by address. */
  readonly modules: Readonly<Record<string, unknown>>;
  /** Of the root: by type, as each world calls its own otherwise. */
  readonly root: Readonly<Record<string, readonly unknown[]>>;
}

/** @param labels the calls of the modules, each with what it is called in HCL */
export function planned(plan: Plan, labels: Readonly<Record<string, string>>): Planned {
  const modules: Record<string, unknown> = {};
  const root: Record<string, unknown[]> = {};
  for (const change of plan.resourceChanges) {
    if (change.module_address) modules[renamed(change.address, labels)] = values(change);
    else {
      root[change.type] ??= [];
      root[change.type]?.push(values(change));
    }
  }
  for (const list of Object.values(root)) {
    list.sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
  }
  return { modules, root };
}

/** An address, or any text with addresses, with other labels of the root's module calls. */
export function renamed(text: string, labels: Readonly<Record<string, string>>): string {
  return text.replace(/(?<![\w.])module\.(\w+)/g, (all, label: string) => {
    const other = labels[label];
    return other === undefined ? all : `module.${other}`;
  });
}

/** What a plan does: each action with its address, and what it changes where something is there already. */
export function actions(plan: Plan): string[] {
  // The stand-in of AWS forgets parts of distributions
  const changes = plan.changes.filter(({ type }) => type !== 'aws_cloudfront_distribution');
  return changes.map(({ address, change: { actions, before, after, after_unknown } }) => {
    const unknown = typeof after_unknown === 'object' ? after_unknown : {};
    const names = Object.keys({ ...before, ...after }).filter(
      (name) => unknown[name] === true || JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]),
    );
    const what = names.map((name) => `${name}: ${text(before?.[name])} -> ${text(after?.[name])}`);
    return `${actions.join(' and ')} ${address}${before && after ? `\n  ${what.join('\n  ')}` : ''}`;
  });
}

function text(value: unknown): string {
  return String(JSON.stringify(value)).slice(0, 2000);
}

function values({ change }: ResourceChange): unknown {
  return { actions: change.actions, known: change.after, unknown: change.after_unknown };
}

/** A table the other way round. */
export function inverse(table: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(table).map(([key, value]) => [value, key]));
}
