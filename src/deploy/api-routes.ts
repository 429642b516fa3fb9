/** A route of an API that is described by a document. */
export interface ApiRoute {
  /** Method, or `ANY`. */
  readonly method: string;
  /** Path with its parameters. @example '/items/{item_id}' */
  readonly path: string;
  /** Who may call it: `anyone`, `IAM`, or the name of the document for another scheme. @example 'COGNITO' */
  readonly callers: string;
  /** All that the document says of it. */
  readonly text: string;
}

/** The callers of a route that nothing guards. */
export const ANYONE = 'anyone';
/** The callers of a route whose requests have to be signed. */
export const IAM = 'IAM';

type Scheme = Readonly<Record<string, unknown>>;

interface Operation {
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly 'x-amazon-apigateway-integration'?: { readonly type?: string };
}

/** The parts of an API's document that say which routes it has. */
export interface ApiDocument {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly security?: Operation['security'];
  readonly components?: { readonly securitySchemes?: Readonly<Record<string, Scheme>> };
}

const ANY_METHOD = 'x-amazon-apigateway-any-method';
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', ANY_METHOD];

/**
 * The routes of an API, without those by which API Gateway itself answers a page's preflight request.
 *
 * @param document the OpenAPI document, as the argument `body` of the API has it
 */
export function apiRoutes(document: ApiDocument): ApiRoute[] {
  const schemes = document.components?.securitySchemes ?? {};
  return Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method, operation]) => METHODS.includes(method) && !isPreflight(method, operation))
      .map(([method, operation]) => {
        const asked = operation.security ?? document.security ?? [];
        return {
          method: method === ANY_METHOD ? 'ANY' : method.toUpperCase(),
          path,
          callers: callersOf(asked, schemes),
          text: JSON.stringify([operation, asked]),
        };
      }),
  );
}

/** Whether API Gateway answers a page's question itself. */
function isPreflight(method: string, operation: Operation): boolean {
  return method === 'options' && operation['x-amazon-apigateway-integration']?.type === 'mock';
}

function callersOf(
  asked: NonNullable<Operation['security']>,
  schemes: Readonly<Record<string, Scheme>>,
): string {
  const name = asked.flatMap((one) => Object.keys(one)).find((one) => isGuard(schemes[one]));
  if (name === undefined) return ANYONE;
  return schemes[name]?.['x-amazon-apigateway-authtype'] === 'awsSigv4' ? IAM : name;
}

/** Whether a scheme knows callers. An API key tells them apart, and is no authorization. */
function isGuard(scheme: Scheme | undefined): boolean {
  if (!scheme) return true;
  const isKey = scheme.type === 'apiKey';
  return !isKey || 'x-amazon-apigateway-authtype' in scheme || 'x-amazon-apigateway-authorizer' in scheme;
}

/**
 * The route that API Gateway takes for a request: the one whose path says most from its beginning on, and its own method
 * before `ANY`.
 *
 * @param path of the request, with or without its query, as it is sent
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html#http-api-develop-routes.evaluation
 */
export function routeFor(routes: readonly ApiRoute[], method: string, path: string): ApiRoute | undefined {
  const asked = segmentsOf(path.replace(/\?.*$/s, ''));
  return routes
    .filter((route) => ['ANY', method.toUpperCase()].includes(route.method))
    .flatMap((route) => {
      const rank = rankOf(route.path, asked);
      return rank === undefined ? [] : [{ route, rank: `${rank}${route.method === 'ANY' ? 1 : 0}` }];
    })
    .sort((one, other) => (one.rank < other.rank ? -1 : 1))[0]?.route;
}

/**
 * How exactly a path of a document names the path of a request, a digit a segment: 0 for its own name, 1 for a parameter,
 * 2 for all that follows. @returns undefined where it does not name it
 */
function rankOf(path: string, asked: readonly string[]): string | undefined {
  if (/^\/?\$default$/.test(path)) return '3';
  const own = segmentsOf(path);
  let rank = '';
  for (const [index, segment] of own.entries()) {
    const got = asked[index];
    if (/^\{.+\+\}$/.test(segment)) return got === undefined ? undefined : `${rank}2`;
    if (got === undefined) return undefined;
    const isParameter = /^\{.+\}$/.test(segment);
    if (!isParameter && segment !== got) return undefined;
    rank += isParameter ? '1' : '0';
  }
  return own.length === asked.length ? rank : undefined;
}

function segmentsOf(path: string): string[] {
  const text = path.replace(/^\//, '');
  return text === '' ? [] : text.split('/').map(decoded);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
