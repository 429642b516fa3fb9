import type { GatewayApi, GatewayOperation } from '../../gateway';
import type { Value } from '../../hcl';

/** The operations that have a route of their own while pages may call: API Gateway answers OPTIONS itself then. */
export function routed({ operations }: GatewayApi): [id: string, operation: GatewayOperation][] {
  return Object.entries(operations).filter(
    ([, { problem, shadowedBy, method }]) =>
      problem === undefined && shadowedBy === undefined && method !== 'OPTIONS',
  );
}

/** The settings that leave out the operations that can't have a route, which the plan would ask for. */
export function leftOut({ operations }: GatewayApi): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(operations).flatMap(([id, { problem }]) =>
      problem === undefined ? [] : [[id, { enabled: false }]],
    ),
  );
}
