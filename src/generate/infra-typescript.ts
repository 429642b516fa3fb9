import { docComment, identifier, json, propertyKey, type TypeScript, typescript as ts } from '../language';
import { IGNORED, needsRegion, type OutputName, outputValues, providerRange } from './infra-shared';
import { PACKAGE_CLASSES, packageImports, packageUpload } from './infra-typescript-packages';
import { underscored } from './names';
import { kindOf, type NewOptions, namesIn } from './options';
import { ownPackage, vendoredName } from './own-package';
import type { RouteChoice } from './routes';

/** The input of the stack beside the options. */
export interface StackOptions {
  /** The handler of the function. @default 'run.sh' */
  readonly handler?: string;
  /** The routes that are set. @default - those of the pattern */
  readonly routes?: RouteChoice['routes'];
  /** The operations that are left out. @default - none */
  readonly leftOut?: RouteChoice['leftOut'];
}

/**
 * The stack of a project in TypeScript, of CDKTF or of CDK Terrain: the files of its folder `infra`, by their path there.
 *
 * It calls the module by the class beside it, so that an operation that the app no longer has does not compile. The
 * packages have the versions that Terragate was tested with.
 */
export function infraTypescript(options: NewOptions, stack: StackOptions = {}): ReadonlyMap<string, string> {
  const { handler = 'run.sh', ...choice } = stack;
  return stackFiles(options, stackFile(options, handler, choice));
}

/** The files around a stack. */
export function stackFiles(options: NewOptions, stack: TypeScript): ReadonlyMap<string, string> {
  return new Map([
    ['.gitignore', `node_modules/\ncdktf.out/\n${IGNORED}`],
    ['cdktf.json', json(cdktfSettings(options))],
    ['main.ts', main(options).text],
    ['package.json', json(packageOf(options))],
    ['stack.ts', stack.text],
    ['tsconfig.json', json(TSCONFIG)],
  ]);
}

function cdktfSettings({ name }: NewOptions) {
  return {
    language: 'typescript',
    app: 'npx tsx main.ts',
    projectId: name,
    sendCrashReports: 'false',
    output: 'cdktf.out',
  };
}

function packageOf({ name, framework }: NewOptions) {
  const { devDependencies: tested } = ownPackage();
  const versions: Readonly<Record<string, string | undefined>> = framework === 'cdktn' ? CDKTN : tested;
  return {
    name: `${name}-infra`,
    version: '0.0.0',
    private: true,
    ...(framework === 'cdktn' ? { engines: { node: CDKTN_NODE } } : {}),
    scripts: {
      typecheck: 'tsc --noEmit',
      synth: `${framework} synth`,
      deploy: `${framework} deploy`,
      destroy: `${framework} destroy`,
    },
    dependencies: {
      [`@${framework}/provider-aws`]: versions[`@${framework}/provider-aws`],
      [framework]: versions[framework],
      constructs: tested.constructs,
      terragate: `file:../${vendoredName()}`,
      tsx: tested.tsx,
    },
    devDependencies: {
      '@types/node': tested['@types/node'],
      [`${framework}-cli`]: versions[`${framework}-cli`],
      typescript: tested.typescript,
    },
  };
}

/** Versions of the packages of CDK Terrain that projects are tested with. */
const CDKTN = { '@cdktn/provider-aws': '25.7.0', cdktn: '0.24.0', 'cdktn-cli': '0.24.0' };
/** Versions of Node.js that the packages of CDK Terrain need. */
const CDKTN_NODE = '>=22.19.0';

const TSCONFIG = {
  compilerOptions: {
    target: 'ES2022',
    module: 'node16',
    moduleResolution: 'node16',
    lib: ['ES2024'],
    types: ['node'],
    strict: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    esModuleInterop: true,
    resolveJsonModule: true,
    skipLibCheck: true,
    noEmit: true,
  },
  include: ['*.ts', 'modules/*/*.ts'],
  exclude: ['node_modules', 'cdktf.out'],
};

function main(options: NewOptions): TypeScript {
  const { framework } = options;
  const stack = identifier(`${namesIn(options).className}Stack`);
  return ts`import { App } from ${framework};
import { ${stack} } from './stack';

const app = new App();
new ${stack}(app, ${options.name});
app.synth();
`;
}

/** Names that the file of the stack imports: a class of the app's API may have one of them. */
const IMPORTED = [
  ...['AwsProvider', 'CognitoUserPool', 'CognitoUserPoolClient', 'DataAwsCallerIdentity', ...PACKAGE_CLASSES],
  ...['Construct', 'Fn', 'Op', 'Token'],
];

