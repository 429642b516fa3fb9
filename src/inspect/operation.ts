import type { ApiKind } from '../api-kind';
import type { GatewayOperation } from '../gateway';
import type { ApiOperation } from '../openapi';
import {
  type Arguments,
  expressionIn,
  known,
  type MaybeKnown,
  resolveLiteral,
  shown,
  valueIn,
} from './maybe-known';
import type { OperationReport, RunsOn } from './report';
import { listOf, type RouterSettings } from './settings';

/** Seconds that API Gateway waits: REST for whole answers, REST for pieces, HTTP. */
export const WAITS = { whole: 29, stream: 900, http: 30 } as const;

/** The API that an operation belongs to. */
export interface Within {
  readonly kind: ApiKind;
  readonly settings: RouterSettings;
  /** Operations that get a route because another one's would take their requests. */
  readonly shadowed: ReadonlySet<string>;
}

/**
 * A setting of an operation as the module evaluates it: its own setting, then the module's.
 *
 * Where Terraform decides a setting, everything that follows from it is undecided too: nothing is guessed.
 */
export function operationReport(app: ApiOperation, route: GatewayOperation, within: Within): OperationReport {
  const { settings, kind } = within;
  const given = givenTo(app.id, settings);
  const of = <T>(name: string, fallback: MaybeKnown<T>): MaybeKnown<T> =>
    'expression' in given
      ? given
      : given.value[name] === undefined || given.value[name] === null
        ? fallback
        : resolveLiteral(given.value[name], undefined as T);
  const way = wayTo(app.id, route, given, within);
  const runsOn =
    way === 'none' ? known(nothing(route, given, settings)) : answeredBy(route, given, way, within);
  const isOpen = way !== 'none';
  const callers = isOpen ? of('authorization', settings.auth) : known('');
  const own = of('authorization_scopes', known(undefined));
  const scopes =
    valueIn(own) === undefined && valueIn(callers) === valueIn(settings.auth)
      ? settings.scopes
      : listOf(valueIn(own));
  const apiKey = kind === 'rest' && isOpen ? of('api_key_required', settings.apiKeyRequired) : known(false);
  const streamed = isOpen ? streamsBy(valueIn(runsOn), given, within) : known(false);
  const timeout = waitOf(valueIn(runsOn), of('timeout', settings.timeout), given, streamed, kind);
  const undecided = { callers, apiKey, runsOn, timeout };
  const who = valueIn(callers);
  return {
    id: app.id,
    method: route.method,
    path: route.path,
    tags: app.tags,
    deprecated: app.deprecated,
    route: way === 'route' ? route.route : null,
    callers: isOpen ? (who ?? null) : null,
    public: isOpen ? (who === undefined ? null : who === 'NONE') : false,
    scopes: isOpen ? (valueIn(scopes) ?? []) : [],
    apiKey: valueIn(apiKey) ?? null,
    runsOn: valueIn(runsOn) ?? null,
    streams: app.streaming ?? null,
    streamed: valueIn(streamed) ?? null,
    timeout: valueIn(timeout) ?? null,
    undecided: Object.fromEntries(
      Object.entries(undecided).flatMap(([name, value]) => {
        const expression = expressionIn(value);
        return expression === undefined ? [] : [[name, expression]];
      }),
    ),
  };
}

function givenTo(id: string, { operations }: RouterSettings): MaybeKnown<Arguments> {
  return 'expression' in operations ? operations : (operations.value[id] ?? known({}));
}

/** The way of requests to an operation: by a route, by `/{proxy+}`, by one of the two, or not at all. */
type Way = 'route' | 'proxy' | 'either' | 'none';

function wayTo(id: string, route: GatewayOperation, given: MaybeKnown<Arguments>, within: Within): Way {
  const { settings, shadowed } = within;
  const catchAll = valueIn(settings.catchAll);
  const isolated = valueIn(settings.isolated);
  const settled = valueIn(given);
  if (settled?.enabled === false || isPreflight(route, settings)) return 'none';
  if (route.problem !== undefined) return catchAll === undefined ? 'either' : catchAll ? 'proxy' : 'none';
  if (catchAll === false || isolated === true || shadowed.has(id)) return 'route';
  if (settled === undefined || catchAll === undefined || isolated === undefined) return 'either';
  return Object.keys(settled).length > 0 ? 'route' : 'proxy';
}

/** Whether API Gateway answers an operation in place of the app, as the preflight of its path. */
function isPreflight({ method }: GatewayOperation, { corsOrigins }: RouterSettings): boolean {
  return method === 'OPTIONS' && (valueIn(corsOrigins)?.length ?? 0) > 0;
}

