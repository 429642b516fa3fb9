import { spawnSync } from 'node:child_process';

const QUESTION = 'import sys; sys.exit(sys.version_info < (3, 11))';

/** `describe`, or `describe.skip` with one line where this machine has no Python 3.11 and no CI asks for it. */
export function describeWithPython(): jest.Describe {
  const names = ['python3.13', 'python3.12', 'python3.11', 'python3', 'python'];
  if (process.env.CI || names.some((name) => spawnSync(name, ['-c', QUESTION]).status === 0)) return describe;
  process.stderr.write('skipped: there is no Python 3.11 or newer\n');
  return describe.skip;
}
