import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePython, ensureTool } from '../../src/python';
import { run } from '../../src/system';
import { mistake } from '../bundle/support';
import { Workspace } from '../support/workspace';

/**
 * A stand-in of Python: `-c` tells its version, `-m venv` copies it, `-m pip` installs the stand-in of uv into the
 * folder that it is given, or fails as it is told.
 */
const PYTHON = `#!/bin/sh
shift # -I
case "$1 $2 $3" in
  "-c "*) echo VERSION; echo "$0" ;;
  "-m venv "*)
    if [ -n "$VENV_FAILS" ]; then echo "$VENV_FAILS"; exit 1; fi
    mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
  "-m pip --version") case "$0" in */python) ;; *) test -z "$NO_PIP" ;; esac ;;
  "-m pip install")
    echo "pip $*" >> "$NOTES"
    if [ -n "$PIP_FAILS" ]; then echo "$PIP_FAILS" >&2; exit 1; fi
    while [ $# -gt 0 ]; do
      if [ "$1" = --target ]; then mkdir -p "$2/bin" && cp "$STAND_IN_UV" "$2/bin/uv"; fi
      shift
    done ;;
esac
`;

/** A stand-in of uv: fetches the stand-in of Python, or fails as it is told. */
const UV = `#!/bin/sh
echo "uv $* bin=$UV_PYTHON_INSTALL_BIN" >> "$NOTES"
case "$1 $2" in
  "python find") if [ -e "$FETCHED" ]; then echo "$FETCHED"; else exit 2; fi ;;
  "python install")
    if [ -n "$FETCH_FAILS" ]; then echo "$FETCH_FAILS" >&2; exit 1; fi
    cp "$STAND_IN_PYTHON" "$FETCHED" ;;
  "venv "*) for last; do :; done; mkdir -p "$last/bin" && cp "$FETCHED" "$last/bin/python" ;;
esac
`;

