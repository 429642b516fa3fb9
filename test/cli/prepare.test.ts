import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { interpreter } from '../../src/bundle/venv';
import { prepare } from '../../src/cli/prepare';
import {
  type Call,
  ended,
  file,
  NOT_FOUND,
  project,
  recorder,
  removeProjects,
  wheel,
  write,
} from '../bundle/support';

afterAll(removeProjects);
afterEach(() => {
  delete process.env.TERRAGATE_DEBUG;
});

const FASTAPI = wheel('fastapi', [file('fastapi/__init__.py', 'fast')]);

function lines(write: (text: string) => void) {
  return { color: false, line: (text = '') => write(`${text}\n`) };
}

/** A repository, and a machine on which all works. */
function repository({ main = true } = {}) {
  const root = project({
    'examples/fastapi-app/app/main.py': 'app = 1\n',
    'examples/fastapi-app/run.sh': '#!/bin/sh\n',
    'examples/fastapi-app/requirements.lock': FASTAPI.lock,
    ...(main ? { 'src/main.ts': '' } : {}),
  });
  const failures: Partial<Record<'export' | 'synth', string>> = {};
  const { run, calls } = recorder(({ command, args, options }: Call) => {
    if (command === 'uv') return NOT_FOUND;
    if (command === 'python3.13') return ended(0, { stdout: '3.13.0\n/usr/bin/python3.13\n' });
    if (command === process.execPath) {
      options?.onLine?.('modules: 2 modules');
      mkdirSync(join(root, 'modules/rest-api'), { recursive: true });
      return failures.synth === undefined ? ended(0) : ended(1, { stderr: failures.synth });
    }
    if (args.includes('venv')) write(interpreter(args.at(-1) ?? ''), '');
    if (args.includes('download'))
      write(join(args[args.indexOf('--dest') + 1] ?? '', FASTAPI.file), FASTAPI.bytes);
    if (args.includes('--app')) {
      if (failures.export !== undefined) return ended(1, { stderr: failures.export });
      write(args[args.indexOf('--out') + 1] ?? '', '{}\n');
    }
    return args[1]?.endsWith('select_requirements.py') ? ended(0, { stdout: FASTAPI.lock }) : ended(0);
  });
  const said = { out: '', err: '' };
  const start = (...args: string[]) =>
    prepare(args, {
      root,
      run,
      out: lines((text) => {
        said.out += text;
      }),
      err: lines((text) => {
        said.err += text;
      }),
    });
  return { root, calls, failures, said, start };
}

describe('npm start', () => {
  test('does all stages and says what it wrote and what comes next', async () => {
    const { root, said, start } = repository();
    expect(await start()).toBe(0);
    expect(said.err).toBe('');
    const [, ...titles] = said.out.match(/^\[\d\/4\] .*$/gm) ?? [];
    expect(titles).toEqual([
      '[2/4] OpenAPI document of examples/fastapi-app',
      '[3/4] Lambda package of examples/fastapi-app',
      '[4/4] Terraform modules',
    ]);
    expect(said.out).toContain('      modules: 2 modules\n');
    expect(said.out.slice(said.out.indexOf('\nWritten:'))).toBe(
      [
        '',
        'Written:',
        '  examples/fastapi-app/openapi.json  new',
        '  modules/my-api/lambda.zip          0.0 MB, 4 files, new',
        '  modules/my-http-api/lambda.zip     the same',
        '  modules/                           my-api, my-http-api, rest-api',
        '',
        'Next:',
        '  terraform -chdir=examples/terraform init',
        '  terraform -chdir=examples/terraform apply',
        '',
      ].join('\n'),
    );
    const [first, second] = ['my-api', 'my-http-api'].map((name) =>
      readFileSync(join(root, 'modules', name, 'lambda.zip')),
    );
    expect(first?.length).toBeGreaterThan(0);
    expect(second?.equals(first ?? Buffer.alloc(0))).toBe(true);
  });

  test('has nothing to do the second time', async () => {
    const { said, start } = repository();
    await start();
    said.out = '';
    expect(await start()).toBe(0);
    expect(said.out).toContain('examples/fastapi-app/.venv/bin/python, unchanged');
    expect(said.out).toContain('openapi.json, unchanged');
    expect(said.out).toContain('0.0 MB, 4 files, unchanged');
  });

  test('runs the synth as a process of its own, in the repository', async () => {
    const { root, calls, start } = repository();
    await start();
    const synth = calls.find(({ command }) => command === process.execPath);
    expect(synth?.args).toEqual(['--import', 'tsx', join(root, 'src/main.ts')]);
    expect(synth?.options?.cwd).toBe(root);
  });

  test('says which stage failed and why, without a stack', async () => {
    const { failures, said, start } = repository();
    failures.export =
      'ImportError: no\nexport_openapi: cannot import app.main: ImportError: no (app/main.py:1)\n';
    expect(await start()).toBe(1);
    expect(said.out).toMatch(
      /\[2\/4\] OpenAPI document of examples\/fastapi-app\n {6}failed after \d+\.\d s\n$/,
    );
    expect(said.err).toContain('cannot import app.main: ImportError: no (app/main.py:1)');
    expect(said.err).not.toMatch(/^\s+at /m);
  });

  test('shows the stack with TERRAGATE_DEBUG=1', async () => {
    process.env.TERRAGATE_DEBUG = '1';
    const { failures, said, start } = repository();
    failures.synth = 'it broke';
    expect(await start()).toBe(1);
    expect(said.err).toMatch(/^\s+at /m);
  });

  test('fails when the synth fails, or is not there', async () => {
    const broken = repository();
    broken.failures.synth = 'it broke';
    expect(await broken.start()).toBe(1);
    expect(broken.said.err).toContain('src/main.ts: it ended with exit code 1');
    const incomplete = repository({ main: false });
    expect(await incomplete.start()).toBe(1);
    expect(incomplete.said.err).toContain('src/main.ts: there is no such file, and it writes the modules');
  });
});

