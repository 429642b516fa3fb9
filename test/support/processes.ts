import { execFileSync } from 'node:child_process';

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
