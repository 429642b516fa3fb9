import type { ApiKind } from '../../src/api-kind';
import type { GatewayApi, GatewayOperation } from '../../src/gateway';
import type { ApiModel, ApiOperation } from '../../src/openapi';
import { withPaths } from '../openapi/document';

/** What API Gateway takes as the path of a route. */
const GRAMMAR =
  /^\/$|^(?:\/(?:[A-Za-z0-9_.,:-]+|\{[A-Za-z0-9_.-]+\}))*(?:\/(?:[A-Za-z0-9_.,:-]+|\{[A-Za-z0-9_.-]+\+?\}))$/;

/** Values of variables: ordinary ones, and those that meet the other text of this API's paths. */
const VALUES = ['v', 'a', 'b', 'v.json', 'a:go', '@me', 'c-d'];

/** An operation of the model with what it is in API Gateway. */
export interface Routed {
  readonly operation: ApiOperation;
  readonly gateway: GatewayOperation;
}

/** A document with these operations, `GET /items`, in this order; the id of each is what is written here. */
export function document(lines: readonly string[]): string {
  const paths: Record<string, Record<string, object>> = {};
  for (const line of lines) {
    const [method = '', path = ''] = line.split(' ');
    paths[path] = { ...paths[path], [method.toLowerCase()]: { operationId: line, responses: {} } };
  }
  return withPaths(paths);
}

/** Every operation with what it is in API Gateway. */
export function routedOf(model: ApiModel, api: GatewayApi): readonly Routed[] {
  return model.operations.map((operation) => {
    const gateway = api.operations[operation.id];
    if (!gateway) throw new Error(`${operation.id} is missing`);
    return { operation, gateway };
  });
}

/** Every rule of API Gateway that the routes break. */
export function faultsOf(model: ApiModel, api: GatewayApi, kind: ApiKind): string[] {
  const faults: string[] = [];
  const all = routedOf(model, api);
  const routes = new Set<string>();
  const children = new Map<string, string>();
  const functions = new Set<string>();
  if (Object.keys(api.operations).length !== model.operations.length) faults.push('operations are missing');
  for (const { operation, gateway } of all) {
    const { route, variables, problem, shadowedBy } = gateway;
    if (functions.has(gateway.function) || !/^[a-z0-9](?:[a-z0-9-]{0,22}[a-z0-9])?$/.test(gateway.function))
      faults.push(`the name ${gateway.function} of ${operation.id}`);
    functions.add(gateway.function);
    if (problem !== undefined) {
      if (problem.trim() === '') faults.push(`${operation.id} has a problem without words`);
      continue;
    }
    const line = `${gateway.method} ${route.replaceAll(/\{[^{}]*\}/g, (part) => (part.endsWith('+}') ? '{+}' : '{}'))}`;
    if (shadowedBy !== undefined) {
      const owner = api.operations[shadowedBy];
      if (owner?.route !== route || owner.method !== gateway.method || owner.problem !== undefined)
        faults.push(`${operation.id} is not on the route of ${shadowedBy}`);
      if (owner?.shadowedBy !== undefined) faults.push(`${shadowedBy} has no route of its own either`);
    } else {
      if (routes.has(line)) faults.push(`${line} stands twice`);
      routes.add(line);
    }
    if (!GRAMMAR.test(route)) faults.push(`${route} is no path`);
    const names = [...route.matchAll(/\{([^{}+]*)\+?\}/g)].map(([, name]) => name);
    if (new Set(names).size !== names.length) faults.push(`${route} has a name twice`);
    const whole = operation.path.split('/').filter((segment) => /^\{[^{}]*\}$/.test(segment));
    const wanted = whole.map((segment) => segment.slice(1, -1).replace(/\+$|:path$/, ''));
    if (Object.keys(variables).sort().join() !== wanted.sort().join())
      faults.push(`${operation.id} has the variables ${Object.keys(variables)}`);
    for (const name of Object.values(variables))
      if (!names.includes(name)) faults.push(`${name} is not in ${route}`);
    let parent = '';
    for (const segment of route.split('/').slice(1)) {
      if (segment.startsWith('{')) {
        const place = kind === 'rest' ? parent : `${parent} ${segment.endsWith('+}')}`;
        if ((children.get(place) ?? segment) !== segment) faults.push(`${parent} has two variables`);
        children.set(place, segment);
      }
      parent += `/${segment}`;
    }
  }
  return faults;
}

/**
 * Every request of an operation that API Gateway gives to another one which does not know its path in the app, and does not
 * list the operation for its requests with another slash at the end.
 */