function stackFile(
  options: NewOptions,
  handler: string,
  { routes, leftOut = [] }: Pick<StackOptions, 'routes' | 'leftOut'>,
): TypeScript {
  const { name, auth, integrationPattern, pythonVersion, architecture, framework, requestValidation } =
    options;
  const provider = (binding: string) => `@${framework}/provider-aws/lib/${binding}`;
  const { className } = namesIn(options);
  const isolated = integrationPattern === 'isolated';
  const cognito = auth === 'Cognito';
  const taken = IMPORTED.includes(className);
  const api = identifier(taken ? `${className}Api` : className);
  const stack = identifier(`${className}Stack`);
  const props = identifier(`${className}StackProps`);
  const inputs = [
    ts`name: ${name},`,
    ...(routes === undefined ? [] : [ts`routes: ${routes},`]),
    ts`auth: ${auth.toUpperCase()},`,
    ...(cognito ? [ts`userPoolId: pool.id,`, ts`userPoolClientIds: [client.id],`] : []),
    ts`corsAllowOrigins: [...origins],`,
    ...(requestValidation
      ? [
          ts`// The app checks its requests itself: its answers name the field. 'ALL' has API Gateway refuse them before (400).`,
          ts`requestValidation: ${requestValidation},`,
        ]
      : []),
    ...(handler === 'run.sh' ? [] : [ts`handler: ${handler},`]),
    ts`runtime: ${`python${pythonVersion}`},`,
    ts`architecture: ${architecture},`,
    ...(isolated
      ? [
          ts`lambdaS3Bucket: upload.bucket,`,
          ts`lambdaS3Key: upload.key,`,
          ts`lambdaS3ObjectVersion: upload.versionId,`,
        ]
      : []),
    ...DOMAIN_INPUTS,
    ts`tags,`,
  ];
  const imports = [
    ...(cognito
      ? [
          ts`import { CognitoUserPool } from ${provider('cognito-user-pool')};`,
          ts`import { CognitoUserPoolClient } from ${provider('cognito-user-pool-client')};`,
        ]
      : []),
    ...(isolated ? [ts`import { DataAwsCallerIdentity } from ${provider('data-aws-caller-identity')};`] : []),
    ...(needsRegion(options) ? [ts`import { DataAwsRegion } from ${provider('data-aws-region')};`] : []),
    ts`import { AwsProvider } from ${provider('provider')};`,
    ...(isolated ? packageImports(provider) : []),
    isolated
      ? ts`import { Fn, Op, TerraformIterator, TerraformOutput, TerraformStack, TerraformVariable, Token } from ${framework};`
      : ts`import { Fn, TerraformOutput, TerraformStack } from ${framework};`,
    ts`import type { Construct } from 'constructs';`,
    ts`import { ${taken ? ts`${identifier(className)} as ${api}` : api} } from ${`./modules/${name}/${name}`};`,
  ];
  const kind = kindOf(options) === 'rest' ? 'a REST API' : 'an HTTP API';
  return ts`${ts.join(imports, '\n')}

/** The properties of the module call in the stack. */
export interface ${props} {
  /** Region that the API is deployed to. @default - that of the environment (AWS_REGION), or of the profile */
  readonly region?: string;
  /** Origins whose pages may call the API, such as https://app.example.com. @default - all of them */
  readonly origins?: readonly string[];
  /** Domain of the API. @default - none */
  readonly domain?: {
    /** Name of the domain. @example 'api.example.com' */
    readonly name: string;
    /** ID of the hosted zone in which the domain's certificate and records are made. @default - it is made elsewhere */
    readonly hostedZoneId?: string;
    /** First part of the API's paths, where several APIs share the domain. @default - none */
    readonly basePath?: string;
    /** Whether another stack makes the domain: this API gets a part of its paths. @default false */
    readonly createdElsewhere?: boolean;
  };
  /** Tags of all resources, beside app and managed_by. @default - none */
  readonly tags?: Readonly<Record<string, string>>;
}

${docComment(`The API behind ${kind} of API Gateway, by the module that terragate synth writes.`)}export class ${stack} extends TerraformStack {
  constructor(scope: Construct, id: string, props: ${props} = {}) {
    super(scope, id);
    const { origins = ['*'], domain } = props;
    const makesDomain = domain !== undefined && !domain.createdElsewhere;
    const tags = { app: ${name}, managed_by: 'terraform', ...props.tags };
    new AwsProvider(this, 'aws', { region: props.region });${needsRegion(options) ? ts`\n    const { id: region } = new DataAwsRegion(this, 'current_region');` : ts``}
    // The bindings pin one version of the provider; the stack takes what the modules take.
    this.addOverride('terraform.required_providers.aws.version', ${providerRange(options)});
${cognito ? pool(name) : ts``}${isolated ? packageUpload(name) : ts``}
${
  isolated
    ? ts`    // Each operation has a function of its own; { pattern: 'shared' } is one for all.`
    : ts`    // One function serves all operations; { pattern: 'isolated' } is one for each.`
}
    const api = new ${api}(this, ${underscored(name)}, {
${ts.join(
  inputs.map((line) => ts`      ${line}`),
  '\n',
)}
      integrations: ${api}.defaultIntegrations(this${isolated ? ts`` : ts`, { pattern: 'shared' }`})
        // What a single operation needs, by its name: .withOperationOptions({ sayHello: { memorySize: 1024 } })
${leftOut.length ? withoutRoutes(leftOut) : ts``}        .build(),
    });

