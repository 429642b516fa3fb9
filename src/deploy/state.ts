import { type FunctionTarget, functionTarget } from './fit';

/** A stage of a REST API. */
export interface Stage {
  /** Name of the API. */
  readonly name: string;
  readonly apiId: string;
  readonly stage: string;
  /** Its address on AWS. */
  readonly invokeUrl: string;
}

/** What a command needs of a Terraform state. */
export interface Deployed {
  /** Stages of REST APIs, by the name of the API. */
  readonly stages: readonly Stage[];
  /** Names of the functions. */
  readonly functions: readonly string[];
  /** What they are made for. */
  readonly targets: readonly FunctionTarget[];
  /** Addresses of HTTP APIs: their endpoints. */
  readonly endpoints: readonly { readonly name: string; readonly url: string }[];
  /** Whether callers of some route have to be known on AWS. */
  readonly authorized: boolean;
  /** How many resources there are, data sources left out. */
  readonly resources: number;
}

interface State {
  readonly version?: number;
  readonly resources?: readonly {
    readonly mode: string;
    readonly type: string;
    readonly instances: readonly { readonly attributes?: Readonly<Record<string, unknown>> }[];
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
  const names = new Map(of('aws_api_gateway_rest_api').map(({ id, name }) => [String(id), String(name)]));
  const stages = of('aws_api_gateway_stage').map(({ rest_api_id, stage_name, invoke_url }) => ({
    name: names.get(String(rest_api_id)) ?? String(rest_api_id),
    apiId: String(rest_api_id),
    stage: String(stage_name),
    invokeUrl: String(invoke_url ?? ''),
  }));
  const targets = of('aws_lambda_function').map((one) => functionTarget(String(one.function_name), one));
  return {
    stages: stages.sort((a, b) => a.name.localeCompare(b.name) || a.stage.localeCompare(b.stage)),
    functions: targets.map(({ name }) => name).sort(),
    targets,
    endpoints: of('aws_apigatewayv2_api').map(({ name, api_endpoint }) => ({
      name: String(name),
      url: String(api_endpoint),
    })),
    authorized: of('aws_api_gateway_rest_api').some(({ body }) => asksForCallers(body)),
    resources: managed.reduce((sum, { instances }) => sum + instances.length, 0),
  };
}

/** Whether some method of a document wants a caller that is known. */
function asksForCallers(body: unknown): boolean {
  if (typeof body !== 'string' || !body) return false;
  const { paths = {} } = JSON.parse(body) as {
    paths?: Record<string, Record<string, { security?: unknown[] }>>;
  };
  return Object.values(paths).some((item) =>
    Object.values(item).some(({ security }) => security !== undefined && security.length > 0),
  );
}
