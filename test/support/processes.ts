import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** The processes below one, with the state and the command of each. */
export function below(pid: number): { pid: number; state: string; command: string }[] {
  const all = execFileSync('ps', ['-Ao', 'pid=,ppid=,stat=,command='], { encoding: 'utf8' })
    .split('\n')
    .flatMap((line) => {
      const [, own = '', parent = '', state = '', command = ''] =
        /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
      return own ? [{ pid: Number(own), parent: Number(parent), state, command }] : [];
    });
  const children = all.filter(({ parent }) => parent === pid);
  return children.flatMap(({ parent, ...child }) => [child, ...below(child.pid)]);
}

/** The state of a process by the letter of `ps`; empty where there is none. */
export function stateOf(pid: number | undefined): string {
  try {
    return execFileSync('ps', ['-o', 'stat=', '-p', String(pid)])
      .toString()
      .trim()
      .slice(0, 1);
  } catch {
    return '';
  }
}

/** Waits until all of these processes are stopped, and fails with the states of those that are not. */
export async function stopped(pids: readonly number[]): Promise<void> {
  const others = () => pids.map(stateOf).filter((state) => state !== 'T');
  for (let waited = 0; waited < 20_000 && others().length; waited += 50) await sleep(50);
  expect(others()).toEqual([]);
}
