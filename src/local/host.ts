const THIS_MACHINE = ['localhost', '127.0.0.1', '[::1]'];

/** A name that is no name of the web: it leads to this machine, whatever stands before it. @see https://www.rfc-editor.org/rfc/rfc6761#section-6.3 */
const BELOW_LOCALHOST =
  /^((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)\.localhost$/;

/** The answer to a request that names another host. */
export const FOREIGN_HOST =
  'This server answers to localhost, 127.0.0.1 and [::1] alone, and the request names another host.';

/**
 * Whether a request names this machine as its host, with any port: a proxy or a forwarded port sends its own. A page of
 * the web whose name leads to 127.0.0.1 names itself. Clients without a Host header are no browsers.
 *
 * @param hosts all values of the Host header
 * @see https://www.rfc-editor.org/rfc/rfc9110.html#section-7.2
 */
export function namesThisMachine(hosts: readonly string[] = []): boolean {
  if (hosts.length === 0) return true;
  const name = nameOf(hosts);
  return name !== undefined && THIS_MACHINE.includes(name);
}

/**
 * The custom domain that a request is for: what its host has before `.localhost`, where that is a domain.
 *
 * @param hosts all values of the Host header
 * @returns undefined for a request that names no custom domain
 * @example customDomainOf(['api.example.com.localhost:8400']) // 'api.example.com'
 */
export function customDomainOf(hosts: readonly string[] = []): string | undefined {
  return BELOW_LOCALHOST.exec(nameOf(hosts) ?? '')?.[1];
}

/**
 * The address that stands for a custom domain at a local proxy.
 *
 * @param domain with its base path
 * @example customDomainAddress('api.example.com/orders', 8400) // 'http://api.example.com.localhost:8400/orders/'
 */
export function customDomainAddress(domain: string, port: number): string {
  const [name, ...path] = domain.split('/');
  return `http://${[`${name}.localhost:${port}`, ...path].join('/')}/`;
}

/** The name in the only Host header of a request, without its port. */
function nameOf(hosts: readonly string[]): string | undefined {
  return hosts.length === 1 ? hosts[0]?.replace(/:\d+$/, '').toLowerCase() : undefined;
}
