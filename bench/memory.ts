import { execFileSync } from 'node:child_process';
import { below } from '../test/support/processes';
import { type Answer, Client } from './client';
import { Served } from './served';

/** Resident memory of the local AWS while it serves an API, in bytes. */
export interface MemoryResults {
  /** Connections that ask at a time. */
  readonly connections: number;
  /** After each of these numbers of requests, what its process holds. */
  readonly points: readonly MemoryPoint[];
}

export interface MemoryPoint {
  readonly requests: number;
  /** Bytes that the function had printed until then. */
  readonly printed: number;
  readonly resident: number;
}

const CONNECTIONS = 4;
/** Bytes that one request of the printing route prints. */
const PRINTED = 1e6;

const PRINTING = `

@app.get("/print", include_in_schema=False)
async def print_much() -> dict[str, int]:
    for _ in range(${PRINTED / 100}):
        print("x" * 99)
    return {"printed": ${PRINTED}}
`;

/**
 * Asks the example app by its local proxy, on several connections, and looks at the memory of the local AWS. Between the
 * first point and the last one, the function prints.
 *
 * @param at numbers of requests after which to look; the first one is what the others are compared with
 * @param printed bytes that the function prints in all
 */
export async function measureMemory(
  at: readonly number[],
  printed: number,
  progress: (line: string) => void,
): Promise<MemoryResults> {
  const served = new Served();
  const clients = Array.from({ length: CONNECTIONS }, () => new Client());
  try {
    served.project.edit('app/app/main.py', (text) => text + PRINTING);
    progress('memory: up');
    await served.command('up');
    const { proxy } = served.addresses;
    const pid = localAwsOf(served.instance.pid);
    const [first = 0, last = first] = [at[0], at.at(-1)];
    // Requests that print are spread over those between the first point and the last one
    const every = Math.max(1, Math.floor((last - first) / Math.max(1, printed / PRINTED)));
    const points: MemoryPoint[] = [];
    let [done, out] = [0, 0];
    for (const until of at) {
      const ask = async (client: Client): Promise<void> => {
        while (done < until) {
          const number = ++done;
          const prints = number > first && (number - first) % every === 0 && out < printed;
          if (prints) out += PRINTED;
          checked(await client.ask({ url: `${proxy}${prints ? 'print' : 'healthz'}` }));
        }
      };
      await Promise.all(clients.map(ask));
      const point = { requests: done, printed: out, resident: residentOf(pid) };
      progress(`memory: ${point.requests} requests, ${Math.round(point.resident / 1e6)} MB`);
      points.push(point);
    }
    return { connections: CONNECTIONS, points };
  } finally {
    for (const client of clients) client.close();
    await served.remove();
  }
}

function checked({ status, text }: Answer): void {
  if (status !== 200) throw new Error(`a request was answered by ${status}: ${text.slice(0, 200)}`);
}

/** The process of the local AWS, below the process in the background. */
function localAwsOf(background: number): number {
  const found = below(background).find(({ command }) => command.includes('-m terragate_local'));
  if (!found) throw new Error('the local AWS has no process');
  return found.pid;
}

function residentOf(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024;
}
