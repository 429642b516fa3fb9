import { ANYONE, type ApiDocument, type ApiRoute, apiRoutes } from './api-routes';
import type { Plan } from './plan';

/** Routes that a plan adds, takes away, changes or opens, as `GET /items/{id}`; with the API's name where there are several. */
export interface RouteChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Routes that are answered, checked or guarded in another way. */
  readonly changed: readonly string[];
  /** Routes that anyone may call after the apply, and nobody or fewer could before: new ones, and changed ones. */
  readonly opened: readonly string[];
  /** APIs whose document only the apply knows: nothing can be said of their routes. */
  readonly unknown: readonly string[];
}

export const NO_ROUTE_CHANGES: RouteChanges = {
  added: [],
  removed: [],
  changed: [],
  opened: [],
  unknown: [],
};

const TYPES = ['aws_api_gateway_rest_api', 'aws_apigatewayv2_api'];

/**
 * What a plan does to the routes of APIs that are described by a document, the argument `body`.
 *
 * @see https://developer.hashicorp.com/terraform/internals/json-format#change-representation
 */
export function routeChangesOf({ resource_changes: all = [] }: Plan): RouteChanges {
  const apis = all.filter(({ type }) => TYPES.includes(type));
  const found: Record<keyof RouteChanges, string[]> = {
    added: [],
    removed: [],
    changed: [],
    opened: [],
    unknown: [],
  };
  for (const { address, change } of apis) {
    const { before, after, after_unknown: unknown } = change;
    const name = String(after?.name ?? before?.name ?? address);
    if (typeof unknown === 'object' && unknown.body === true) {
      found.unknown.push(name);
      continue;
    }
    const [was, is] = [routesOf(before?.body), routesOf(after?.body)];
    const shown = (route: string) => (apis.length > 1 ? `${route} (${name})` : route);
    for (const [route, now] of is) {
      const old = was.get(route);
      if (!old) found.added.push(shown(route));
      else if (old.text !== now.text) found.changed.push(shown(route));
      if (now.callers === ANYONE && old?.callers !== ANYONE) found.opened.push(shown(route));
    }
    for (const route of was.keys()) if (!is.has(route)) found.removed.push(shown(route));
  }
  return found;
}

/** The changes in lines for people: none where there is nothing to say. */
export function describeRouteChanges(changes: RouteChanges, most = 20): string[] {
  const { added, removed, changed, opened, unknown } = changes;
  const opens = new Set(opened);
  const lines = [
    ...opened.map((route) => `  opens    ${route}: anyone may call it`),
    ...added.filter((route) => !opens.has(route)).map((route) => `  new      ${route}`),
    ...changed.filter((route) => !opens.has(route)).map((route) => `  changes  ${route}`),
    ...removed.map((route) => `  ends     ${route}`),
    ...unknown.map((name) => `  unknown  the document of ${name} is known after the apply`),
  ];
  if (lines.length === 0) return [];
  const counts = [
    [added.length, 'new'],
    [changed.length, 'changed'],
    [removed.length, 'ended'],
    [opened.length, 'open to anyone now'],
  ]
    .filter(([number]) => number)
    .map(([number, what]) => `${number} ${what}`);
  const rest = lines.length > most ? [`  and ${lines.length - most} more`] : [];
  return [`routes: ${counts.join(', ') || 'not known'}`, ...lines.slice(0, most), ...rest];
}

/** The routes of a document by method and path; none of a document that is no JSON. */
function routesOf(body: unknown): Map<string, ApiRoute> {
  let document: ApiDocument | null;
  try {
    document = JSON.parse(String(body)) as ApiDocument | null;
  } catch {
    return new Map();
  }
  return new Map(apiRoutes(document ?? {}).map((route) => [`${route.method} ${route.path}`, route]));
}
