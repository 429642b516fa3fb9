import type { Authorization } from './authorization';
import { FUNCTION_NAMES, type FunctionOptions, spreadFunctionSettings } from './function-options';
import type { Integration } from './integration';
import type { ApiKind, For } from './kind';
import { type NameMap, snakeNames, toTerraformNames } from './names';

/** Limits on the requests of an operation; API Gateway answers 429 to more. */
export interface ThrottlingOptions {
  /** Requests a second on average. @default - that of the stage */
  readonly rateLimit?: number;
  /** Requests at once before the rate counts. @default - that of the stage */
  readonly burstLimit?: number;
}

interface AnyRouteOptions<K extends ApiKind> {
  /** Authorization of the operation. @default - the authorization of the API */
  readonly authorization?: Authorization<For<K>>;
  /** Limits on requests. @default - the limits of the stage */
  readonly throttling?: ThrottlingOptions;
  /** Whether the operation has a route. @default true */
  readonly enabled?: boolean;
}

/** Options of the route of an operation of a REST API. */
export interface RestRouteOptions extends AnyRouteOptions<'rest'> {
  /** Whether callers need an API key, beside what `authorization` asks for. @default - the setting of the API */
  readonly apiKeyRequired?: boolean;
  /** Parameters that the integration may use, and whether they have to be there. @default - those of the path @example { 'querystring.fileName': true } */
  readonly requestParameters?: Readonly<Record<string, boolean>>;
  /** Parts of a request that API Gateway checks by the app's models. @default - those that it checks for the API */
  readonly requestValidation?: 'ALL' | 'BODY' | 'PARAMETERS' | 'NONE';
  /** Transfer of answers: part by part, or whole. @default - the mode of the API */
  readonly responseTransferMode?: 'STREAM' | 'BUFFERED';
  /** Whether the cache of the stage (`cacheClusterSize`) keeps answers: of a GET operation whose answer does not stream. @default false */
  readonly cachingEnabled?: boolean;
  /** Seconds for which the cache keeps an answer, from 0 to 3600; with `cachingEnabled`. @default - the time of the API */
  readonly cacheTtlInSeconds?: number;
}

/** Options of the route of an operation of an HTTP API. */
export interface HttpRouteOptions extends AnyRouteOptions<'http'> {}

/** Options of the route of an operation, by the kind of its API. */
export type RouteOptions<K extends ApiKind> = K extends 'rest' ? RestRouteOptions : HttpRouteOptions;

/** Options of all functions that are made by default. */
export type DefaultOptions<K extends ApiKind> = K extends 'rest'
  ? FunctionOptions & Pick<RestRouteOptions, 'responseTransferMode'>
  : FunctionOptions;

/** Options of an operation with a function of its own: those of the function and of the route. */
export type OperationOptions<K extends ApiKind> = FunctionOptions & RouteOptions<K>;

/** Integration of an operation in place of the default one, and options of its route. Further properties stay typed. */
export interface ApiIntegration<K extends ApiKind> {
  /** Integration that API Gateway calls for the operation. */
  readonly integration: Integration<For<K>>;
  /** Options of the route. @default - those of the API */
  readonly options?: RouteOptions<K>;
}

const ROUTE_NAMES = {
  authorization: 'authorization',
  throttling: { name: 'throttling', of: snakeNames(['rateLimit', 'burstLimit']) },
  enabled: 'enabled',
};

const REST_ROUTE_NAMES = {
  ...ROUTE_NAMES,
  ...snakeNames(['apiKeyRequired', 'requestParameters', 'requestValidation', 'responseTransferMode']),
  ...snakeNames(['cachingEnabled', 'cacheTtlInSeconds']),
};

function routeNames(kind: ApiKind): NameMap {
  return kind === 'rest' ? REST_ROUTE_NAMES : ROUTE_NAMES;
}

/** The settings of an override's route, as an operation of the module takes them. @throws UserError for unknown names. */
export function routeSettings<K extends ApiKind>(
  kind: K,
  options: RouteOptions<K>,
  where: string,
): Record<string, unknown> {
  return spreadRouteSettings(toTerraformNames(options, routeNames(kind), where));
}

/** The settings of an operation's function and route. @throws UserError for unknown names. */
export function operationSettings<K extends ApiKind>(
  kind: K,
  options: Partial<OperationOptions<K>>,
  where: string,
): Record<string, unknown> {
  const settings = toTerraformNames(options, { ...FUNCTION_NAMES, ...routeNames(kind) }, where);
  return spreadRouteSettings(spreadFunctionSettings(settings));
}

/** The settings of the functions that are not named, as inputs of the module take them. @throws UserError for unknown names. */
export function defaultSettings(kind: ApiKind, options: object, where: string): Record<string, unknown> {
  const names = { ...FUNCTION_NAMES, ...(kind === 'rest' ? snakeNames(['responseTransferMode']) : {}) };
  return spreadFunctionSettings(toTerraformNames(options, names, where));
}

function spreadRouteSettings(settings: Record<string, unknown>): Record<string, unknown> {
  const { authorization, throttling, ...rest } = settings;
  const { name, scopes } = (authorization ?? {}) as Partial<Authorization<unknown>>;
  const { rate_limit, burst_limit } = (throttling ?? {}) as Record<string, number>;
  return {
    ...(name === undefined ? {} : { authorization: name }),
    ...(scopes === undefined ? {} : { authorization_scopes: [...scopes] }),
    ...(rate_limit === undefined ? {} : { throttling_rate_limit: rate_limit }),
    ...(burst_limit === undefined ? {} : { throttling_burst_limit: burst_limit }),
    ...rest,
  };
}
