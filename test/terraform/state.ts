import type { Terraform } from '../support/terraform';

/** A resource of a state. https://developer.hashicorp.com/terraform/internals/json-format */
export interface StateResource {
  readonly address: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
}

interface StateModule {
  readonly resources?: readonly StateResource[];
  readonly child_modules?: readonly StateModule[];
}

/** The resources of the state, by their addresses. */
export async function readState(tf: Terraform): Promise<ReadonlyMap<string, StateResource>> {
  const { code, stdout, stderr } = await tf.run('show', '-json');
  if (code !== 0) throw new Error(stderr);
  const { values } = JSON.parse(stdout) as { values?: { root_module?: StateModule } };
  const all = new Map<string, StateResource>();
  const add = ({ resources = [], child_modules = [] }: StateModule): void => {
    for (const resource of resources) all.set(resource.address, resource);
    child_modules.forEach(add);
  };
  add(values?.root_module ?? {});
  return all;
}

/** A method of a document that API Gateway got. */
export interface Route {
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters: readonly Readonly<Record<string, unknown>>[];
  readonly 'x-amazon-apigateway-integration': Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

/** A document that API Gateway got. */
export interface GatewayDocument {
  /** Each method of each path, `options` of CORS left out, as `GET /items`. */
  readonly routes: Readonly<Record<string, Route>>;
  readonly json: Readonly<Record<string, unknown>>;
}

/** The document of a router module's API in the state. */
export function documentOf(state: ReadonlyMap<string, StateResource>, module: string): GatewayDocument {
  const api = ['rest_api.aws_api_gateway_rest_api', 'http_api.aws_apigatewayv2_api']
    .map((name) => state.get(`module.${module}.module.${name}.this`))
    .find((found) => found !== undefined);
  const json = JSON.parse(String(api?.values.body)) as { paths: Record<string, Record<string, Route>> };
  const routes: Record<string, Route> = {};
  for (const [path, item] of Object.entries(json.paths)) {
    for (const [method, route] of Object.entries(item)) {
      if (method === 'options') continue;
      const name = method === 'x-amazon-apigateway-any-method' ? 'ANY' : method.toUpperCase();
      routes[`${name} ${path}`] = route;
    }
  }
  return { routes, json: json as unknown as Record<string, unknown> };
}
