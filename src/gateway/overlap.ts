import type { ApiKind } from '../api-kind';
import type { Segment, SegmentKind } from './segment';

/** A path of the app, and with it the route that it has or would have. */
export interface Template {
  readonly segments: readonly Segment[];
  /** Whether the app's path ends with a slash, which no route does: it takes requests with and without one. */
  readonly slash: boolean;
}

const RANK: Readonly<Record<SegmentKind, number>> = { text: 0, variable: 1, greedy: 2 };

/**
 * Whether the route of `shadowing` takes a request that the app serves by `shadowed` and can't serve by `shadowing`.
 *
 * @param isRouted whether `shadowed`'s own route is there to take the request first
 */
export function shadowsRoute(
  shadowing: Template,
  shadowed: Template,
  isRouted: boolean,
  kind: ApiKind,
): boolean {
  if (!meet(shadowing.segments, shadowed.segments)) return false;
  if (!slashDiffers(shadowing, shadowed) && covers(shadowing.segments, shadowed.segments)) return false;
  return !(isRouted && isPreferred(shadowed.segments, shadowing.segments, kind));
}

/**
 * Whether the route of `shadowing` takes requests of `shadowed` where that has no route of its own: `/users/{id}` takes those
 * of `/users/me`.
 */
export function shadows(shadowing: Template, shadowed: Template, kind: ApiKind): boolean {
  return (
    meet(shadowing.segments, shadowed.segments) && !isPreferred(shadowing.segments, shadowed.segments, kind)
  );
}

/** Whether a slash at the end differs. A greedy variable takes one like any other character, in the app too. */
function slashDiffers(shadowing: Template, shadowed: Template): boolean {
  const last = shadowing.segments.at(-1);
  const isAnyEnd = last?.kind === 'greedy' && !last.widened;
  return shadowing.slash !== shadowed.slash && !(isAnyEnd && !shadowing.slash);
}

/** Whether some path is one of the app's template and of the route. */
function meet(route: readonly Segment[], app: readonly Segment[]): boolean {
  for (let index = 0; ; index++) {
    const ours = route[index];
    const theirs = app[index];
    if (!ours || !theirs) return ours === theirs;
    if (ours.kind === 'greedy' || theirs.kind === 'greedy') return true;
    if (ours.kind === 'text' && !theirs.pattern.test(ours.text)) return false;
  }
}

/** Whether `inner`'s app paths are all of `outer`'s app paths, as far as `outer`'s route takes them. */
function covers(outer: readonly Segment[], inner: readonly Segment[]): boolean {
  for (const [index, ours] of outer.entries()) {
    const theirs = inner[index];
    if (!theirs) return true;
    const isSame = ours.pattern.source === theirs.pattern.source;
    if (ours.kind === 'greedy') return !ours.widened || (isSame && inner.length === outer.length);
    if (theirs.kind === 'greedy') return outer.slice(index).every(({ widened }) => !widened);
    if (ours.widened && !isSame && (hasVariable(theirs) || !ours.pattern.test(theirs.text))) return false;
  }
  return true;
}

function hasVariable({ text, variable }: Segment): boolean {
  return variable !== undefined || text.includes('{');
}

/**
 * Whether API Gateway gives a path that both routes take to the first one for certain.
 *
 * A REST API goes from segment to segment, text before variables before greedy ones. An HTTP API takes any full match
 * before a greedy one; between two full matches its documentation says no more than "the most specific match", so one
 * has to be more specific at some segment and nowhere less.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
function isPreferred(first: readonly Segment[], second: readonly Segment[], kind: ApiKind): boolean {
  const isGreedy = first.at(-1)?.kind === 'greedy';
  if (kind === 'http' && isGreedy !== (second.at(-1)?.kind === 'greedy')) return !isGreedy;
  let isMore = false;
  for (const [index, { kind: ours }] of first.entries()) {
    const theirs = second[index]?.kind;
    if (theirs === undefined || ours === theirs) continue;
    if (RANK[ours] > RANK[theirs]) return kind === 'rest' && isMore;
    isMore = true;
  }
  return isMore;
}
