/**
 * Sends a signal to a process that leads a group, and to all of the group.
 *
 * @returns whether there was any of it
 */
export function signalGroup(pid: number | undefined, name: NodeJS.Signals): boolean {
  if (pid === undefined) return false;
  try {
    // Windows has no groups
    return process.kill(process.platform === 'win32' ? pid : -pid, name);
  } catch {
    return false;
  }
}
