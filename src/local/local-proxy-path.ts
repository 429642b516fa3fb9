/** Path at which the local AWS, and each local proxy beside its API, has what pages ask of Cognito. */
export const COGNITO = '/_terragate/cognito/';

/**
 * The path and query of a request within a stage, byte for byte; undefined for what is no path (`OPTIONS *`).
 *
 * @example stagePath('/items?a=%2F', { apiId: 'abc', stage: 'prod' }) // '/_aws/execute-api/abc/prod/items?a=%2F'
 * @example stagePath('/prod/items', { apiId: 'abc', stage: 'prod' }) // '/_aws/execute-api/abc/prod/items'
 */
export function stagePath(
  requested: string,
  target: { readonly apiId: string; readonly stage: string },
): string | undefined {
  const path = pathOf(requested);
  if (path === undefined) return undefined;
  const prefix = `/${target.stage}`;
  const next = path.charAt(prefix.length);
  const within = path.startsWith(prefix) && (next === '' || next === '/' || next === '?');
  const rest = within ? path.slice(prefix.length) : path;
  return `/_aws/execute-api/${target.apiId}/${target.stage}${rest.startsWith('/') ? '' : '/'}${rest}`;
}

/**
 * The path and query of a request at a custom domain, byte for byte; undefined for what is no path.
 *
 * @example domainPath('/orders/items?a=1', 'api.example.com') // '/_aws/domains/api.example.com/orders/items?a=1'
 */
export function domainPath(requested: string, domain: string): string | undefined {
  const path = pathOf(requested);
  return path && `/_aws/domains/${domain}${path}`;
}

/** The path and query of a request for Cognito; undefined for all others, and for paths that would lead out of there. */
export function cognitoPath(requested: string): string | undefined {
  const path = pathOf(requested);
  const [way = ''] = path?.split('?') ?? [];
  const isWithin = `${way}/`.startsWith(COGNITO) && /^[\w./-]*$/.test(way) && !way.split('/').includes('..');
  return isWithin ? path : undefined;
}

/** What a request asks for below its host. A client that uses this server as its proxy sends the whole address. */
function pathOf(requested: string): string | undefined {
  const path = requested.replace(/^https?:\/\/[^/?#]*(?=\/|$)/i, '') || '/';
  return path.startsWith('/') ? path : undefined;
}
