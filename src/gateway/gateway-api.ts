import type { ApiKind } from '../api-kind';
import type { ApiModel, ApiOperation } from '../openapi';
import { functionKey, functionNames } from './function-name';
import { shadows, shadowsRoute, type Template } from './overlap';
import { problemOfPath } from './path-problem';
import { RouteNames, resourceCount, routeKey } from './route';
import { type Segment, segmentsOf } from './segment';
import { TemplateIndex } from './template-index';

/** The operations of an API as routes of API Gateway. */
export interface GatewayApi {
  /** The operations by their ids in the model. */
  readonly operations: Readonly<Record<string, GatewayOperation>>;
  /** REST resources that all routes need, `/` and those on the way counted. */
  readonly resources: number;
}

/** One operation as a route of API Gateway. */
export interface GatewayOperation {
  /** Method in upper case. */
  readonly method: string;
  /** Path as the app writes it. */
  readonly path: string;
  /**
   * The path of its route: siblings' variables have one name, a segment that API Gateway can't hold is a variable, and
   * there is no slash at the end. For example `/items/{item_id}`, or `/files/{path+}` for a variable with slashes.
   */
  readonly route: string;
  /** The app's variable to the route's, for every segment that is a variable as a whole. */
  readonly variables: Readonly<Record<string, string>>;
  /** The end of the name of its own function: at most 24 of a-z, 0-9 and dashes, unique in the API. */
  readonly function: string;
  /** What its own function is known by in a state: see `functionKey`. */
  readonly functionKey: string;
  /**
   * Operations whose requests its route takes as long as they have no route of their own: that of `GET /users/{id}` takes
   * `GET /users/me`, which the app serves by another operation. @default - none
   */
  readonly shadows?: readonly string[];
  /**
   * The operation whose route takes all requests of this one, which has none of its own: their paths differ only in the
   * slash at the end, and API Gateway has one route for both. @default - it has a route of its own
   */
  readonly shadowedBy?: string;
  /**
   * Operations of which its route takes some requests, whatever routes they have: those that differ from its own path in
   * the slash at the end. The route of `GET /health` takes `GET /health/`, which is one of `GET /{page}/`.
   * @default - none
   */
  readonly slashShadows?: readonly string[];
  /** The reason why the operation can't have a route of its own, in one sentence. @default - it can */
  readonly problem?: string;
}

interface Candidate extends Template {
  readonly operation: ApiOperation;
  /** Method and path of the route; there can be one of each. */
  readonly key: string;
  readonly widened: Segment | undefined;
  problem: string | undefined;
  /** The operation that has the route of both, where the paths differ only in the slash at the end. */
  twin: Candidate | undefined;
  /** Operations with requests that differ from its path in the slash at the end. */
  readonly slashShadows: Set<Candidate>;
}

/**
 * The route of each operation, or why it can't have one: API Gateway has fewer methods and paths than an app, and what
 * two operations would share belongs to the one whose path it is exactly.
 *
 * An operation has a problem too when its route would take requests of another one that its own path does not match in
 * the app, because they would get its settings. Only a slash at the end is no reason for that: the operations whose
 * requests are meant are listed. Of two paths that differ only in the names of their variables, the first of the document
 * has the route. A request with an empty value for a greedy variable is not one of its route.
 *
 * @example gatewayApi(readApiFile('openapi.json'), 'rest').operations.get_item?.route // '/items/{item_id}'
 */
export function gatewayApi(api: ApiModel, kind: ApiKind): GatewayApi {
  const candidates = api.operations.map(readCandidate);
  const near = nearIn(candidates);
  refuseDuplicates(candidates.filter(({ widened }) => !widened));
  if (kind === 'rest') refuseGreedySiblings(candidates);
  refuseShadowing(candidates, near, kind);
  refuseDuplicates(candidates);

  const routed = candidates.filter((each) => isRouted(each) && !each.twin).map(({ segments }) => segments);
  const names = new RouteNames([...routed, ...candidates.map(({ segments }) => segments)]);
  const functions = functionNames(api.operations.map(({ id }) => id));
  const operations: Record<string, GatewayOperation> = Object.create(null);
  for (const candidate of candidates) {
    const { operation, segments, problem, twin } = candidate;
    const shadowed = shadowedBy(candidate, near, kind);
    const slashed = slashShadowsOf(candidate, candidates);
    const name = functions.get(operation.id) ?? '';
    operations[operation.id] = {
      method: operation.method.toUpperCase(),
      path: operation.path,
      ...names.routeOf(segments),
      function: name,
      functionKey: functionKey(operation.id, name),
      ...(shadowed.length === 0 ? {} : { shadows: shadowed }),
      ...(twin === undefined ? {} : { shadowedBy: twin.operation.id }),
      ...(slashed.length === 0 ? {} : { slashShadows: slashed }),
      ...(problem === undefined ? {} : { problem }),
    };
  }
  return { operations, resources: resourceCount(routed) };
}

