import { setTimeout as sleep } from 'node:timers/promises';
import { stateOf } from '../support/processes';

/** A module for functions: `offspring()` starts processes in all the ways to leave the parent, and gives their ids. */
export const OFFSPRING = `
import os, subprocess, sys

DAEMON = """
import os, time
if os.fork(): os._exit(0)
os.setsid()
if os.fork(): os._exit(0)
os.chdir("/")
os.write(1, str(os.getpid()).encode())
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
os.dup2(1, 2)
time.sleep(600)
"""

def daemon(variables):
    command = [sys.executable, "-S", "-c", DAEMON]
    return int(subprocess.run(command, stdout=subprocess.PIPE, env=variables, check=True).stdout)

def offspring():
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    child = subprocess.Popen(["sleep", "600"])
    session = subprocess.Popen(["sleep", "600"], start_new_session=True, **quiet)
    started = [child.pid, session.pid, daemon(None)]
    if sys.platform == "linux":  # elsewhere only its variables tell whose a daemon is
        bare = subprocess.Popen(["/bin/sleep", "600"], start_new_session=True, env={}, **quiet)
        started += [bare.pid, daemon({})]
    return [os.getpid(), *started]
`;

/** Whether a process runs; one that has ended and was not reaped does not. */
export function isRunning(pid: number | undefined): boolean {
  return !['Z', ''].includes(stateOf(pid));
}

/** Waits until all of these processes have ended, and fails with those that have not. */
export async function ended(pids: readonly number[]): Promise<void> {
  for (let waited = 0; waited < 20_000 && pids.some(isRunning); waited += 50) await sleep(50);
  expect(pids.filter(isRunning)).toEqual([]);
}
