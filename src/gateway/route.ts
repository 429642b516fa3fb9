import type { Segment } from './segment';

/**
 * Name of the greedy variable of the catch-all, `/{proxy+}`, the route of every request that no other route takes.
 * The guard in the function lets all operations run behind it, and so no operation has it.
 */
const CATCH_ALL_NAME = 'proxy';

/** The path of a route, and what its variables are called. */
export interface Route {
  /** Path of the route, for example `/items/{item_id}`; a greedy variable is `{path+}`. */
  readonly route: string;
  /** The app's variable to the route's, for every segment that is a variable as a whole. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * The names that the variables below each resource have: a resource can have one variable child only, and so `{id}` of
 * `/users/{id}` and `{user_id}` of `/users/{user_id}/posts` have to be one.
 */
export class RouteNames {
  readonly #wanted = new Map<string, string>();

  /**
   * Chooses the names.
   *
   * @param paths of the operations, those whose names matter most first. A variable of the app comes before a segment that only API Gateway needs as a variable, whatever the order.
   */
  constructor(paths: readonly (readonly Segment[])[]) {
    for (const isWidened of [false, true]) {
      for (const path of paths) {
        for (const { segment, place } of placed(path)) {
          if (segment.kind === 'text' || segment.widened !== isWidened || this.#wanted.has(place)) continue;
          this.#wanted.set(place, segment.name);
        }
      }
    }
  }

  /** The route of a path; each of its variables has another name. */
  routeOf(path: readonly Segment[]): Route {
    const used = new Set<string>();
    const variables: Record<string, string> = Object.create(null);
    let route = '';
    for (const { segment, place } of placed(path)) {
      if (segment.kind === 'text') {
        route += `/${segment.text}`;
        continue;
      }
      const wanted = this.#wanted.get(place) ?? segment.name;
      const name = unused(place === '/{+}' && wanted === CATCH_ALL_NAME ? `${wanted}_path` : wanted, used);
      used.add(name);
      if (segment.variable !== undefined) variables[segment.variable] = name;
      route += segment.kind === 'greedy' ? `/{${name}+}` : `/{${name}}`;
    }
    return { route: route || '/', variables };
  }
}

/** The number of REST resources for these paths, with `/` and the paths above each. */
export function resourceCount(paths: readonly (readonly Segment[])[]): number {
  return new Set(['', ...paths.flatMap((path) => placed(path).map(({ place }) => place))]).size;
}

/** The identity of a route: its path without the names of variables. */
export function routeKey(path: readonly Segment[]): string {
  return `/${path.map(({ key }) => key).join('/')}`;
}

/** The segments of a path, each with the resource that it is. */
function placed(path: readonly Segment[]): readonly { segment: Segment; place: string }[] {
  let place = '';
  return path.map((segment) => {
    place += `/${segment.key}`;
    return { segment, place };
  });
}

function unused(name: string, used: ReadonlySet<string>): string {
  let free = name;
  for (let count = 2; used.has(free); count++) free = `${name}_${count}`;
  return free;
}