function shadowedBy(each: Candidate, near: Near, kind: ApiKind): string[] {
  if (!isRouted(each)) return [];
  return near(each)
    .filter((other) => shadows(each, other, kind))
    .map(({ operation }) => operation.id);
}

/** The operations of which some requests take this one's route for a slash at the end, in the order of the document. */
function slashShadowsOf(each: Candidate, candidates: readonly Candidate[]): string[] {
  if (each.slashShadows.size === 0 || !isRouted(each) || each.twin) return [];
  return candidates
    .filter((other) => each.slashShadows.has(other) && other.twin !== each)
    .map(({ operation }) => operation.id);
}

/** Other candidates of the same method that some path may be of beside this one, in the order of the document. */
type Near = (each: Candidate) => readonly Candidate[];

function nearIn(candidates: readonly Candidate[]): Near {
  const indexes = new Map<string, TemplateIndex<Candidate>>();
  for (const [method, all] of grouped(candidates, ({ operation }) => [operation.method]))
    indexes.set(method, new TemplateIndex(all));
  return (each) => (indexes.get(each.operation.method)?.near(each) ?? []).filter((other) => other !== each);
}

function readCandidate(operation: ApiOperation): Candidate {
  const { method, path, parameters } = operation;
  const greedy = parameters.filter((parameter) => parameter.in === 'path' && parameter.greedy === true);
  const segments = segmentsOf(path, new Set(greedy.map(({ name }) => name)));
  return {
    operation,
    segments,
    slash: path.length > 1 && path.endsWith('/'),
    key: `${method} ${routeKey(segments)}`,
    widened: segments.find(({ widened }) => widened),
    problem: problemOfPath(operation, segments),
    twin: undefined,
    slashShadows: new Set(),
  };
}

function isRouted({ problem }: Candidate): boolean {
  return problem === undefined;
}

/** Whether the route takes what the app's path does, and nothing more. */
function isExact({ slash, widened }: Candidate): boolean {
  return !slash && !widened;
}

/**
 * Refuses all operations but the first of those with the same route. One whose path differs only in the slash at the end is
 * the first one's twin, and not refused.
 */
function refuseDuplicates(candidates: readonly Candidate[]): void {
  const owners = new Map<string, Candidate>();
  for (const each of [...candidates.filter(isExact), ...candidates.filter((other) => !isExact(other))]) {
    if (!isRouted(each) || each.twin) continue;
    const owner = owners.get(each.key);
    if (!owner) owners.set(each.key, each);
    else if (owner.slash !== each.slash && !owner.widened && !each.widened) each.twin = owner;
    else if (owner.slash === each.slash)
      each.problem = `its path differs only in the names of variables from that of ${named(owner)}, which has the route`;
    else
      each.problem = `its path differs only in the slash at the end from that of ${named(owner)}, and API Gateway has one route for both`;
  }
}

/**
 * A resource of a REST API has one variable child. A greedy one gives way to another variable, but both give way to
 * those of paths that API Gateway can hold as they are.
 */
function refuseGreedySiblings(candidates: readonly Candidate[]): void {
  const whole = candidates.filter(({ widened }) => !widened);
  const widened = candidates.filter((each) => each.widened);
  refuseGreedyBeside(whole, whole);
  refuseGreedyBeside(widened, whole);
  const greedyAt = grouped(whole.filter(isGreedy), (each) => [placeOfGreedy(each)]);
  const order = new Map(whole.map((each, i) => [each, i]));
  for (const each of widened.filter(isRouted)) {
    const [greedy] = placesOfVariables(each)
      .flatMap((place) => greedyAt.get(place) ?? [])
      .filter(isRouted)
      .sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
    if (greedy)
      each.problem = `it has a variable beside the greedy variable of ${named(greedy)}, and a REST API takes one of the two`;
  }
  refuseGreedyBeside(widened, widened);
}

