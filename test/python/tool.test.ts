import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { ensureTool } from '../../src/python';
import { Workspace } from '../support/workspace';

/** A stand-in of Python: `-c` tells its version, `-m venv` copies it, `-m pip` notes each installation, or fails. */
const PYTHON = `#!/bin/sh
shift # -I
case "$1 $2" in
  "-c "*) echo 3.13.1; echo "$0" ;;
  "-m venv") mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
  "-m pip") echo installed >> "$NOTES"; if [ -n "$PIP_FAILS" ]; then echo "$PIP_FAILS" >&2; exit 1; fi ;;
esac
`;

describe('an environment of locked packages', () => {
  const before = { ...process.env };
  let workspace: Workspace;
  let lock: string;

  beforeEach(() => {
    workspace = new Workspace('venv');
    lock = workspace.write('requirements.lock', 'package==1.0 --hash=sha256:0\n');
    for (const tool of ['sh', 'mkdir', 'cp'])
      workspace.write(`bin/${tool}`, `#!/bin/sh\nexec /bin/${tool} "$@"\n`, 0o755);
    process.env.PATH = workspace.at('bin');
    process.env.XDG_CACHE_HOME = workspace.at('cache');
    process.env.PYENV_ROOT = workspace.at('no-pyenv');
    process.env.NOTES = workspace.at('notes');
    delete process.env.PIP_FAILS;
    delete process.env.TERRAGATE_PYTHON;
  });

  afterEach(() => {
    process.env = { ...before };
    workspace.remove();
  });

  const ensure = () => ensureTool({ name: 'tool', lock, pythons: ['3.13'] });
  const installations = () => readFileSync(workspace.at('notes'), 'utf8').trim().split('\n').length;

  test('is installed once for a lock', async () => {
    workspace.write('bin/python3.13', PYTHON, 0o755);
    const python = await ensure();
    expect(existsSync(python)).toBe(true);
    expect(await ensure()).toBe(python);
    expect(installations()).toBe(1);
  });

  test('is installed again, beside the old one, when the lock changes', async () => {
    workspace.write('bin/python3.13', PYTHON, 0o755);
    const first = await ensure();
    workspace.write('requirements.lock', 'package==2.0 --hash=sha256:1\n');
    expect(await ensure()).not.toBe(first);
    expect(existsSync(first)).toBe(true);
  });

  test('is whole when several processes install it at once', async () => {
    workspace.write('bin/python3.13', PYTHON, 0o755);
    const pythons = await Promise.all([ensure(), ensure(), ensure()]);
    expect(new Set(pythons).size).toBe(1);
    expect(existsSync(pythons[0] ?? '')).toBe(true);
    expect(readdirSync(workspace.at('cache', 'terragate', 'tool'))).toHaveLength(1);
  });

  test('leaves nothing behind when the installation fails, and succeeds later', async () => {
    workspace.write('bin/python3.13', PYTHON, 0o755);
    process.env.PIP_FAILS = 'Temporary failure in name resolution';
    await expect(ensure()).rejects.toThrow(
      /^tool: packages could not be installed: the package index could not be reached\n.*name resolution/,
    );
    expect(readdirSync(workspace.at('cache', 'terragate', 'tool'))).toEqual([]);
    delete process.env.PIP_FAILS;
    expect(existsSync(await ensure())).toBe(true);
  });

  test('distinguishes a failure of the packages from one of the network', async () => {
    workspace.write('bin/python3.13', PYTHON, 0o755);
    process.env.PIP_FAILS = 'THESE PACKAGES DO NOT MATCH THE HASHES';
    await expect(ensure()).rejects.toThrow(
      /^tool: packages could not be installed\n.*HASHES\n {2}fix: {5}see the lines above; the packages are those of/,
    );
  });

  test('finds a Python of another name, and one that a version manager holds', async () => {
    workspace.write('bin/python3', PYTHON, 0o755);
    expect(existsSync(await ensure())).toBe(true);
    workspace.write('requirements.lock', 'package==3.0 --hash=sha256:2\n');
    workspace.write('bin/python3', '#!/bin/sh\nexit 127\n', 0o755);
    process.env.PYENV_ROOT = workspace.at('pyenv');
    workspace.write('pyenv/versions/3.13.1/bin/python3.13', PYTHON, 0o755);
    expect(existsSync(await ensure())).toBe(true);
  });
});