export function lostRequests(model: ApiModel, api: GatewayApi, kind: ApiKind): string[] {
  const all = routedOf(model, api);
  return all.flatMap(({ operation, gateway }) =>
    requestsOf(operation).flatMap((request) =>
      servers(all, operation.method, request, kind)
        .filter((server) => server.operation !== operation && !appMatches(server.operation, request))
        .filter((server) => !isListed(server, operation, gateway, all, request))
        .map(
          (server) => `${operation.method} ${request} of ${operation.path} goes to ${server.operation.path}`,
        ),
    ),
  );
}

/** Whether the request differs from the server's own path in the slash at the end, and the operation is listed for that. */
function isListed(
  server: Routed,
  operation: ApiOperation,
  gateway: GatewayOperation,
  all: readonly Routed[],
  request: string,
): boolean {
  const other = request.endsWith('/') ? request.slice(0, -1) : `${request}/`;
  if (!appMatches(server.operation, other)) return false;
  const { slashShadows = [] } = server.gateway;
  if (gateway.problem !== undefined || gateway.shadowedBy === server.operation.id) return true;
  // a request of two operations may be that of the server's own twin
  const twins = all.filter((each) => each.gateway.shadowedBy === server.operation.id);
  return slashShadows.includes(operation.id) || twins.some((twin) => appMatches(twin.operation, request));
}

/** Paths that the app serves by the operation, each variable with each of the values once. */
function requestsOf({ path, parameters }: ApiOperation): readonly string[] {
  const greedy = greedyNames(parameters);
  return VALUES.flatMap((value, index) => {
    let place = index;
    const next = () => VALUES[place++ % VALUES.length] ?? value;
    const fill = (pick: () => string) =>
      path.replaceAll(/\{([^{}]*)\}/g, (_, name) =>
        greedy.has(plain(name)) ? `${pick()}/${pick()}` : pick(),
      );
    return [fill(next), fill(() => value)];
  });
}

/** The operations that API Gateway can give a request to: one for REST, more where HTTP's documentation is silent. */
function servers(all: readonly Routed[], method: string, request: string, kind: ApiKind): readonly Routed[] {
  const segments = request.split('/').slice(1);
  if (segments.at(-1) === '') segments.pop();
  const found = all.filter(
    ({ operation, gateway }) =>
      operation.method === method &&
      gateway.problem === undefined &&
      gateway.shadowedBy === undefined &&
      ranks(gateway.route, segments) !== undefined,
  );
  const rankOf = ({ gateway }: Routed) => ranks(gateway.route, segments) ?? [];
  if (kind === 'rest') {
    return [...found].sort((a, b) => rankOf(a).join('').localeCompare(rankOf(b).join(''))).slice(0, 1);
  }
  const full = found.filter((each) => !rankOf(each).includes(2));
  const candidates = full.length > 0 ? full : found;
  return candidates.filter(
    (each) =>
      !candidates.some(
        (other) =>
          rankOf(other).join() !== rankOf(each).join() &&
          rankOf(other).every((rank, index) => rank <= (rankOf(each)[index] ?? 2)),
      ),
  );
}

/** For each segment what matches it: 0 is text, 1 a variable, 2 a greedy one. Undefined: the route does not match. */
function ranks(route: string, request: readonly string[]): readonly number[] | undefined {
  const parts = route === '/' ? [] : route.split('/').slice(1);
  const found: number[] = [];
  for (const [index, part] of parts.entries()) {
    const segment = request[index];
    if (segment === undefined || segment === '') return undefined;
    if (part.endsWith('+}')) return [...found, 2];
    if (!part.startsWith('{') && part !== segment) return undefined;
    found.push(part.startsWith('{') ? 1 : 0);
  }
  return parts.length === request.length ? found : undefined;
}

const patterns = new WeakMap<ApiOperation, RegExp>();

function appMatches(operation: ApiOperation, request: string): boolean {
  const pattern = patterns.get(operation) ?? patternOf(operation);
  patterns.set(operation, pattern);
  return pattern.test(request);
}

function patternOf({ path, parameters }: ApiOperation): RegExp {
  const greedy = greedyNames(parameters);
  const pattern = path
    .split(/\{([^{}]*)\}/)
    .map((part, index) => {
      if (index % 2 === 0) return part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
      return greedy.has(plain(part)) ? '.*' : '[^/]+';
    })
    .join('');
  return new RegExp(`^${pattern}$`);
}

function greedyNames(parameters: ApiOperation['parameters']): ReadonlySet<string> {
  return new Set(parameters.filter((parameter) => parameter.greedy).map(({ name }) => name));
}

function plain(name: string): string {
  return name.replace(/\+$|:path$/, '');
}
