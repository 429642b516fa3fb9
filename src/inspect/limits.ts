import type { ApiKind } from '../api-kind';
import { valueIn } from './maybe-known';
import { WAITS } from './operation';
import type { ApiReport, LimitReport, OperationReport } from './report';
import type { RouterSettings } from './settings';

const MB = 1024 * 1024;
/**
 * Estimated bytes of one operation and of one path in the document of a router module: in a REST API each path has a
 * preflight.
 */
const BYTES = { operation: 500, path: 1300, around: 1500 } as const;

/** The input of `limits`. */
export type Counted = Pick<ApiReport, 'operations' | 'authorizers' | 'routes'> & {
  readonly kind: ApiKind;
  readonly settings: RouterSettings;
  /** Bytes of the module's `models.json`; 0 where it has none. */
  readonly models: number;
};

/**
 * The limits of AWS that an API can meet, and what of them it uses.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export function limitReports(api: Counted): readonly LimitReport[] {
  return [...(api.kind === 'rest' ? restCounts(api) : httpCounts(api)), authorizers(api), ...traffic(api)];
}

function restCounts(api: Counted): LimitReport[] {
  const routed = api.operations.flatMap(({ route, shadowedBy }) =>
    route === null || shadowedBy ? [] : [route],
  );
  const proxied = api.routes === 'proxy';
  const resources = new Set(['/', ...(proxied ? ['/{proxy+}'] : []), ...routed.flatMap(resourcesOf)]);
  const paths = new Set([...routed, ...(proxied ? resources : [])]);
  return [
    {
      name: 'resources',
      used: resources.size,
      limit: valueIn(api.settings.routeQuota) ?? 300,
      unit: 'count',
      about: isOpenEnded(api),
      note: 'each part of a path is one; AWS raises it on request',
    },
    {
      name: 'API document',
      used:
        BYTES.around +
        (routed.length + (proxied ? paths.size : 0)) * BYTES.operation +
        paths.size * BYTES.path +
        api.models,
      limit: 6 * MB,
      unit: 'bytes',
      about: true,
      note: 'all routes, models and preflights',
    },
  ];
}

function httpCounts(api: Counted): LimitReport[] {
  const routed = api.operations.filter(({ route, shadowedBy }) => route !== null && !shadowedBy).length;
  const proxied = api.routes === 'proxy';
  // the catch-all is counted by method, as a route for any method would take preflight requests; without CORS, OPTIONS is the app's
  const methods = valueIn(api.settings.corsOrigins)?.length === 0 ? 7 : 6;
  const about = isOpenEnded(api);
  return [
    {
      name: 'routes',
      used: routed + (proxied ? 2 * methods : 0),
      limit: 300,
      unit: 'count',
      about,
      note: 'AWS raises it on request',
    },
    {
      name: 'integrations',
      used: routed + (proxied ? 1 : 0),
      limit: 300,
      unit: 'count',
      about,
      note: 'AWS does not raise it',
    },
  ];
}

function authorizers({ authorizers: all, ...api }: Counted): LimitReport {
  return {
    name: 'authorizers',
    used: all.filter(({ name }) => name !== 'NONE' && name !== 'IAM').length,
    limit: 10,
    unit: 'count',
    about: isOpenEnded(api),
    note: 'IAM is none; AWS raises it on request',
  };
}

function traffic({ kind, operations }: Counted): LimitReport[] {
  const streams = operations.some(({ streamed }) => streamed);
  const longest = Math.max(0, ...operations.map(({ timeout }) => timeout ?? 0));
  return [
    {
      name: 'request',
      limit: 6 * MB,
      unit: 'bytes',
      about: false,
      note: 'what a function takes; files about 4.5 MB; without a function 10 MB',
    },
    {
      name: 'answer',
      limit: streams ? 200 * MB : 6 * MB,
      unit: 'bytes',
      about: false,
      note: streams
        ? 'in pieces; 2 MB a second after the first 6 MB'
        : 'in one piece; a REST API with run.sh as handler sends pieces',
    },
    {
      name: 'time',
      ...(longest === 0 ? {} : { used: longest }),
      limit: kind === 'http' ? WAITS.http : streams ? WAITS.stream : WAITS.whole,
      unit: 'seconds',
      about: operations.some(({ undecided }) => 'timeout' in undecided),
      note:
        kind === 'http'
          ? 'the longest of an operation'
          : streams
            ? 'the longest of an operation; 29 s for whole answers'
            : 'the longest of an operation; AWS raises it on request',
    },
  ];
}

/**
 * The limits of a function URL, which has no routes to count.
 *
 * @param streams whether answers may come in parts; undefined where Terraform decides it
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export function urlLimits(streams: boolean | undefined, timeout: number | undefined): readonly LimitReport[] {
  return [
    {
      name: 'request',
      limit: 6 * MB,
      unit: 'bytes',
      about: false,
      note: 'what a function takes; files about 4.5 MB',
    },
    {
      name: 'answer',
      limit: streams === false ? 6 * MB : 200 * MB,
      unit: 'bytes',
      about: streams === undefined,
      note:
        streams === false
          ? 'in one piece; response_transfer_mode = "STREAM" sends pieces'
          : 'in pieces; 2 MB a second after the first 6 MB',
    },
    {
      name: 'time',
      ...(timeout === undefined ? {} : { used: timeout }),
      limit: WAITS.stream,
      unit: 'seconds',
      about: timeout === undefined,
      note: 'timeout of the function',
    },
  ];
}

/** Whether routes can come by what Terraform decides. */
function isOpenEnded({ operations, routes }: Pick<Counted, 'operations' | 'routes'>): boolean {
  return routes === null || operations.some(isUnclear);
}

function isUnclear({ undecided, route }: OperationReport): boolean {
  return route === null && Object.keys(undecided).length > 0;
}

/**
 * Resources of a route: the path itself and those above it, without `/`; variables count once, whatever their names.
 */
function resourcesOf(route: string): string[] {
  const parts = route.split('/').filter(Boolean);
  return parts.map((_, end) => `/${parts.slice(0, end + 1).join('/')}`);
}
