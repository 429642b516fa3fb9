import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliProject, type Running } from '../support/cli';
import { describeWithTools } from '../support/tools';

const MINUTES = 60_000;

/** Asks until the answer holds a text; fails with the last answer. */
async function until(url: string, text: string): Promise<void> {
  let last = '';
  for (const end = Date.now() + 30_000; Date.now() < end; await sleep(50)) {
    last = await fetch(url).then(
      async (answer) => `${answer.status} ${await answer.text()}`,
      (error: Error) => error.message,
    );
    if (last.includes(text)) return;
  }
  throw new Error(`no "${text}" at ${url}, but ${last}`);
}

async function urlOf(running: Running): Promise<string> {
  await running.said(/http:\/\/localhost:\d+\/ /);
  return /http:\/\/localhost:\d+\//.exec(running.output())?.[0] ?? '';
}

describeWithTools('terragate dev', ['python3.13'], () => {
  const project = new CliProject('developed');
  const main = `import os
from fastapi import FastAPI
app = FastAPI()
@app.get("/")
def name() -> str: return os.environ["LOCAL_DEV"] + " one"
def create() -> FastAPI:
    made = FastAPI(docs_url=None)
    made.get("/")(lambda: "made")
    return made
`;
  const write = (text: string) => project.workspace.write('app/app/main.py', text);
  /** Saves until it was seen: without watchfiles uvicorn does not see what is saved in its first quarter of a second. */
  const saveUntil = async (text: string, seen: Promise<void>) => {
    let over = false;
    const ended = seen.finally(() => {
      over = true;
    });
    for (; !over; await Promise.race([ended, sleep(2000)])) write(text);
    await ended;
  };
  const settings = (more: object = {}) =>
    project.settings({ name: 'shop', app: 'app', root: 'infra', ...more });

  beforeEach(() => {
    settings();
    write(main);
  });
  afterEach(async () => {
    for (const { pid } of project.processes()) process.kill(pid, 'SIGKILL');
  });

  test(
    'serves the app, loads it again, outlives a mistake in it, and leaves nothing behind after Ctrl-C',
    async () => {
      const running = project.start(['dev']);
      const url = await urlOf(running);
      expect(running.output()).toMatch(
        /^\$ LOCAL_DEV=true .*python -m uvicorn app\.main:app --host 127\.0\.0\.1/m,
      );
      expect(running.output()).toContain(`  shop   ${url}   docs ${url}docs   Ctrl-C ends it\n`);
      await until(url, '200 "true one"');

      write(`${main}def (\n`);
      await running.said(/SyntaxError/);
      expect(running.child.exitCode).toBeNull();
      await saveUntil(main.replace('one', 'two'), until(url, '200 "true two"'));

      running.child.kill('SIGINT');
      expect(await running.ended).toMatchObject({ code: 130, signal: null });
      expect(project.processes()).toEqual([]);
    },
    2 * MINUTES,
  );

  test(
    'waits for an app that does not import, and says its address once it answers',
    async () => {
      write('import nothing_of_that_name\napp = 1\n');
      const running = project.start(['dev']);
      await running.said("ModuleNotFoundError: No module named 'nothing_of_that_name'");
      expect(running.output()).not.toContain('http://localhost');

      await saveUntil(main, running.said(/http:\/\/localhost:\d+\/ /));
      await until(await urlOf(running), '200 "true one"');
      running.child.kill('SIGTERM');
      expect((await running.ended).code).toBe(130);
      expect(project.processes()).toEqual([]);
    },
    2 * MINUTES,
  );

  test(
    'serves the app of a factory, without docs where it has none, and gives the result as JSON',
    async () => {
      settings({ appObject: 'app.main:create()' });
      const running = project.start(['dev', '--json']);
      const url = await urlOf(running);
      await until(url, '200 "made"');
      expect(running.output()).not.toContain('/docs   ');

      running.child.kill('SIGINT');
      const { stdout, stderr } = await running.ended;
      expect(JSON.parse(stdout)).toEqual({
        command: expect.stringContaining('--factory'),
        exitCode: 130,
        url,
      });
      expect(stderr).toContain('Uvicorn running on');
    },
    2 * MINUTES,
  );

  test(
    'says that the port is in use, before anything is started',
    async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as { port: number };
      const done = await project.run(['dev', '--port', String(port)]);
      server.close();

      expect(done).toMatchObject({ code: 1, stdout: '' });
      expect(done.stderr).toContain(`--port: port ${port} is in use by another program\n  fix: `);
    },
    MINUTES,
  );
});

