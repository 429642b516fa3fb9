import { UserError } from '../errors';
import { probe } from '../system';

const FIRST = 8000;
const LAST = 8099;

/**
 * The port to serve at: the wished one, or the first free one from 8000 on.
 *
 * @throws UserError when the wished one is in use, or all are
 */
export async function freePort(host: string, wished: number | undefined): Promise<number> {
  if (wished !== undefined) {
    const state = await stateOf(wished, host);
    if (state === 'free') return wished;
    throw new UserError([
      {
        where: '--port',
        what:
          state === 'in use'
            ? `port ${wished} is in use by another program`
            : `${host}:${wished} cannot be listened at (${state})`,
        fix: 'give another port, or leave --port out: then the next free one is taken',
      },
    ]);
  }
  for (let port = FIRST; port <= LAST; port++) {
    const state = await stateOf(port, host);
    if (state === 'free') return port;
    if (state !== 'in use') {
      throw new UserError([
        {
          where: '--host',
          what: `${host} cannot be listened at (${state})`,
          fix: 'give an address of this machine',
        },
      ]);
    }
  }
  throw new UserError([
    {
      where: 'dev',
      what: `no port from ${FIRST} to ${LAST} is free`,
      fix: 'give a free port: terragate dev --port 9000',
    },
  ]);
}

/** The state of a port: `free`, `in use`, or the code of the reason why nobody can listen there. */
async function stateOf(port: number, host: string): Promise<string> {
  const at = await listens(port, host);
  if (at !== 'free' || host !== '127.0.0.1') return at;
  // A browser that is sent to localhost asks ::1 first, where another program may listen
  return (await listens(port, '::1')) === 'in use' ? 'in use' : 'free';
}

async function listens(port: number, host: string): Promise<string> {
  const found = await probe(port, host);
  if ('port' in found) return 'free';
  return found.code === 'EADDRINUSE' ? 'in use' : found.code;
}
