import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A socket at which something may arrive: TCP that listens, or UDP. */
export interface OpenSocket {
  readonly pid: number;
  readonly protocol: string;
  /** Such as `127.0.0.1:8400`. */
  readonly address: string;
}

const LISTENS = '0A';
/** 127.0.0.0/8, ::1 and ::ffff:127.0.0.0/104 as the kernel writes them on a little-endian machine. */
const LOOPBACK = /^([0-9A-F]{6}7F|0{24}01000000|0{16}FFFF0000[0-9A-F]{6}7F)$/;

/** Whether the system tells: Linux does. */
export const tellsSockets = process.platform === 'linux';

/** Open sockets of a process, of all that it has started, and of what these have started. */
export function openSockets(root: number): OpenSocket[] {
  const addresses = new Map<string, Omit<OpenSocket, 'pid'>>();
  for (const protocol of ['tcp', 'tcp6', 'udp', 'udp6']) {
    for (const text of readFileSync(`/proc/net/${protocol}`, 'utf8').trim().split('\n').slice(1)) {
      const [, local = '', , state, , , , , , inode = ''] = text.trim().split(/\s+/);
      const [host = '', port = ''] = local.split(':');
      if (protocol.startsWith('tcp') && state !== LISTENS) continue;
      const address = `${LOOPBACK.test(host) ? 'loopback' : host}:${Number.parseInt(port, 16)}`;
      addresses.set(`socket:[${inode}]`, { protocol, address });
    }
  }
  return tree(root).flatMap((pid) =>
    links(pid).flatMap((link) => {
      const found = addresses.get(link);
      return found ? [{ pid, ...found }] : [];
    }),
  );
}

function tree(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // it has ended
    }
  }
  const found = [root];
  for (const one of found) for (const [pid, parent] of parents) if (parent === one) found.push(pid);
  return found;
}

function links(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((name) => {
      try {
        return [readlinkSync(`/proc/${pid}/fd/${name}`)];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}