describeWithTools('the tools of a project', ['python3.13'], () => {
  const project = new CliProject('checked');
  const write = (path: string, text: string) => project.workspace.write(`tool/${path}`, text);
  const good = 'def double(number: int) -> int:\n    return 2 * number\n';
  const pyproject =
    '[project]\nname = "tool"\nversion = "0.1.0"\n\n[tool.pytest.ini_options]\npythonpath = ["."]\n';

  beforeAll(() => {
    project.settings({ name: 'tool', app: 'tool', root: 'infra' });
    write(
      'requirements-dev.lock',
      'coverage==7.17.3\nmypy==2.4.1\npytest==9.2.0\npytest-cov==7.1.0\nruff==0.17.6\n',
    );
    write(
      'test_tool.py',
      'from tool import double\n\n\ndef test_double() -> None:\n    assert double(2) == 4\n',
    );
  });
  beforeEach(() => {
    write('pyproject.toml', pyproject);
    write('tool.py', good);
  });

  test(
    'are run in its environment, which is made first',
    async () => {
      const done = await project.run(['test', '--', '-q']);

      expect(done).toMatchObject({ code: 0 });
      expect(done.stdout).toMatch(/^\$ .*python -m pytest --cov -q$/m);
      expect(done.stdout).toMatch(/1 passed/);
      expect(done.stdout).toMatch(/^tool\.py +2 +0 +100%$/m);
    },
    5 * MINUTES,
  );

  test(
    'fail the command, with their output, and with their code in its result',
    async () => {
      write('tool.py', 'def double(number: int) -> int:\n    return "2"*number\n');
      const [tested, linted, checked] = [
        await project.run(['test', '--quiet']),
        await project.run(['lint', '--json']),
        await project.run(['typecheck']),
      ];

      expect(tested).toMatchObject({ code: 1, stdout: '' });
      expect(tested.stderr).toContain('FAILED test_tool.py::test_double');
      expect(linted.code).toBe(1);
      expect(JSON.parse(linted.stdout)).toEqual({
        command: expect.stringMatching(/ruff check \.; .*ruff format --check \.$/),
        exitCode: 1,
      });
      expect(linted.stderr).toContain('1 file would be reformatted');
      expect(checked).toMatchObject({ code: 1, stderr: '' });
      expect(checked.stdout).toMatch(
        /\$ .*python -m mypy \.\ntool\.py:2: error: Incompatible return value type/,
      );
    },
    2 * MINUTES,
  );

  test(
    'correct the files where they can',
    async () => {
      write('tool.py', `import os\n${good.replace('2 * number', '2*number')}`);

      expect(await project.run(['lint', '--fix'])).toMatchObject({ code: 0 });
      expect(readFileSync(project.workspace.at('tool/tool.py'), 'utf8').trim()).toBe(good.trim());
      expect(await project.run(['lint'])).toMatchObject({ code: 0 });
      expect(await project.run(['typecheck', '--quiet'])).toMatchObject({ code: 0, stdout: '', stderr: '' });
    },
    2 * MINUTES,
  );

  test(
    'name the mistake in a broken pyproject.toml, and its place',
    async () => {
      write('pyproject.toml', '[project\nname = 1\n');
      const [tested, linted] = [await project.run(['test']), await project.run(['lint'])];

      for (const { code, stdout, stderr } of [tested, linted]) {
        expect(code).toBe(1);
        expect(stdout + stderr).toContain('pyproject.toml');
        expect(stdout + stderr).not.toMatch(/Traceback|\n\s+at /);
      }
    },
    2 * MINUTES,
  );
});
