import { type FunctionTarget, functionTarget } from './platform-check';

/** A stage of a REST or HTTP API. */
export interface Stage {
  /** Name of the API. */
  readonly name: string;
  readonly apiId: string;
  readonly stage: string;
  /** Address of the stage on AWS. */
  readonly invokeUrl: string;
  /** Whether the app's page `/docs` can be reached: there is a route for it, or one for all paths. */
  readonly docs: boolean;
}

/** The parts of a Terraform state that commands need. */
export interface Deployed {
  /** Stages of REST and HTTP APIs, by the name of the API. */
  readonly stages: readonly Stage[];
  /** Names of the functions. */
  readonly functions: readonly string[];
  /** The platform that the functions are made for. */
  readonly targets: readonly FunctionTarget[];
  /** Addresses of WebSocket APIs: their endpoints. */
  readonly endpoints: readonly { readonly name: string; readonly url: string }[];
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
  const stages = [
    ...of('aws_api_gateway_stage').map((one) => ({ ...one, id: one.rest_api_id, name: one.stage_name })),
    ...of('aws_apigatewayv2_stage').map((one) => ({ ...one, id: one.api_id, name: one.name })),
  ]
    .filter(({ id }) => !webSocketIds.includes(id))
    .map(({ id, name, invoke_url }: Attributes) => {
      const api = apis.get(String(id));
      return {
        name: api?.name ?? String(id),
        apiId: String(id),
        stage: String(name),
        invokeUrl: String(invoke_url ?? ''),
        docs: hasDocs(api?.document),
      };
    });
  const targets = of('aws_lambda_function').map((one) => functionTarget(String(one.function_name), one));
  return {
    stages: stages.sort((a, b) => a.name.localeCompare(b.name) || a.stage.localeCompare(b.stage)),
    functions: targets.map(({ name }) => name).sort(),
    targets,
    endpoints: newer.filter(isWebSocket).map(({ name, api_endpoint }) => ({
      name: String(name),
      url: String(api_endpoint),
    })),
    authorized: [...apis.values()].some(({ document }) => asksForCallers(document)),
    resources: managed.reduce((sum, { instances }) => sum + instances.length, 0),
  };
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
