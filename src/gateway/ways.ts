import type { ApiKind } from '../api-kind';
import type { ApiModel } from '../openapi';
import { type GatewayApi, gatewayApi } from './gateway-api';

/** The operations of an API that can't have routes, and what else can be done with them. */
export interface WithoutRoute {
  /** The operations, each with the reason. */
  readonly operations: readonly {
    readonly id: string;
    readonly method: string;
    readonly path: string;
    readonly problem: string;
  }[];
  /**
   * Whether isolated functions can stand beside `/{proxy+}`, which serves these operations. A REST API holds no route that
   * begins with a variable there.
   */
  readonly besideProxy: boolean;
  /** Those that would have a route in an HTTP API, if that can hold all others too that this one can hold. */
  readonly inHttp: readonly string[];
  /** Whether the API has operations that can have a route. */
  readonly others: boolean;
}

/** The operations of an API that can't have routes; undefined where all can. */
export function withoutRoute(api: ApiModel, gateway: GatewayApi, kind: ApiKind): WithoutRoute | undefined {
  const all = Object.entries(gateway.operations);
  const operations = all.flatMap(([id, { method, path, problem }]) =>
    problem === undefined ? [] : [{ id, method, path, problem }],
  );
  if (!operations.length) return undefined;
  return {
    operations,
    besideProxy: kind === 'http' || !beginsWithVariable(gateway),
    inHttp: kind === 'rest' ? routableInHttp(api, gateway) : [],
    others: operations.length < all.length,
  };
}

/** Whether a route begins with a variable. A REST API can't have it beside `/{proxy+}`. */
export function beginsWithVariable({ operations }: GatewayApi): boolean {
  return Object.values(operations).some(
    ({ problem, route }) => problem === undefined && route.startsWith('/{'),
  );
}

/**
 * The ways out for operations that can't have routes, one after the other: those by which they are served, and those by which
 * they are left out.
 *
 * @param leaveOut the setting that leaves them out
 * @param besideProxy whether the functions can stand beside `/{proxy+}`. @default - as isolated ones
 */
export function waysOut(
  { operations, inHttp, others, ...found }: WithoutRoute,
  leaveOut: string,
  besideProxy = found.besideProxy,
): { readonly served: readonly string[]; readonly left: readonly string[] } {
  return {
    served: [
      besideProxy ? 'set routes = "proxy"' : 'set integration_pattern = "shared" and routes = "proxy"',
      ...(inHttp.length === operations.length ? ['use an HTTP API'] : []),
    ],
    left: others ? [`set ${leaveOut}`] : [],
  };
}

/**
 * The operations that have no route in a REST API and would have one in an HTTP API, if that can hold all others too that
 * the REST API can hold.
 */
function routableInHttp(api: ApiModel, rest: GatewayApi): readonly string[] {
  const http = gatewayApi(api, 'http');
  const isRoutable = ({ operations }: GatewayApi, id: string) => operations[id]?.problem === undefined;
  const ids = Object.keys(rest.operations);
  if (ids.some((id) => isRoutable(rest, id) && !isRoutable(http, id))) return [];
  return ids.filter((id) => !isRoutable(rest, id) && isRoutable(http, id));
}