describe('a Python that is not on the machine', () => {
  const before = { ...process.env };
  let workspace: Workspace;
  let progress: string[];

  beforeEach(() => {
    workspace = new Workspace('need-python');
    progress = [];
    for (const tool of ['sh', 'mkdir', 'cp'])
      workspace.write(`bin/${tool}`, `#!/bin/sh\nexec /bin/${tool} "$@"\n`, 0o755);
    for (const name of Object.keys(process.env))
      if (/^(TERRAGATE|UV|PIP)_/.test(name)) delete process.env[name];
    Object.assign(process.env, {
      PATH: workspace.at('bin'),
      XDG_CACHE_HOME: workspace.at('cache'),
      PYENV_ROOT: workspace.at('no-pyenv'),
      NOTES: workspace.write('notes', ''),
      FETCHED: workspace.at('fetched-python'),
      STAND_IN_UV: workspace.write('stand-ins/uv', UV, 0o755),
      STAND_IN_PYTHON: workspace.write('stand-ins/python', python('3.13.7'), 0o755),
    });
    workspace.write('bin/python3', python('3.11.2'), 0o755);
  });

  afterEach(() => {
    process.env = { ...before };
    workspace.remove();
  });

  const python = (version: string) => PYTHON.replace('VERSION', version);
  const need = (versions: readonly string[] = ['3.13']) =>
    ensurePython({ versions, where: 'tool', run, progress: (line) => progress.push(line) });
  const notes = () => readFileSync(workspace.at('notes'), 'utf8').trim().split('\n');
  const cached = () => readdirSync(workspace.at('cache/terragate/uv'));
  const MISSING = 'tool: Python 3.13 is not on this machine (found: python3 is 3.11.2)';
  const INSTALL =
    /fix: {5}install it \(.*3\.13.*\), or set TERRAGATE_PYTHON to the path of a Python 3\.13(; or .*)?$/;

  test('is fetched by a uv that the pip of another Python installs, with hashes, into the cache', async () => {
    expect(await need()).toEqual({ path: workspace.at('fetched-python'), version: '3.13' });
    const folder = join(workspace.at('cache/terragate/uv'), cached()[0] ?? '');
    expect(progress).toEqual([
      `installing uv into ${folder} (once), to fetch Python 3.13`,
      'fetches Python 3.13 with uv',
    ]);
    expect(statSync(join(folder, 'bin/uv')).mode & 0o111).not.toBe(0);
    const [pip, , fetch] = notes();
    expect(pip).toMatch(/^pip -m pip install .*--target \S+ --no-deps --require-hashes -r \S+\.lock$/);
    // what it fetches is not put into the PATH of the user
    expect(fetch).toBe('uv python install 3.13 bin=0');
  });

  test('is fetched once, and uv is installed once', async () => {
    await need();
    progress = [];
    await need();
    expect(progress).toEqual([]);
    await need(['3.12']);
    expect(notes().filter((line) => line.startsWith('pip'))).toHaveLength(1);
    expect(cached()).toHaveLength(1);
  });

  test('is fetched once by two processes that need it at the same time', async () => {
    await Promise.all([need(), need()]);
    expect(cached()).toHaveLength(1);
  });

  test('is fetched by the uv on PATH where there is one', async () => {
    workspace.write('bin/uv', UV, 0o755);
    await need();
    expect(progress).toEqual(['fetches Python 3.13 with uv']);
    expect(existsSync(workspace.at('cache'))).toBe(false);
  });

  test('is fetched for a set of locked packages, which uv then installs', async () => {
    const lock = workspace.write('requirements.lock', 'package==1.0 --hash=sha256:0\n');
    const tool = { name: 'tool', lock, pythons: ['3.13'], progress: (line: string) => progress.push(line) };
    const path = await ensureTool(tool);
    expect(readFileSync(path, 'utf8')).toBe(python('3.13.7'));
    expect(progress.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'installing uv',
      'fetches Python',
      'installing tool',
    ]);
    expect(notes().at(-1)).toMatch(/^uv pip install .*--require-hashes -r .*requirements\.lock/);
    expect(await ensureTool(tool)).toBe(path);
  });

  test('is fetched with a Python as old as 3.9, whose system has split pip off', async () => {
    process.env.NO_PIP = '1';
    workspace.write('bin/python3', python('3.9.6'), 0o755);
    expect((await need()).version).toBe('3.13');
  });

  test('is not needed where any from 3.11 on will do', async () => {
    expect((await ensurePython({ run, progress: () => {} })).version).toBe('3.11.2');
    expect(notes()).toEqual(['']);
  });

  test('is fetched where any from 3.11 on will do and the machine has an older one', async () => {
    workspace.write('bin/python3', python('3.9.6'), 0o755);
    expect((await ensurePython({ run, progress: () => {} })).version).toBe('3.13');
    // the user named one
    process.env.TERRAGATE_PYTHON = workspace.at('bin/python3');
    expect(await mistake(() => ensurePython({ run, progress: () => {} }))).toMatch(
      /^TERRAGATE_PYTHON: .* is not Python 3\.11 or newer/,
    );
  });

  test('is not fetched where TERRAGATE_NO_UV says so', async () => {
    process.env.TERRAGATE_NO_UV = '1';
    const message = await mistake(need);
    expect(message.split('\n')).toEqual([MISSING, expect.stringMatching(INSTALL)]);
    expect(notes()).toEqual(['']);
  });

  test('cannot be fetched without any Python: what to install is said', async () => {
    workspace.write('bin/python3', python('3.8.10'), 0o755);
    const message = await mistake(need);
    expect(message.split('\n')).toEqual([
      'tool: Python 3.13 is not on this machine (found: python3 is 3.8.10)',
      expect.stringMatching(INSTALL),
    ]);
    expect(progress).toEqual([]);
    expect(cached()).toEqual([]);
  });

  test('cannot be fetched when the package index is not reached, and is when it is reached again', async () => {
    process.env.PIP_FAILS = 'Temporary failure in name resolution';
    const message = await mistake(need);
    expect(message.split('\n')).toEqual([
      `${MISSING}, and uv, which fetches it, could not be installed: the package index could not be reached`,
      '    | Temporary failure in name resolution',
      expect.stringMatching(INSTALL),
    ]);
    expect(message).toContain('; or check the network and HTTPS_PROXY');
    expect(cached()).toEqual([]);
    delete process.env.PIP_FAILS;
    expect((await need()).version).toBe('3.13');
  });

  test('cannot be fetched when the other Python has neither pip nor environments', async () => {
    Object.assign(process.env, { NO_PIP: '1', VENV_FAILS: 'ensurepip is not available' });
    const message = await mistake(need);
    expect(message).toMatch(
      /, and uv, which fetches it, could not be installed: .*python3 has no pip\n.*ensurepip is not available\n/,
    );
    expect(message).toMatch(INSTALL);
    expect(message).toContain(
      '; or install the part of Python that makes environments: apt install python3-venv',
    );
  });

  test.each([
    ['error sending request: dns error', ': the network was not reached', 'UV_PYTHON_INSTALL_MIRROR'],
    ['Python downloads are not allowed', '', 'see the lines above'],
  ])('cannot be fetched when its download fails: %s', async (words, why, fix) => {
    process.env.FETCH_FAILS = words;
    const message = await mistake(need);
    expect(message.split('\n')).toEqual([
      `${MISSING}, and uv could not fetch it${why}`,
      `    | ${words}`,
      expect.stringMatching(INSTALL),
    ]);
    expect(message).toContain(fix);
    // uv itself stays
    expect(cached()).toHaveLength(1);
  });
});
