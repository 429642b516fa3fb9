import type { Unlisted } from '../bundle';
import { frontOf, type NewOptions } from './options';
import type { RouteChoice } from './routes';

/**
 * What callers of an added app miss, in lines for the user: WebSockets, and, where each operation has a function of its
 * own, what the document does not hold.
 *
 * @param unlisted what the app serves beside its document
 */
export function servedNotes(
  unlisted: readonly Unlisted[],
  { integrationPattern, computeType }: Pick<NewOptions, 'integrationPattern' | 'computeType'>,
  { routes }: Pick<RouteChoice, 'routes'>,
): string[] {
  const paths = (kinds: readonly Unlisted['kind'][]) =>
    unlisted.filter(({ kind }) => kinds.includes(kind)).map(({ path }) => path);
  const sockets = paths(['websocket']);
  const hidden = integrationPattern === 'isolated' && routes !== 'proxy' ? paths(['route', 'mount']) : [];
  return [
    ...(sockets.length
      ? [
          `${listed(sockets)}: ${frontOf({ computeType })} carries no WebSocket, and answers 403 or 404 there; a streamed GET (SSE) or a container can do instead: docs/lambda.md#websockets`,
        ]
      : []),
    ...(hidden.length
      ? [
          `${listed(hidden)}: no route leads there, since openapi.json does not hold ${hidden.length > 1 ? 'them' : 'it'}; --integration-pattern shared serves ${hidden.length > 1 ? 'them' : 'it'}`,
        ]
      : []),
  ];
}

/** Names in a line: the first six, and how many more there are. */
export function listed(paths: readonly string[]): string {
  const unique = [...new Set(paths)];
  const shown = unique.slice(0, 6).join(', ');
  return unique.length > 6 ? `${shown} and ${unique.length - 6} more` : shown;
}