/** No target, and why. */
function nothing(route: GatewayOperation, given: MaybeKnown<Arguments>, settings: RouterSettings): RunsOn {
  if (valueIn(given)?.enabled === false) return { type: 'nothing', name: 'enabled = false' };
  const preflight = 'API Gateway answers OPTIONS itself while cors_allow_origins is not empty';
  return { type: 'nothing', name: isPreflight(route, settings) ? preflight : (route.problem ?? '') };
}

function answeredBy(
  route: GatewayOperation,
  given: MaybeKnown<Arguments>,
  way: Way,
  { settings }: Within,
): MaybeKnown<RunsOn> {
  const router: RunsOn = { type: 'function', name: settings.name, shared: true };
  const own: RunsOn = { type: 'function', name: `${settings.name}-${route.function}`, shared: false };
  if (way === 'proxy') return known(router);
  if ('expression' in given) return given;
  const written = resolveLiteral<Arguments | undefined>(given.value.integration, undefined);
  if ('expression' in written) return written;
  const integration = written.value;
  if (integration === undefined) {
    const { isolated } = settings;
    return 'expression' in isolated ? isolated : known(isolated.value ? own : router);
  }
  const type = resolveLiteral(integration.type, 'lambda');
  if ('expression' in type) return type;
  if (type.value !== 'lambda') return known(elsewhere(type.value, integration));
  return known(integration.arn === undefined ? own : { type: 'lambda', name: functionOf(integration.arn) });
}

function elsewhere(type: string, integration: Arguments): RunsOn {
  const service = shown(integration.service ?? integration.subtype ?? '');
  const place = integration.path ?? integration.action;
  if (type === 'aws') return { type, name: place === undefined ? service : `${service} ${shown(place)}` };
  if (type === 'mock') return { type, name: `fixed answer ${shown(String(integration.status_code ?? 200))}` };
  return { type: type === 'http' ? 'http' : 'http_proxy', name: shown(integration.uri ?? '') };
}

/** Name of a function by the ARN of the function or its alias, such as `orders`; an expression as it is. */
function functionOf(arn: unknown): string {
  const text = shown(arn);
  return (
    /^arn:[^:]+:lambda:[^:]*:[^:]*:function:(.+)$/.exec(text)?.[1] ?? text.replace(/^\$\{([^{}]*)\}$/, '$1')
  );
}

/** Whether API Gateway passes the answer on in pieces. */
function streamsBy(
  runsOn: RunsOn | undefined,
  given: MaybeKnown<Arguments>,
  { kind, settings }: Within,
): MaybeKnown<boolean> {
  if (kind === 'http') return known(false);
  if ('expression' in given) return given;
  if (runsOn?.type !== 'function') return known(given.value.response_transfer_mode === 'STREAM');
  const mode = resolveLiteral(given.value.response_transfer_mode, valueIn(settings.transferMode));
  if ('expression' in mode) return mode;
  if (mode.value !== undefined) return known(mode.value === 'STREAM');
  if ('expression' in settings.transferMode) return settings.transferMode;
  const handler = resolveLiteral(given.value.handler, valueIn(settings.handler));
  if ('expression' in handler || handler.value === undefined)
    return { expression: expressionIn(handler) ?? expressionIn(settings.handler) ?? '' };
  return known(handler.value.endsWith('.sh'));
}

function waitOf(
  runsOn: RunsOn | undefined,
  timeout: MaybeKnown<number>,
  given: MaybeKnown<Arguments>,
  streamed: MaybeKnown<boolean>,
  kind: ApiKind,
): MaybeKnown<number | undefined> {
  if (!runsOn || runsOn.type === 'mock' || runsOn.type === 'nothing') return known(undefined);
  const whole = kind === 'http' ? WAITS.http : WAITS.whole;
  if (runsOn.type === 'function' || runsOn.type === 'lambda') {
    if ('expression' in streamed) return streamed;
    const most = streamed.value ? WAITS.stream : whole;
    return 'value' in timeout ? known(Math.min(timeout.value, most)) : timeout;
  }
  const settled = valueIn(given);
  const integration = settled?.integration as Arguments | undefined;
  const milliseconds = resolveLiteral<number | undefined>(integration?.timeout_milliseconds, undefined);
  if ('expression' in milliseconds) return milliseconds;
  if (milliseconds.value !== undefined) return known(milliseconds.value / 1000);
  return resolveLiteral(settled?.timeout, whole);
}
