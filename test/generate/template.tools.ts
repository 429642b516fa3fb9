import { execFile } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type AppOptions, appFiles } from '../../src/generate/template/sets';
import { ensureTool, pythonEnvironment } from '../../src/python';
import { describeWithPython } from '../bundle/real-python';
import { describeWithTools, requireTool } from '../support/tools';
import { REPOSITORY, Workspace } from '../support/workspace';

jest.setTimeout(300_000);

const ROOT = '1-5759e988-bd862e3fe1be46a994272793';

const MINIMAL = (['adapter', 'mangum'] as const).map(
  (handler) => ({ handler, auth: 'None', computeType: 'rest-api', minimal: true }) as const,
);
const FULL = (['adapter', 'mangum'] as const).flatMap((handler) => [
  { handler, auth: 'None', computeType: 'rest-api' } as const,
  ...(['IAM', 'Cognito'] as const).flatMap((auth) =>
    (['rest-api', 'http-api'] as const).map((computeType) => ({ handler, auth, computeType })),
  ),
]);
const VARIATIONS: readonly AppOptions[] = [...FULL, ...MINIMAL];

/** Runs a program of the templates' environment; its output when it fails is the error. */
async function python(project: string, ...args: string[]): Promise<string> {
  const path = await environment();
  const env = { ...pythonEnvironment(), PATH: `${dirname(path)}:${process.env.PATH}` };
  const options = { cwd: project, env, maxBuffer: 1 << 26 };
  const { stdout } = await promisify(execFile)(path, args, options).catch((error) => {
    throw new Error(`${args.join(' ')} in ${project}:\n${error.stdout}${error.stderr}`);
  });
  return stdout;
}

/** What `pyproject.toml` of the templates asks for, the group `dev` and Mangum with it. */
function environment(): Promise<string> {
  return ensureTool({
    name: 'template',
    lock: join(__dirname, 'template-requirements.lock'),
    pythons: ['3.13', '3.12', '3.11'],
    progress: (line) => console.log(line),
  });
}

