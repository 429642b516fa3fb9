import { docComment, identifier, type TypeScript, typescript as ts } from '../language';
import {
  ADAPTER_ENVIRONMENT,
  ADAPTER_LAYER,
  FUNCTION_TIMEOUT,
  needsRegion,
  providerRange,
} from './infra-shared';
import { outputStatements, stackFiles } from './infra-typescript';
import { type NewOptions, namesIn, packageOf } from './options';

/**
 * The stack of a project with a function URL: the files of its folder `infra`, by their path there. It calls the modules
 * by the classes beside them.
 *
 * @param handler what the function starts
 */
export function functionUrlTypescript(options: NewOptions, handler: string): ReadonlyMap<string, string> {
  return stackFiles(options, stackFile(options, handler));
}

function stackFile(options: NewOptions, handler: string): TypeScript {
  const { name, auth, pythonVersion, architecture, framework } = options;
  const provider = (binding: string) => `@${framework}/provider-aws/lib/${binding}`;
  const { className } = namesIn(options);
  const stack = identifier(`${className}Stack`);
  const props = identifier(`${className}StackProps`);
  const open = auth === 'None';
  const adapter = options.handler === 'adapter';
  const region = needsRegion(options);
  const imports = [
    ...(region ? [ts`import { DataAwsRegion } from ${provider('data-aws-region')};`] : []),
    ts`import { AwsProvider } from ${provider('provider')};`,
    ...(open ? [ts`import { Route53Record } from ${provider('route53-record')};`] : []),
    ts`import { TerraformOutput, TerraformStack } from ${framework};`,
    ts`import type { Construct } from 'constructs';`,
    ts`import { FunctionUrl } from './modules/function-url/function-url';`,
    ts`import { LambdaFunction } from './modules/lambda-function/lambda-function';`,
  ];
  return ts`${ts.join(imports, '\n')}

/** The properties of the stack. */
export interface ${props} {
  /** Region that the API is deployed to. @default - that of the environment (AWS_REGION), or of the profile */
  readonly region?: string;
  /** Origins whose pages may call the API, such as https://app.example.com. @default - all of them */
  readonly origins?: readonly string[];
${open ? DOMAIN_PROPERTY : ts``}  /** Tags of all resources, beside app and managed_by. @default - none */
  readonly tags?: Readonly<Record<string, string>>;
}

${docComment('The API behind a function URL, by the modules that terragate synth writes.')}export class ${stack} extends TerraformStack {
  constructor(scope: Construct, id: string, props: ${props} = {}) {
    super(scope, id);
    const { origins = ['*']${open ? ts`, domain` : ts``} } = props;
    const tags = { app: ${name}, managed_by: 'terraform', ...props.tags };
    new AwsProvider(this, 'aws', { region: props.region });${region ? ts`\n    const { id: region } = new DataAwsRegion(this, 'current_region');` : ts``}
    // The bindings pin one version of the provider; the stack takes what the modules take.
    this.addOverride('terraform.required_providers.aws.version', ${providerRange(options)});

    const api = new LambdaFunction(this, 'function', {
      name: ${name},
      filename: ${`../../../${packageOf(options)}`}, // from the stack's folder in cdktf.out, where Terraform runs
      handler: ${handler},
      runtime: ${`python${pythonVersion}`},
      architecture: ${architecture},
      timeout: ${ts.raw(String(FUNCTION_TIMEOUT))}, // seconds; 900 at most
${adapter ? layer(architecture) : ts``}      // The app allows the origins that the URL allows: it answers pages itself.
      env: {
        ALLOWED_ORIGINS: origins.join(','),
${adapter ? environment() : ts``}      },
      tags,
    });

    ${
      open
        ? ts`// Anyone may call the distribution, which signs the requests that the URL asks for. The URL itself is closed.`
        : ts`// Callers sign their requests for the service lambda: the output caller_policy says what their roles need.`
    }
    const url = new FunctionUrl(this, 'url', {
      functionArn: api.aliasArn,
      auth: 'IAM',
${
  adapter
    ? ts`      responseTransferMode: 'STREAM',\n`
    : ts`      responseTransferMode: 'BUFFERED', // Mangum answers in one piece; run.sh of the Lambda Web Adapter streams\n`
}      corsAllowOrigins: [...origins],
${open ? ts`      distributionEnabled: true,\n      ...(domain && { aliases: [domain.name], certificateArn: domain.certificateArn }),\n` : ts``}      tags,
    });
${open ? RECORDS : ts``}
${outputs(options)}
  }
}
`;
}

function layer(architecture: NewOptions['architecture']): TypeScript {
  return ts`      // The Lambda Web Adapter starts the app and passes answers on in parts: https://github.com/aws/aws-lambda-web-adapter
      layers: [\`arn:aws:lambda:\${region}:${ts.raw(ADAPTER_LAYER[architecture])}\`],
`;
}

function environment(): TypeScript {
  const lines = Object.entries(ADAPTER_ENVIRONMENT).map(
    ([key, value]) => ts`        ${identifier(key)}: ${value},\n`,
  );
  return ts.join(lines, '');
}

const DOMAIN_PROPERTY = ts`  /** Domain of the distribution. @default - none */
  readonly domain?: {
    /** Name of the domain. @example 'api.example.com' */
    readonly name: string;
    /** ARN of its certificate, which is in us-east-1. */
    readonly certificateArn: string;
    /** ID of the hosted zone in which the domain's records are made. @default - they are made elsewhere */
    readonly hostedZoneId?: string;
  };
`;

const RECORDS = ts`    for (const type of domain?.hostedZoneId ? ['A', 'AAAA'] : [])
      new Route53Record(this, \`domain_\${type}\`, {
        zoneId: domain?.hostedZoneId ?? '',
        name: domain?.name ?? '',
        type,
        alias: { name: url.domainName, zoneId: url.hostedZoneId, evaluateTargetHealth: false },
      });
`;

function outputs(options: NewOptions): TypeScript {
  return outputStatements(options, {
    api_url: ts`url.url`,
    function_name: ts`api.functionName`,
    region: ts`region`,
    caller_policy: ts`url.callerPolicy`,
  });
}
