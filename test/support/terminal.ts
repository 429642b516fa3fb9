import { spawnSync } from 'node:child_process';

/** Runs a program on a terminal, types once it has printed a text, and prints all that the terminal shows. */
const ON_A_TERMINAL = `
import fcntl, os, pty, struct, sys, termios
awaited, typed, *command = sys.argv[1:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
shown = b""
while True:
    try:
        shown += os.read(terminal, 4096)
    except OSError:
        break
    if typed and awaited.encode() in shown:
        os.write(terminal, typed.encode())
        typed = ""
sys.stdout.write(shown.decode(errors="replace"))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

/** What a terminal shows of a program that runs on it, and how the program ended. */
export function onTerminal(
  command: readonly string[],
  { awaited, typed, ...where }: { awaited: string; typed: string; cwd: string; env: NodeJS.ProcessEnv },
): { readonly code: number | null; readonly shown: string } {
  const { status, stdout } = spawnSync('python3', ['-c', ON_A_TERMINAL, awaited, typed, ...command], {
    ...where,
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { code: status, shown: stdout };
}