describe('one stage alone', () => {
  test('openapi writes only the document', async () => {
    const { root, said, start } = repository();
    expect(await start('openapi')).toBe(0);
    expect(said.out).toContain('[1/1] OpenAPI document');
    expect(existsSync(join(root, 'examples/fastapi-app/openapi.json'))).toBe(true);
    expect(existsSync(join(root, 'modules'))).toBe(false);
  });

  test('bundle writes only the packages of the modules', async () => {
    const { root, start } = repository();
    expect(await start('bundle')).toBe(0);
    expect(existsSync(join(root, 'modules/my-http-api/lambda.zip'))).toBe(true);
    expect(existsSync(join(root, 'examples/fastapi-app/openapi.json'))).toBe(false);
  });

  test('bundle takes another platform and another file', async () => {
    const { root, calls, start } = repository();
    const out = join(dirname(root), `${root}-out.zip`);
    expect(await start('bundle', '--architecture', 'x86_64', '--python-version', '3.12', '--out', out)).toBe(
      0,
    );
    expect(existsSync(out)).toBe(true);
    expect(existsSync(join(root, 'modules'))).toBe(false);
    expect(calls.find(({ args }) => args.includes('download'))?.args).toEqual(
      expect.arrayContaining(['manylinux2014_x86_64', '3.12', 'cp312']),
    );
  });

  test('bundle refuses what Lambda does not have', async () => {
    const { said, start } = repository();
    expect(await start('bundle', '--architecture', 'x86')).toBe(1);
    expect(said.err).toContain('architecture: not an architecture of Lambda');
  });
});

describe('wrong usage', () => {
  test.each([
    [['bundel'], 'There is no command "bundel": did you mean "bundle"?'],
    [['openapi', 'bundle'], '"bundle" is one word too many'],
    [['bundle', '--arch', 'arm64'], '--arch'],
    [['openapi', '--out', 'x'], '--architecture, --python-version and --out belong to the command "bundle"'],
  ])('%j ends with exit code 2 and the usage', async (args, message) => {
    const { calls, said, start } = repository();
    expect(await start(...args)).toBe(2);
    expect(said.err).toContain(message);
    expect(said.err).toContain('npm run bundle -- [--architecture arm64|x86_64]');
    expect(calls).toEqual([]);
  });

  test('is not asking for help', async () => {
    const { said, start } = repository();
    expect(await start('--help')).toBe(0);
    expect(said.out).toContain('npm start');
  });

  test('is not a folder that is no repository', async () => {
    let err = '';
    const output = lines((text) => {
      err += text;
    });
    expect(await prepare([], { root: project(), err: output })).toBe(1);
    expect(err).toContain('examples/fastapi-app: there is no such folder');
  });
});
