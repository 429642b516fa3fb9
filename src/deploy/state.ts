import { ANYONE, type ApiRoute, apiRoutes } from './api-routes';
import { arnPlace } from './arn';
import { functionUrls } from './function-urls';
import { type FunctionTarget, functionTarget } from './platform-check';
import type { Stage } from './stage';
import { unique } from './unique';

/** A function of a Terraform state. */
export interface DeployedFunction {
  readonly name: string;
  /** Region that the function is in, by its ARN; undefined where the state has none. */
  readonly region: string | undefined;
  /** Name of the log group that it writes to. */
  readonly logGroup: string;
  /** Alias that the API calls, which names a version. @default - there is none: the function itself is called */
  readonly alias?: string;
  /** Whether the module of an app made it, for its API. */
  readonly servesApi: boolean;
  /** ARNs of the secrets that its app reads when it starts. */
  readonly secrets: readonly string[];
}

/** The parts of a Terraform state that commands need. */
export interface Deployed {
  /** Stages of REST and HTTP APIs, and function URLs, by the name of the API. */
  readonly stages: readonly Stage[];
  /** The functions by their names. */
  readonly functions: readonly DeployedFunction[];
  /** Accounts of the resources, by their ARNs. */
  readonly accounts: readonly string[];
  /** Regions of the resources, by their ARNs. */
  readonly regions: readonly string[];
  /** The platform that the functions are made for. */
  readonly targets: readonly FunctionTarget[];
  /** Addresses of WebSocket APIs: their endpoints. */
  readonly endpoints: readonly { readonly name: string; readonly url: string }[];
  /** Routes by the id of the API; none of an API that is made of single resources. */
  readonly routes: ReadonlyMap<string, readonly ApiRoute[]>;
  /** Whether callers of some route have to be known on AWS. */
  readonly authorized: boolean;
  /** The number of resources, without data sources. */
  readonly resources: number;
}

type Attributes = Readonly<Record<string, unknown>>;

interface State {
  readonly version?: number;
  readonly resources?: readonly {
    readonly mode: string;
    readonly type: string;
    /** Address of the module that it is in; missing for the root. */
    readonly module?: string;
    readonly instances: readonly { readonly attributes?: Attributes }[];
  }[];
}

/**
 * Reads a state as Terraform and OpenTofu write it (version 4).
 *
 * @param text of the state file, or of `state pull`. Empty: nothing is deployed
 */
export function deployed(text: string): Deployed {
  const state = (text.trim() ? JSON.parse(text) : {}) as State;
  const managed = (state.resources ?? []).filter(({ mode }) => mode === 'managed');
  const of = (type: string) =>
    managed
      .filter((resource) => resource.type === type)
      .flatMap(({ instances }) => instances.map(({ attributes = {} }) => attributes));
  const isWebSocket = ({ protocol_type }: Attributes) => protocol_type === 'WEBSOCKET';
  const newer = of('aws_apigatewayv2_api');
  const apis = new Map(
    [...of('aws_api_gateway_rest_api'), ...newer.filter((api) => !isWebSocket(api))].map(
      ({ id, name, body }) => [String(id), { name: String(name), document: documentOf(body) }],
    ),
  );
  const webSocketIds = newer.filter(isWebSocket).map(({ id }) => id);
  const domains = [
    ...of('aws_api_gateway_base_path_mapping').map((one) => ({
      ...one,
      stage: one.stage_name,
      path: one.base_path,
    })),
    ...of('aws_apigatewayv2_api_mapping').map((one) => ({ ...one, path: one.api_mapping_key })),
  ].map(({ api_id, stage, domain_name, path }: Attributes) => ({
    apiId: api_id,
    stage,
    address: `${domain_name}${path ? `/${path}` : ''}`,
  }));
  const stages = [
    ...of('aws_api_gateway_stage').map((one) => ({ ...one, id: one.rest_api_id, name: one.stage_name })),
    ...of('aws_apigatewayv2_stage').map((one) => ({ ...one, id: one.api_id, name: one.name })),
  ]
    .filter(({ id }) => !webSocketIds.includes(id))
    .map(({ id, name, invoke_url, execution_arn }: Attributes) => {
      const api = apis.get(String(id));
      return {
        name: api?.name ?? String(id),
        apiId: String(id),
        stage: String(name),
        invokeUrl: String(invoke_url ?? ''),
        docs: hasDocs(api?.document),
        domains: domains
          .filter((domain) => domain.apiId === id && domain.stage === name)
          .map(({ address }) => address)
          .sort(),
        region: arnPlace(execution_arn)?.region,
        service: 'execute-api' as const,
      };
    });
  const urls = functionUrls(of('aws_lambda_function_url'), of('aws_cloudfront_distribution'));
  const aliased = of('aws_lambda_alias')
    .filter(({ name }) => name === ALIAS)
    .map((alias) => String(alias.function_name));
  const objects = of('aws_s3_object');
  const targets = of('aws_lambda_function').map((one) =>
    functionTarget(String(one.function_name), one, objects),
  );
  const places = managed.flatMap(({ instances }) =>
    instances.flatMap(({ attributes }) => arnPlace(attributes?.arn) ?? []),
  );
  return {
    accounts: unique(places.map(({ account }) => account)),
    regions: unique(places.map(({ region }) => region).filter(Boolean)),
    stages: [
      ...stages.sort((a, b) => a.name.localeCompare(b.name) || a.stage.localeCompare(b.stage)),
      // After them, so that an API keeps its port
      ...urls.map(({ stage }) => stage).sort((a, b) => a.name.localeCompare(b.name)),
    ],
    functions: managed
      .filter(({ type }) => type === 'aws_lambda_function')
      .flatMap(({ instances, module }) =>
        instances.map(({ attributes = {} }) => functionOf(attributes, module, aliased)),
      )
      .sort((a, b) => a.name.localeCompare(b.name)),
    targets,
    endpoints: newer.filter(isWebSocket).map(({ name, api_endpoint }) => ({
      name: String(name),
      url: String(api_endpoint),
    })),
    // Few ask for them, and logs are looked at several times a second
    get routes(): Deployed['routes'] {
      const known = [...apis].flatMap(([id, { document }]) =>
        document?.paths ? [[id, apiRoutes(document)] as const] : [],
      );
      return new Map<string, readonly ApiRoute[]>([
        ...known,
        ...urls.map(({ stage, route }) => [stage.apiId, [route]] as const),
      ]);
    },
    authorized:
      [...apis.values()].some(({ document }) => asksForCallers(document)) ||
      urls.some(({ route }) => route.callers !== ANYONE),
    resources: managed.reduce((sum, { instances }) => sum + instances.length, 0),
  };
}

