import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { ensurePython, ensureTool } from '../../src/python';
import { run } from '../../src/system';
import { mistake } from '../bundle/support';
import { describeWithTools, requireTool } from '../support/tools';
import { Workspace } from '../support/workspace';

jest.setTimeout(300_000);

// A machine whose one Python, with its pip, calls itself 3.11; uv is the real one from the real index
describeWithTools('a machine without uv and without the Python that is wanted', ['python3.13'], () => {
  const before = { ...process.env };
  const workspace = new Workspace('need-python-real');
  let real: string;

  beforeAll(() => {
    const question = ['-c', 'import sys; print(sys.executable)'];
    real = execFileSync(requireTool('python3.13').path, question, { encoding: 'utf8' }).trim();
    const python = `#!/bin/sh
if [ "$2" = -c ]; then echo 3.11.2; echo "$0"; else exec ${real} "$@"; fi
`;
    workspace.write('bin/python3', python, 0o755);
    for (const name of Object.keys(process.env)) if (/^(TERRAGATE|UV)_/.test(name)) delete process.env[name];
    Object.assign(process.env, {
      PATH: workspace.at('bin'),
      XDG_CACHE_HOME: workspace.at('cache'),
      PYENV_ROOT: workspace.at('no-pyenv'),
      UV_PYTHON_INSTALL_DIR: workspace.at('pythons'),
      UV_CACHE_DIR: workspace.at('uv-cache'),
      UV_HTTP_RETRIES: '0',
    });
  });

  afterAll(() => {
    process.env = { ...before };
    workspace.remove();
  });

  const need = (version: string, progress: string[] = []) =>
    ensurePython({ versions: [version], where: 'tool', run, progress: (line) => progress.push(line) });

  test('gets uv by pip, which says that there is no such Python', async () => {
    const progress: string[] = [];
    const message = await mistake(() => need('3.99', progress));
    expect(progress).toEqual([
      expect.stringMatching(/^installing uv into .* \(once\), to fetch Python 3\.99$/),
      'fetches Python 3.99 with uv',
    ]);
    expect(message).toMatch(
      /^tool: Python 3\.99 is not on this machine \(found: python3 is 3\.11\.2\), and uv could not fetch it\n {4}\| error: No download found for request: /,
    );
    expect(readdirSync(workspace.at('cache/terragate/uv'))).toHaveLength(1);
  });

  test('gets a message on what to do when the place of the Pythons is not reached', async () => {
    process.env.UV_PYTHON_INSTALL_MIRROR = 'http://127.0.0.1:9';
    const message = await mistake(() => need('3.13'));
    delete process.env.UV_PYTHON_INSTALL_MIRROR;
    expect(message).toContain(
      ', and uv could not fetch it: the network was not reached\n    | error: Failed',
    );
    expect(message).toMatch(/\n {2}fix: {5}install it \(.*\), or set TERRAGATE_PYTHON to the path/);
  });

  test('gets the Python by uv, and the packages with it', async () => {
    // uv's own list names files in the network: this one has a Python that is not larger than it must be
    const family = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
    const [os, libc] = process.platform === 'darwin' ? ['darwin', 'none'] : ['linux', 'gnu'];
    workspace.write('python/bin/python3.13', `#!/bin/sh\nexec ${real} "$@"\n`, 0o755);
    workspace.write('python/lib/python3.13/_sysconfigdata_.py', '# settings\nbuild_time_vars = {}\n');
    execFileSync('tar', ['czf', 'python.tar.gz', 'python'], { cwd: workspace.path, env: before });
    const download = {
      ...{ name: 'cpython', arch: { family, variant: null }, os, libc, major: 3, minor: 13, patch: 0 },
      ...{ prerelease: '', variant: null, build: '20260101', sha256: null },
      url: `file://${workspace.at('python.tar.gz')}`,
    };
    process.env.UV_PYTHON_DOWNLOADS_JSON_URL = workspace.write(
      'downloads.json',
      JSON.stringify({ [`cpython-3.13.0-${os}-${family}-${libc}`]: download }),
    );
    const lock = workspace.write('requirements.lock', LOCK);
    const progress: string[] = [];
    const python = await ensureTool({
      ...{ name: 'tool', lock, pythons: ['3.13'] },
      progress: (line) => progress.push(line),
    });
    expect(progress).toEqual([
      'fetches Python 3.13 with uv',
      expect.stringMatching(/^installing tool into /),
    ]);
    const program = 'import sys, idna; print(sys.version_info[:2], idna.__version__)';
    expect((await run(python, ['-c', program])).stdout).toBe('(3, 13) 3.10\n');
    expect((await need('3.13')).version).toBe('3.13');
  });
});

const LOCK = `idna==3.10 --hash=sha256:946d195a0d259cbba61165e88e65941f16e9b36ea6ddb97f00452bae8b1287d3
`;
