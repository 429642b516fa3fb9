const THIS_MACHINE = ['localhost', '127.0.0.1', '[::1]'];

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
  const [host] = hosts;
  if (host === undefined) return true;
  return hosts.length === 1 && THIS_MACHINE.includes(host.replace(/:\d+$/, '').toLowerCase());
}