/** Whether a state is one without resources. One that OpenTofu has encrypted is none: its resources are not to be seen. */
export function isEmptyState(text: string): boolean {
  return !text.trim() || (JSON.parse(text) as State).resources?.length === 0;
}

/** The alias that the modules give a function. */
const ALIAS = 'live';

function functionOf(
  { arn, function_name, logging_config, environment }: Attributes,
  module: string | undefined,
  aliased: readonly string[],
): DeployedFunction {
  const name = String(function_name);
  const [logging] = (logging_config ?? []) as readonly { readonly log_group?: string }[];
  const [{ variables } = {}] = (environment ?? []) as readonly {
    readonly variables?: Readonly<Record<string, string>> | null;
  }[];
  return {
    name,
    region: arnPlace(arn)?.region,
    logGroup: logging?.log_group || `/aws/lambda/${name}`,
    ...(aliased.includes(name) || aliased.includes(String(arn)) ? { alias: ALIAS } : {}),
    servesApi: /(?:^|\.)module\.function(?:\[|$)/.test(module ?? ''),
    secrets: secretsIn(variables?.TERRAGATE_SECRETS),
  };
}

/** The ARNs in the variable by which the modules name secrets. */
function secretsIn(references: string | undefined): string[] {
  try {
    return Object.values(JSON.parse(references ?? '{}') as Readonly<Record<string, string>>);
  } catch {
    // A function of the user's own has a variable of that name
    return [];
  }
}

interface Document {
  readonly paths?: Record<string, Record<string, { security?: Record<string, unknown>[] }>>;
  readonly components?: { readonly securitySchemes?: Record<string, Record<string, unknown>> };
}

/** The OpenAPI document of an API; undefined for one that is made of single resources. */
function documentOf(body: unknown): Document | undefined {
  return typeof body === 'string' && body ? (JSON.parse(body) as Document) : undefined;
}

/**
 * Whether an API serves the page `/docs`. An API without a document, whose routes are not known here, is assumed to.
 */
function hasDocs(document: Document | undefined): boolean {
  const paths = ['/docs', '/{proxy+}', '/$default', '$default'];
  return !document?.paths || paths.some((path) => path in (document.paths ?? {}));
}

/** Whether some method of a document wants a caller that is known; an API key does not tell who calls. */
function asksForCallers({ paths = {}, components = {} }: Document = {}): boolean {
  const isKey = (scheme: string) => {
    const { type, ...more } = components.securitySchemes?.[scheme] ?? {};
    return type === 'apiKey' && more['x-amazon-apigateway-authtype'] === undefined;
  };
  return Object.values(paths).some((item) =>
    Object.values(item).some(({ security = [] }) => security.flatMap(Object.keys).some((one) => !isKey(one))),
  );
}
