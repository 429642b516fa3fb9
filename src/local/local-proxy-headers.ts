import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { SECRET_HEADER } from './credentials';

/**
 * Headers of one connection, which a proxy does not pass on.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110.html#section-7.6.1
 */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  // Header between the local proxy and the local AWS alone
  SECRET_HEADER,
]);

/**
 * The headers of a request for the server behind, as name, value, name, value, ... in the order they came in.
 *
 * @param secret what a local AWS asks for; a caller's own header of that name does not pass. @default - none
 */
export function requestHeaders(req: IncomingMessage, secret?: string): string[] {
  const headers = endToEnd(req);
  if (secret !== undefined) headers.push(SECRET_HEADER, secret);
  if (req.headers.host === undefined) headers.push('Host', 'localhost');
  if (req.headers['transfer-encoding'] !== undefined) headers.push('Transfer-Encoding', 'chunked');
  // Without either header there is no body; Node would announce one for these methods
  else if (req.headers['content-length'] === undefined && /^(POST|PUT|PATCH)$/.test(req.method ?? '')) {
    headers.push('Content-Length', '0');
  }
  return headers;
}

/** The headers of an answer for the client, as name, value, name, value, ... */
export function responseHeaders(answer: IncomingMessage): string[] {
  return endToEnd(answer);
}

/** Whether a client wants another protocol, WebSocket above all. HTTP/2 is offered by some with each request: they go on without. */
export function wantsOtherProtocol(headers: IncomingHttpHeaders): boolean {
  const protocols = tokens(headers.upgrade).filter((protocol) => protocol !== 'h2c');
  return tokens(headers.connection).includes('upgrade') && protocols.length > 0;
}

function endToEnd({ rawHeaders, headers }: IncomingMessage): string[] {
  const named = tokens(headers.connection);
  const kept: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const [name = '', value = ''] = rawHeaders.slice(i, i + 2);
    const lower = name.toLowerCase();
    if (!HOP_BY_HOP.has(lower) && !named.includes(lower)) kept.push(name, value);
  }
  return kept;
}

function tokens(list: string | undefined): string[] {
  return (list ?? '')
    .split(',')
    .map((token) => token.trim().toLowerCase())
    .filter(Boolean);
}
