export { type CacheKey, cacheKey } from './cache-key';
export { type GatewayApi, type GatewayOperation, gatewayApi } from './gateway-api';
export { type RequestCheck, type RequestChecks, requestChecks } from './request-checks';
export type { SkippedCheck } from './skipped-check';
export { beginsWithVariable, type WithoutRoute, waysOut, withoutRoute } from './ways';