${outputs(options)}
  }
}
`;
}

/** What a stack gives its module of the property domain. */
const DOMAIN_INPUTS: readonly TypeScript[] = [
  ts`...(domain && {`,
  ts`  domainName: domain.name,`,
  ts`  domainBasePath: domain.basePath,`,
  ts`  domainCreationEnabled: makesDomain,`,
  ts`  certificateCreationEnabled: makesDomain,`,
  ts`  hostedZoneId: makesDomain ? domain.hostedZoneId : undefined,`,
  ts`}),`,
];

/** The operations that API Gateway can't hold as routes. */
function withoutRoutes(operations: NonNullable<StackOptions['leftOut']>): TypeScript {
  return ts`        // API Gateway can not hold these as routes. { pattern: 'shared' } serves them.
        .withOperationOptions({
${ts.join(
  operations.map(({ name }) => ts`          ${propertyKey(name)}: { enabled: false },`),
  '\n',
)}
        })
`;
}

function pool(name: string): TypeScript {
  return ts`
    // Those who may call the API. An administrator makes the users; allowAdminCreateUserOnly: false lets anyone sign up.
    const pool = new CognitoUserPool(this, 'pool', {
      name: ${name},
      usernameAttributes: ['email'],
      autoVerifiedAttributes: ['email'],
      deletionProtection: 'INACTIVE', // 'ACTIVE' once there are users to keep
      adminCreateUserConfig: { allowAdminCreateUserOnly: true },
      passwordPolicy: {
        minimumLength: 12,
        requireLowercase: true,
        requireNumbers: true,
        requireSymbols: false,
        requireUppercase: true,
        temporaryPasswordValidityDays: 7,
      },
      tags,
    });
    // A client without a secret, as pages and apps need it.
    const client = new CognitoUserPoolClient(this, 'client', {
      name: ${name},
      userPoolId: pool.id,
      explicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH'],
      preventUserExistenceErrors: 'ENABLED',
    });
`;
}

function outputs(options: NewOptions): TypeScript {
  const before: Partial<Record<OutputName, TypeScript>> = {
    function_names: ts`    const functions = TerraformIterator.fromMap(Token.asAnyMap(api.functions));\n`,
  };
  return outputStatements(
    options,
    {
      api_url: ts`Fn.trimsuffix(api.stageInvokeUrl, '/')`,
      function_names: ts`functions.forExpressionForMap('key', 'val.function_name')`,
      function_name: ts`api.lambdaFunctionName`,
      region: ts`region`,
      execution_arn: ts`api.stageExecutionArn`,
      user_pool_id: ts`pool.id`,
      user_pool_client_id: ts`client.id`,
    },
    before,
  );
}

/** The outputs of a stack, as statements of its constructor. @param before statements that stand before one of them */
export function outputStatements(
  options: NewOptions,
  values: Readonly<Partial<Record<OutputName, TypeScript>>>,
  before: Readonly<Partial<Record<OutputName, TypeScript>>> = {},
): TypeScript {
  return ts.join(
    outputValues(options, values).map(
      ({ name, description, value }) => ts`${before[name] ?? ts``}    new TerraformOutput(this, ${name}, {
      description: ${description},
      value: ${value},
      staticId: true,
    });`,
    ),
    '\n',
  );
}