describeWithPython()('the Python files of a new project', () => {
  const workspace = new Workspace('template');
  const nameOf = (options: AppOptions) =>
    Object.entries(options)
      .flatMap(([name, value]) => (value === true ? name : value))
      .join(' ')
      .toLowerCase();

  /** The project in a folder of its own, with the names of the templates. */
  function made(options: AppOptions): string {
    const folder = nameOf(options).replaceAll(' ', '-');
    for (const [path, template] of appFiles(options))
      workspace.write(join(folder, path), readFileSync(template), path === 'run.sh' ? 0o755 : 0o644);
    return workspace.at(folder);
  }

  beforeAll(environment);

  test('have tests that pass and reach every line, two variations at a time', async () => {
    const waiting = [...VARIATIONS];
    const failures: string[] = [];
    const lane = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const all = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', '--cov=my_api', '--cov-fail-under=100'];
        await python(made(next), ...all).catch((error: Error) => failures.push(error.message));
      }
    };
    await Promise.all([lane(), lane()]);
    expect(failures).toEqual([]);
  });

  test('are as ruff wants them', async () => {
    for (const options of VARIATIONS) made(options);
    await python(workspace.path, '-m', 'ruff', 'check', '--no-cache', '-q', '.');
    await python(workspace.path, '-m', 'ruff', 'format', '--no-cache', '-q', '--check', '.');
  });

  test('have the types that mypy finds', async () => {
    // One after another: each takes over what the one before found out about the packages
    for (const options of VARIATIONS)
      await python(made(options), '-m', 'mypy', '--cache-dir', workspace.at('mypy'));
  });

  test.each(
    VARIATIONS.filter(({ computeType }) => computeType === 'rest-api').map(
      (one) => [nameOf(one), one] as const,
    ),
  )('have the document that both scripts export (%s)', async (_, options) => {
    const project = made(options);
    const exporter = join(REPOSITORY, 'src/bundle/export_openapi.py');
    await python(project, exporter, '--app', 'my_api.main:app', '--out', 'exported.json');
    const text = (name: string) => readFileSync(join(project, name), 'utf8');
    expect(text('openapi.json')).toBe(text('exported.json'));
    if (options.minimal) return; // has no script of its own
    await python(project, 'scripts/generate_open_api.py', 'docs/own.json');
    expect(text('docs/own.json')).toBe(text('exported.json'));
  });

  test('have a document that is valid in the version of OpenAPI that it names', async () => {
    const documents = [...new Set(VARIATIONS.map((one) => appFiles(one).get('openapi.json') ?? ''))];
    const streams = documents.filter((path) => readFileSync(path, 'utf8').includes('application/jsonl'));
    expect(streams).not.toEqual([]);
    await python(workspace.path, '-m', 'openapi_spec_validator', ...documents);
  });

  test('have the same document for both kinds of API and both handlers', () => {
    const texts = (auth: string) =>
      new Set(FULL.filter((one) => one.auth === auth).map((one) => appFiles(one).get('openapi.json')));
    expect(['None', 'IAM', 'Cognito'].map((auth) => texts(auth).size)).toEqual([1, 1, 1]);
  });

  describeWithTools('behind the Lambda Web Adapter', ['lambda-adapter'], () => {
    test('trace, count and log each invocation by itself', async () => {
      const trace = (parent: number, sampled = 1) =>
        `Root=${ROOT};Parent=53995c3f42cd8ad${parent};Sampled=${sampled}`;
      const events = [
        { path: '/echo?message=a', trace: trace(1) },
        { path: '/echo?message=b', trace: trace(2) },
        { path: '/echo?message=c', trace: trace(3, 0) },
        { path: '/countdown?start=1', trace: trace(4) },
      ];
      const project = made({ handler: 'adapter', auth: 'None', computeType: 'rest-api' });
      // of its package
      for (const name of ['terragate_asgi.py', 'terragate_prefix.py'])
        copyFileSync(join(REPOSITORY, 'src/bundle', name), join(project, name));
      const adapter = requireTool('lambda-adapter').path;
      const script = join(__dirname, 'template/invoke_adapter.py');
      const { answers, documents, output } = JSON.parse(
        await python(project, script, adapter, project, JSON.stringify(events)),
      ) as { answers: string[]; documents: Record<string, unknown>[]; output: string[] };

      expect(answers.map((answer) => answer.split('\0').at(-1))).toEqual([
        '{"message":"a"}',
        '{"message":"b"}',
        '{"message":"c"}',
        '{"remaining":1}\n{"remaining":0}\n',
      ]);
      const requests = documents.filter(({ name }) => name === '## MyApi');
      expect(requests).toMatchObject(
        [1, 2, 4].map((parent) => ({ trace_id: ROOT, parent_id: `53995c3f42cd8ad${parent}` })),
      );
      const methods = documents.filter(({ name }) => name === '## my_api.main.echo');
      expect(methods.map((one) => one.parent_id)).toEqual(requests.slice(0, 2).map(({ id }) => id));

      // No line of the requests by which the adapter waits for the app
      const lines = output.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
      const counted = lines.filter((line) => '_aws' in line);
      expect(counted.map((line) => [line.route, line.ColdStart])).toEqual([
        ['GET /echo', [1]],
        ['GET /echo', undefined],
        ['GET /echo', undefined],
        ['GET /countdown', undefined],
      ]);
      const logged = lines.filter((line) => 'cold_start' in line && 'level' in line);
      expect(logged.map((line) => line.cold_start)).toEqual([true, false, false, false]);
      // The server's lines have the same form
      expect(output.filter((line) => line.includes('Uvicorn running'))).toEqual([
        expect.stringMatching(/^\{"level":"INFO",.*"message":"Uvicorn running on /),
      ]);
      expect(new Set(logged.map((line) => line.xray_trace_id))).toEqual(new Set([ROOT]));
      expect(logged.map((line) => line.function_request_id.at(-1))).toEqual(['0', '1', '2', '3']);
    });
  });
});