/**
 * Refuses greedy variables beside variables of others, the deepest first: a greedy variable that has given way itself
 * takes no other one's place, in any order of the operations.
 */
function refuseGreedyBeside(candidates: readonly Candidate[], others: readonly Candidate[]): void {
  const variablesAt = grouped(others, placesOfVariables);
  const deepest = candidates.filter(isGreedy).sort((a, b) => b.segments.length - a.segments.length);
  for (const each of deepest.filter(isRouted)) {
    const variable = variablesAt.get(placeOfGreedy(each))?.find(isRouted);
    if (variable)
      each.problem = `its greedy variable is beside a variable of ${named(variable)}, and a REST API takes one of the two`;
  }
}

function isGreedy({ segments }: Template): boolean {
  return segments.at(-1)?.kind === 'greedy';
}

/** Candidates by each of their keys, in the order in which they are given. */
function grouped(
  candidates: readonly Candidate[],
  keysOf: (each: Candidate) => readonly string[],
): ReadonlyMap<string, readonly Candidate[]> {
  const groups = new Map<string, Candidate[]>();
  for (const each of candidates) {
    for (const key of keysOf(each)) {
      const group = groups.get(key);
      if (group) group.push(each);
      else groups.set(key, [each]);
    }
  }
  return groups;
}

/** The place of the last segment: the keys of those before it. */
function placeOfGreedy({ segments }: Template): string {
  return placeOf(segments.slice(0, -1));
}

/** The places of the variables that take one segment. */
function placesOfVariables({ segments }: Template): string[] {
  return segments.flatMap(({ kind }, i) => (kind === 'variable' ? [placeOf(segments.slice(0, i))] : []));
}

function placeOf(above: readonly Segment[]): string {
  return above.map(({ key }) => key).join('/');
}

/**
 * Refuses each route that would take requests of another operation. One that is refused leaves its own requests to
 * others, and so it goes on until nothing changes; the order of the operations does not matter.
 */
function refuseShadowing(candidates: readonly Candidate[], near: Near, kind: ApiKind): void {
  for (let changed = true; changed; ) {
    changed = false;
    const owned = new Set(candidates.filter(isRouted).map(({ key }) => key));
    for (const each of candidates) {
      if (!isRouted(each) || !each.widened) continue;
      const problem = shadowingProblem(each, near(each), owned, kind);
      if (problem === undefined) continue;
      each.problem = problem;
      changed = true;
    }
  }
  const owned = new Set(candidates.filter(isRouted).map(({ key }) => key));
  for (const each of candidates) {
    if (!isRouted(each) || !each.slash || each.widened) continue;
    for (const other of near(each)) {
      if (!each.twin && shadowsRoute(each, other, owned.has(other.key), kind)) each.slashShadows.add(other);
      if (isRouted(other) && isExact(other) && shadowsRoute(other, each, true, kind))
        other.slashShadows.add(each);
    }
  }
}

function shadowingProblem(
  each: Candidate,
  others: readonly Candidate[],
  owned: ReadonlySet<string>,
  kind: ApiKind,
): string | undefined {
  const shadowed = others.find((other) => shadowsRoute(each, other, owned.has(other.key), kind));
  if (shadowed) return `${needOf(each)}, and its route would take requests of ${named(shadowed)}`;
  // an exact path never gives way, although its route takes one slash more than the path has
  const shadowing = others.find(
    (other) => isRouted(other) && isExact(other) && shadowsRoute(other, each, true, kind),
  );
  return shadowing && `${needOf(each)}, and some of its requests would take the route of ${named(shadowing)}`;
}

/** The reason why the route takes more than the app's path, as the beginning of a sentence. */
function needOf({ widened }: Candidate): string {
  return `API Gateway can hold ${JSON.stringify(widened?.text)} only as a variable`;
}

function named({ operation: { id, method, path } }: Candidate): string {
  return `${method.toUpperCase()} ${path} (${JSON.stringify(id)})`;
}
