import type { Authorization } from './authorization';
import { FUNCTION_NAMES, type FunctionOptions, spreadFunctionSettings } from './function-options';
import type { Integration } from './integration';
import type { ApiKind, For } from './kind';
import { type Names, renamed, snakeNames } from './names';

/** How many requests an operation lets through; more are answered with 429. */
export interface ThrottlingOptions {
  /** Requests a second on average. @default - that of the stage */
  readonly rateLimit?: number;
  /** Requests at once before the rate counts. @default - that of the stage */
  readonly burstLimit?: number;
}

interface AnyRouteOptions<K extends ApiKind> {
  /** Who may call it. @default - as the API says */
  readonly authorization?: Authorization<For<K>>;
  /** @default - that of the stage */
  readonly throttling?: ThrottlingOptions;
  /** Whether there is a route to it. @default true */
  readonly enabled?: boolean;
}

/** What the route of one operation of a REST API is set to. */
export interface RestRouteOptions extends AnyRouteOptions<'rest'> {
  /** Whether callers need an API key, beside what `authorization` asks for. @default - as the API says */
  readonly apiKeyRequired?: boolean;
  /** Parameters that the integration may use, and whether they have to be there. @default - those of the path @example { 'querystring.fileName': true } */
  readonly requestParameters?: Readonly<Record<string, boolean>>;
  /** What API Gateway checks by the app's models. @default - as the API says */
  readonly requestValidation?: 'ALL' | 'BODY' | 'PARAMETERS' | 'NONE';
  /** Whether answers are passed on part by part. @default - as the API says */
  readonly responseTransferMode?: 'STREAM' | 'BUFFERED';
}

/** What the route of one operation of an HTTP API is set to. */
export interface HttpRouteOptions extends AnyRouteOptions<'http'> {}

/** What the route of one operation is set to. */
export type RouteOptions<K extends ApiKind> = K extends 'rest' ? RestRouteOptions : HttpRouteOptions;

/** What the functions that are not named are set to. */
export type DefaultOptions<K extends ApiKind> = K extends 'rest'
  ? FunctionOptions & Pick<RestRouteOptions, 'responseTransferMode'>
  : FunctionOptions;

/** What an operation with a function of its own is set to: the function and the route. */
export type OperationOptions<K extends ApiKind> = FunctionOptions & RouteOptions<K>;

/** What one operation runs on, in place of the default, and what its route is set to. Further properties stay what they are. */
export interface ApiIntegration<K extends ApiKind> {
  readonly integration: Integration<For<K>>;
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
};

function routeNames(kind: ApiKind): Names {
  return kind === 'rest' ? REST_ROUTE_NAMES : ROUTE_NAMES;
}

/** The settings of an override's route, as an operation of the module takes them. @throws UserError for unknown names. */
export function routeSettings<K extends ApiKind>(
  kind: K,
  options: RouteOptions<K>,
  where: string,
): Record<string, unknown> {
  return spreadRouteSettings(renamed(options, routeNames(kind), where));
}

/** The settings of an operation's function and route. @throws UserError for unknown names. */
export function operationSettings<K extends ApiKind>(
  kind: K,
  options: Partial<OperationOptions<K>>,
  where: string,
): Record<string, unknown> {
  const settings = renamed(options, { ...FUNCTION_NAMES, ...routeNames(kind) }, where);
  return spreadRouteSettings(spreadFunctionSettings(settings));
}

/** The settings of the functions that are not named, as inputs of the module take them. @throws UserError for unknown names. */
export function defaultSettings(kind: ApiKind, options: object, where: string): Record<string, unknown> {
  const names = { ...FUNCTION_NAMES, ...(kind === 'rest' ? snakeNames(['responseTransferMode']) : {}) };
  return spreadFunctionSettings(renamed(options, names, where));
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
