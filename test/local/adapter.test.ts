import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { ensureAdapter, findAdapter, layOutAdapter } from '../../src/local/adapter';
import { Workspace } from '../support/workspace';

const CACHE = 'cache/terragate/lambda-adapter/1.0.0-rc1';

describe('the adapter', () => {
  const before = { ...process.env };
  let workspace: Workspace;

  beforeEach(() => {
    workspace = new Workspace('adapter');
    delete process.env.LAMBDA_ADAPTER;
    process.env.PATH = workspace.at('bin');
    process.env.XDG_CACHE_HOME = workspace.at('cache');
  });

  afterEach(() => {
    process.env = { ...before };
    workspace.remove();
  });

  test('is found by option, then LAMBDA_ADAPTER, then PATH, then the cache', () => {
    expect(findAdapter()).toBeUndefined();
    const cached = workspace.write(`${CACHE}/lambda-adapter`, 'program', 0o755);
    expect(findAdapter()).toBe(cached);
    const onPath = workspace.write('bin/lambda-adapter', '', 0o755);
    expect(findAdapter()).toBe(onPath);
    process.env.LAMBDA_ADAPTER = workspace.write('named', '', 0o755);
    expect(findAdapter()).toBe(workspace.at('named'));
    const given = workspace.write('given', '', 0o755);
    expect(findAdapter(given)).toBe(given);
  });

  test('is refused by name when a path was given that is not there', () => {
    expect(() => findAdapter('/no/such/adapter')).toThrow(
      /adapter: the adapter does not exist\n {2}got: {5}"\/no\/such\/adapter"/,
    );
    process.env.LAMBDA_ADAPTER = '/no/other';
    expect(() => findAdapter()).toThrow(/LAMBDA_ADAPTER: the adapter does not exist/);
  });

  test('is in the layers of both architectures, whose bootstrap runs the handler', async () => {
    const adapter = workspace.write('lambda-adapter', '', 0o755);
    for (let again = 0; again < 2; again++) await layOutAdapter(workspace.at('layers'), { path: adapter });
    workspace.write('task/run.sh', '#!/bin/sh\necho "it runs"\n', 0o755);
    for (const layer of ['LambdaAdapterLayerX86', 'LambdaAdapterLayerArm64']) {
      expect(realpathSync(workspace.at('layers', layer, 'extensions', 'lambda-adapter'))).toBe(adapter);
      const env = { LAMBDA_TASK_ROOT: workspace.at('task'), _HANDLER: 'run.sh' };
      expect(execFileSync(workspace.at('layers', layer, 'bootstrap'), { env }).toString()).toBe('it runs\n');
    }
  });

  test('is replaced by Mangum where there is none, also where there was one before', async () => {
    const adapter = workspace.write('lambda-adapter', '', 0o755);
    await layOutAdapter(workspace.at('layers'), { path: adapter });
    await layOutAdapter(workspace.at('layers'), { mangum: "it's gone" });
    const layer = workspace.at('layers', 'LambdaAdapterLayerArm64');
    expect(existsSync(`${layer}/extensions/lambda-adapter`)).toBe(false);
    const runtime = ['/bin/sh', '-c', 'echo "$0: $TERRAGATE_NO_ADAPTER"', 'run.sh'];
    expect(execFileSync(`${layer}/bootstrap`, runtime).toString()).toBe(
      "terragate_mangum.handler: it's gone\n",
    );
  });

  describe('that has to be built', () => {
    const lines: string[] = [];
    const ensure = () => ensureAdapter({ progress: (line) => lines.push(line) });

    beforeEach(() => {
      lines.length = 0;
    });

    /** A cargo that writes down how it was called. */
    function cargo(install: string): void {
      const script = `#!/bin/sh\necho "$*" >> ${workspace.at('calls')}\n[ "$1" = install ] || exit 0\n${install}\n`;
      workspace.write('bin/cargo', script, 0o755);
    }
    const calls = () => readFileSync(workspace.at('calls'), 'utf8');

    test('is built by cargo once, at a fixed version, and says so', async () => {
      cargo(`i=0; while [ $i -lt 60 ]; do i=$((i + 1)); echo "   Compiling crate$i v1" >&2; done
        eval root=\\\${$#}; /bin/mkdir -p "$root/bin"; echo "#!/bin/sh" > "$root/bin/lambda-adapter"`);
      const built = workspace.at(CACHE, 'lambda-adapter');
      expect(await ensure()).toEqual({ path: built });
      expect(calls()).toMatch(
        /^--version\ninstall lambda_web_adapter --version 1\.0\.0-rc1 --locked --root \S+\n$/,
      );
      expect(lines).toEqual([
        `building the AWS Lambda Web Adapter 1.0.0-rc1 with cargo into ${workspace.at(CACHE)} (once, some minutes)`,
        'lambda-adapter: 25 crates compiled',
        'lambda-adapter: 50 crates compiled',
      ]);
      expect(readdirSync(workspace.at(CACHE))).toEqual(['lambda-adapter', 'lambda-adapter.size']);
      expect(await ensure()).toEqual({ path: built });
      expect(calls().match(/install/g)).toHaveLength(1);
    });

    test('falls back to Mangum with one line when the build fails, and is not tried again at once', async () => {
      cargo('echo "error: linker cc not found" >&2; echo "more words" >&2; exit 101');
      const mangum = 'cargo could not build lambda-adapter: error: linker cc not found';
      expect(await ensure()).toEqual({ mangum });
      expect(lines.slice(1)).toEqual([mangum]);
      expect(await ensure()).toEqual({
        mangum: `${mangum} (remove ${workspace.at(CACHE, 'failed')} to try again)`,
      });
      expect(calls().match(/install/g)).toHaveLength(1);
    });

    test('falls back to Mangum without cargo, and when it is asked to', async () => {
      expect(await ensure()).toEqual({
        mangum: 'lambda-adapter is not on PATH, and there is no cargo to build it',
      });
      workspace.write('bin/lambda-adapter', '', 0o755);
      process.env.LAMBDA_ADAPTER = 'mangum';
      expect(await ensure()).toEqual({ mangum: 'as it was asked for' });
      expect(lines).toEqual([]);
    });
  });
});
