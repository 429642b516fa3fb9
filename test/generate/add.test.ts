import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import type { FindingKind, Observed } from '../../src/bundle';
import { addProblems, addProject, type GivenAddOptions } from '../../src/generate';
import { packOwnPackage } from '../../src/generate/own-package';
import { readProject } from '../../src/project';
import { Workspace } from '../support/workspace';
import { NOTHING_OBSERVED } from './observed';

const DOCUMENT = JSON.stringify({
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1' },
  paths: { '/orders': { get: { operationId: 'list_orders', responses: { 200: { description: 'ok' } } } } },
});

describe('adding to an app that exists', () => {
  beforeAll(packOwnPackage, 120_000);

  const workspace = new Workspace('add');
  let exported: unknown[];

  beforeEach(() => {
    exported = [];
  });

  const exportDocument = async (_: string, options: { out?: string } = {}) => {
    exported.push(options);
    writeFileSync(options.out ?? '', DOCUMENT);
    return NOTHING_OBSERVED;
  };
  const layout = (name: string, copy: string) => {
    workspace.copy(`test/fixtures/layouts/${name}`, copy);
    return workspace.at(copy);
  };
  const add = (cwd: string, options: GivenAddOptions = {}, dryRun = false) =>
    addProject(options, { cwd, dryRun, exportDocument });
  const state = (folder: string) =>
    Object.fromEntries(
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .map((path) => [relative(folder, path), readFileSync(path, 'utf8')]),
    );

  it.each([
    ['single-file', 'single-file', { appObject: 'main:app', handler: 'run.sh', pythonVersion: '3.13' }],
    ['package-with-routers', 'library-service', { appObject: 'app.main:app', handler: 'run-lambda.sh' }],
    [
      'app-factory',
      'shop',
      { appObject: 'shop.main:create_app()', pythonPath: 'src', pythonVersion: '3.12' },
    ],
  ])('writes new files only, into %s', async (name, called, settings) => {
    const folder = layout(name, name);
    const before = state(folder);
    const dry = await add(folder, {}, true);
    expect(state(folder)).toEqual(before);

    const made = await add(folder);
    const after = state(folder);
    expect(made).toEqual(dry);
    expect(after).toMatchObject(before);
    expect(Object.keys(after).sort()).toEqual([...Object.keys(before), ...made.files].sort());
    expect(readProject(folder)).toMatchObject({ name: called, ...settings });
    const { handler } = readProject(folder);
    expect(lstatSync(join(folder, handler)).mode & 0o111).toBe(0o111);
    expect(after[handler]).toContain('exec python -m uvicorn');
    expect(after['infra/main.tf']?.includes('handler')).toBe(handler !== 'run.sh');
    expect(after['openapi.json']).toBe(DOCUMENT);
  });

  it('starts a factory from the folder that it is imported from', () => {
    const script = readFileSync(workspace.at('app-factory/run.sh'), 'utf8');
    expect(script).toMatch(/shop\.main:create_app --factory\n[\s\S]*uvicorn "\$@" --app-dir src/);
  });

  it('does nothing when it was done', async () => {
    expect((await add(workspace.at('app-factory'))).files).toEqual([]);
  });

  it('names every file that is in the way, before the app is imported, and writes nothing', async () => {
    const folder = layout('single-file', 'in-the-way');
    writeFileSync(join(folder, 'terragate.json'), '{}');
    mkdirSync(join(folder, 'infra'));
    writeFileSync(join(folder, 'infra/main.tf'), '# mine\n');
    const before = state(folder);

    await expect(add(folder)).rejects.toThrow(
      /infra\/main\.tf: the file exists[\s\S]*terragate\.json: the file exists/,
    );
    expect(state(folder)).toEqual(before);
    expect(exported).toEqual([]);
  });

  describe('whose server is in an extra', () => {
    const withServer = (copy: string, table: string) => {
      const folder = layout('single-file', copy);
      for (const name of ['requirements.txt', 'requirements.lock'])
        rmSync(join(folder, name), { force: true });
      const main = '[project]\nname = "shop"\nversion = "1"\ndependencies = ["fastapi"]\n\n';
      writeFileSync(join(folder, 'pyproject.toml'), `${main}${table}\n`);
      return folder;
    };
    const EXTRA = '[project.optional-dependencies]\nserver = ["uvicorn[standard]>=0.3"]';

    it('refuses to go on without it, and writes nothing', async () => {
      const folder = withServer('server-apart', EXTRA);
      const before = state(folder);
      await expect(add(folder)).rejects.toThrow(
        /uvicorn, which starts the app in a function, is in the extra "server" alone[\s\S]*add --extra server/,
      );
      expect(state(folder)).toEqual(before);
    });

    it('installs it in the functions when asked', async () => {
      const folder = withServer('server-chosen', EXTRA);
      const { next } = await add(folder, { extra: ['server'] });
      expect(readProject(folder).packageChoice).toEqual({ groups: [], extras: ['server'] });
      expect(exported).toEqual([expect.objectContaining({ choice: { groups: [], extras: ['server'] } })]);
      expect(next.map(({ command }) => command)).not.toContain('uv add uvicorn');
    });

    it('names the command that adds it where only development has it', async () => {
      const folder = withServer('server-for-development', '[dependency-groups]\ndev = ["uvicorn"]');
      const { next } = await add(folder);
      expect(next.map(({ command }) => command)).toContain('uv add uvicorn');
    });

    it('takes the packages of an environment of Hatch, which is written into the settings', async () => {
      const folder = withServer('hatch', '[tool.hatch.envs.serve]\ndependencies = ["uvicorn"]');
      const { next } = await add(folder, { hatchEnvironment: 'serve' });
      expect(readProject(folder).packageChoice).toMatchObject({ environment: 'serve' });
      expect(exported).toEqual([
        expect.objectContaining({ choice: expect.objectContaining({ environment: 'serve' }) }),
      ]);
      expect(next.map(({ command }) => command)).not.toContain('uv add uvicorn');
    });

    it('takes no name for an option of a tool', () => {
      expect(addProblems({ group: ['aws'], extra: ['--index-url'], hatchEnvironment: '--all' })).toEqual([
        expect.objectContaining({ where: '--extra', got: '--index-url' }),
        expect.objectContaining({ where: '--hatch-environment', got: '--all' }),
      ]);
    });
  });

  it('writes nothing when the app does not import', async () => {
    const folder = layout('single-file', 'broken');
    const before = state(folder);
    const broken = addProject(
      {},
      {
        cwd: folder,
        exportDocument: async () => {
          throw new Error('it does not import');
        },
      },
    );
    await expect(broken).rejects.toThrow('it does not import');
    expect(state(folder)).toEqual(before);
    expect(existsSync(join(folder, '.venv'))).toBe(false);
  });

  it('writes nothing after Ctrl-C', async () => {
    const folder = layout('single-file', 'halted');
    const before = state(folder);
    const halted = addProject({}, { cwd: folder, exportDocument, signal: AbortSignal.abort() });
    await expect(halted).rejects.toThrow(/abort/i);
    expect(state(folder)).toEqual(before);
  });

  it('names all mistakes of the options at once', async () => {
    const folder = workspace.at('empty');
    mkdirSync(folder);
    await expect(add(folder, { name: 'Shop', auth: 'key' })).rejects.toThrow(
      /nothing says which packages[\s\S]*--name: ".*" is not a name[\s\S]*--auth: --auth does not take/,
    );
  });

  it('names the folder below that says which packages the app needs', async () => {
    workspace.write('repository/web/package.json', '{}');
    workspace.write('repository/node_modules/a/setup.py', '');
    workspace.write('repository/my api/requirements.txt', 'fastapi==1\n');
    const folder = workspace.at('repository');
    await expect(add(folder)).rejects.toThrow(
      /nothing says which packages[\s\S]*fix: +my api has one: terragate add --cwd '.*my api'$/,
    );
    workspace.write('repository/worker/uv.lock', '');
    await expect(add(folder)).rejects.toThrow(/my api'; so has worker$/);
  });

  it('writes a handler for Mangum that finds the app', async () => {
    const folder = layout('app-factory', 'with-mangum');
    const { next } = await add(folder, { handler: 'mangum' });
    const text = readFileSync(join(folder, 'lambda_handler.py'), 'utf8');
    expect(text).toMatch(
      /"src"\)\)[\s\S]*from shop\.main import create_app[\s\S]*Mangum\(\s+BehindGateway\(create_app\(\), access_log=True\),\s+custom_handlers=\[EventHandler\],\s+\)/,
    );
    expect(readProject(folder).handler).toBe('lambda_handler.handler');
    expect(next[0]?.command).toBe('uv add mangum');
  });

  describe('where API Gateway can not hold an operation', () => {
    const document = (prefix: string) =>
      JSON.stringify({
        openapi: '3.1.0',
        info: { title: 'Jobs', version: '1' },
        paths: Object.fromEntries(
          ['/health', `${prefix}/jobs/{job}:start`, `${prefix}/jobs/{job}:stop`, `${prefix}/jobs`].map(
            (path) => [path, { post: { operationId: path.replaceAll(/\W+/g, '_').slice(1) } }],
          ),
        ),
      });
    const addTo = (copy: string, prefix: string, options: GivenAddOptions) =>
      addProject(options, {
        cwd: layout('single-file', copy),
        exportDocument: async (_, options) => {
          writeFileSync(options?.out ?? '', document(prefix));
          return NOTHING_OBSERVED;
        },
      });
    const root = (copy: string, file = 'main.tf') => readFileSync(workspace.at(copy, 'infra', file), 'utf8');

    it.each([
      ['routes-proxy', '', { integrationPattern: 'isolated' }],
      ['routes-http', '/{team}', { computeType: 'http-api', integrationPattern: 'isolated' }],
    ])('a shared function serves it beside isolated ones: %s', async (copy, prefix, options) => {
      const { notes } = await addTo(copy, prefix, options);
      expect(root(copy)).toMatch(/integration_pattern += "isolated"\n +routes += "proxy"/);
      expect(notes[0]).toBe(
        '2 operations can not have routes in API Gateway: they have no function of their own, and a shared one serves them (routes = "proxy")',
      );
      expect(notes).toHaveLength(3);
      expect((await addTo(copy, prefix, options)).files).toEqual([]);
    });

    it('it is left out where isolated functions are asked for and can not be beside one for all', async () => {
      const isolated = { integrationPattern: 'isolated' };
      const { notes } = await addTo('routes-off', '/{team}', isolated);
      expect(root('routes-off')).toContain(`
  operations = {
    "team_jobs_job_start" = { enabled = false }
    "team_jobs_job_stop"  = { enabled = false }
  }
`);
      expect(notes[0]).toContain('left out');
      await addTo('routes-off-stack', '/{team}', { ...isolated, iac: 'typescript' });
      expect(root('routes-off-stack', 'stack.ts')).toContain(`.withOperationOptions({
          teamJobsJobStart: { enabled: false },
          teamJobsJobStop: { enabled: false },
        })`);
    });

    it('nothing but a word is needed, since one function serves all', async () => {
      const { notes, files } = await addTo('routes-word', '/{team}', {});
      expect(root('routes-word')).toMatch(/integration_pattern += "shared"/);
      expect(files).not.toContain('infra/package.tf');
      expect(root('routes-word')).not.toMatch(/^ +routes +=|\benabled = false/m);
      expect(notes[0]).toContain('the shared function serves them');
    });
  });

  it.each([
    ['rest-api', true],
    ['http-api', false],
  ])('leaves the checks of requests to the app: %s', async (computeType, said) => {
    const folder = layout('single-file', `checks-${computeType}`);
    await add(folder, { computeType });
    const root = readFileSync(join(folder, 'infra/main.tf'), 'utf8');
    expect(/^ +request_validation = "NONE"$/m.test(root)).toBe(said);
    const stack = layout('single-file', `checks-${computeType}-stack`);
    await add(stack, { computeType, iac: 'typescript' });
    const text = readFileSync(join(stack, 'infra/stack.ts'), 'utf8');
    expect(/^ +requestValidation: 'NONE',$/m.test(text)).toBe(said);
  });

  it.each([
    ['.python-version', '3.12\n', '3.12'],
    ['Dockerfile', 'FROM --platform=linux/arm64 docker.io/library/python:3.11-slim AS base\n', '3.11'],
    ['pyproject.toml', '[project]\nrequires-python = ">=3.11,<3.13"\n', '3.12'],
    ['pyproject.toml', '[tool.poetry.dependencies]\npython = "~3.11"\n', '3.11'],
    ['Pipfile', '[requires]\npython_version = "3.14"\n', '3.14'],
    ['setup.cfg', '[options]\npython_requires = >=3.14\n', '3.14'],
  ])('takes the Python that %s asks for, and says so', async (file, text, version) => {
    const folder = layout('single-file', `python-${file}-${version}`);
    writeFileSync(join(folder, file), text);
    const { notes } = await add(folder);
    expect(readProject(folder).pythonVersion).toBe(version);
    expect(notes[0]).toMatch(new RegExp(`^functions run with Python ${version}: ${file} says `));
    const other = layout('single-file', `asked-${file}-${version}`);
    writeFileSync(join(other, file), text);
    expect((await add(other, { pythonVersion: '3.13' })).notes).toEqual([]);
    expect(readProject(other).pythonVersion).toBe('3.13');
    expect(exported).toMatchObject([{ pythonVersion: version }, { pythonVersion: '3.13' }]);
  });

  it('asks who guards an app that has a login of its own, and writes nothing before', async () => {
    const folder = layout('single-file', 'own-login');
    const before = state(folder);
    const document = JSON.parse(DOCUMENT);
    document.components = { securitySchemes: { OAuth2PasswordBearer: { type: 'oauth2', flows: {} } } };
    const exportDocument = async (_: string, { out = '' }: { out?: string } = {}) => {
      writeFileSync(out, JSON.stringify(document));
      return NOTHING_OBSERVED;
    };
    await expect(addProject({}, { cwd: folder, exportDocument })).rejects.toThrow(
      /^--auth: main:app has a login of its own \(OAuth2PasswordBearer\)[\s\S]*--auth None leaves it to the app/,
    );
    // Behind a function URL, the header of the login is the signature's
    const url = { computeType: 'function-url' };
    await expect(addProject(url, { cwd: folder, exportDocument })).rejects.toThrow(
      /^--compute-type: main:app has a login of its own \(OAuth2PasswordBearer\)[\s\S]*allowed: rest-api, http-api/,
    );
    const open = await addProject({ ...url, auth: 'None' }, { cwd: folder, exportDocument, dryRun: true });
    expect(open.notes.join()).toContain('nobody can log in there by it');
    expect(state(folder)).toEqual(before);
    await addProject({ auth: 'None' }, { cwd: folder, exportDocument });
    expect(readFileSync(join(folder, 'infra/main.tf'), 'utf8')).toMatch(/auth += "NONE"/);
  });

  it('says what callers miss: WebSockets, and what no document holds where functions are isolated', async () => {
    const unlisted: Observed['unlisted'] = [
      { kind: 'route', path: '/docs', methods: ['GET'] },
      { kind: 'mount', path: '/static' },
      { kind: 'websocket', path: '/live' },
    ];
    const exportDocument = async (_: string, options: { out?: string } = {}) => {
      writeFileSync(options.out ?? '', DOCUMENT);
      return { ...NOTHING_OBSERVED, unlisted };
    };
    const notes = async (copy: string, options: GivenAddOptions) =>
      (await addProject(options, { cwd: layout('single-file', copy), exportDocument })).notes;
    const socket =
      '/live: a REST API of API Gateway carries no WebSocket, and answers 403 or 404 there; a streamed GET (SSE) or a container can do instead: docs/lambda.md#websockets';
    expect(await notes('unlisted-shared', {})).toEqual([socket]);
    expect(await notes('unlisted-isolated', { integrationPattern: 'isolated' })).toEqual([
      socket,
      '/docs, /static: no route leads there, since openapi.json does not hold them; --integration-pattern shared serves them',
    ]);
  });

  describe('with files that the user keeps', () => {
    const withOwn = (copy: string, text = DOCUMENT) => {
      const folder = layout('single-file', copy);
      writeFileSync(join(folder, 'api.yaml'), text);
      return folder;
    };

    it('takes a document in place of an import, and leaves it alone', async () => {
      const folder = withOwn(
        'own-document',
        'openapi: 3.1.0\ninfo: { title: Shop, version: "1" }\npaths:\n  /orders: { get: { operationId: list_orders } }\n',
      );
      const before = state(folder);
      const openapi = join(folder, 'api.yaml');
      const dry = await add(folder, { openapi }, true);
      expect(state(folder)).toEqual(before);
      const made = await add(folder, { openapi });
      expect(made).toEqual(dry);
      expect(exported).toEqual([]);
      expect(state(folder)).toMatchObject(before);
      expect(made.files).not.toContain('openapi.json');
      expect(made.notes).toEqual([
        expect.stringMatching(/^api\.yaml stays as it is, and the app is not imported/),
      ]);
      expect(readProject(folder).openapi).toBe(openapi);
      expect(Object.values(state(join(folder, 'infra/modules'))).join()).toContain('list_orders');
      expect((await add(folder, { openapi })).files).toEqual([]);
    });

    it.each([
      ['no document', 'title: Shop\n', /api\.yaml.*OpenAPI[\s\S]*fix: /],
      ['a broken one', '{"openapi": "3.1.0",', /api\.yaml:1:\d+: the document is not valid JSON[\s\S]*fix: /],
    ])('says where and why a file is %s, and writes nothing', async (name, text, message) => {
      const folder = withOwn(name, text);
      const before = state(folder);
      await expect(add(folder, { openapi: join(folder, 'api.yaml') })).rejects.toThrow(message);
      expect(state(folder)).toEqual(before);
    });

    it('says that a document is not there, and what has a name like it', async () => {
      const folder = withOwn('missing-document');
      await expect(add(folder, { openapi: join(folder, 'api.yml') })).rejects.toThrow(
        /api\.yml: the document does not exist \(did you mean "api\.yaml"\?\)/,
      );
    });

    it('asks who guards the app as for one that is imported', async () => {
      const schemes = { components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } } };
      const folder = withOwn('own-guard', JSON.stringify({ ...JSON.parse(DOCUMENT), ...schemes }));
      await expect(add(folder, { openapi: join(folder, 'api.yaml') })).rejects.toThrow(
        /a login of its own \(token\)/,
      );
    });

    it('hands variables to the import and keeps their file in the settings, their values nowhere', async () => {
      const folder = layout('single-file', 'variables');
      writeFileSync(join(folder, 'import.env'), 'TOKEN=open-sesame\n');
      const envFile = join(folder, 'import.env');
      await add(folder, { envFile });
      expect(exported).toEqual([expect.objectContaining({ envFile })]);
      expect(readProject(folder).envFile).toBe(envFile);
      const holding = Object.entries(state(folder)).filter(([, text]) => text.includes('open-sesame'));
      expect(holding.map(([name]) => name)).toEqual(['import.env']);
    });

    it('takes one of the two, and a file that is there', async () => {
      const folder = withOwn('both');
      const both = { openapi: join(folder, 'api.yaml'), envFile: join(folder, '.env') };
      expect(addProblems(both)).toEqual([expect.objectContaining({ where: '--env-file' })]);
      await expect(add(folder, { envFile: both.envFile })).rejects.toThrow(
        /\.env: the file with variables .* not exist/,
      );
      expect(exported).toEqual([]);
    });
  });

  it.each([
    ['terraform', 'infra/main.tf'],
    ['typescript', 'infra/stack.ts'],
  ])(
    'names the variables that the function lacks, without those of Lambda and the module: %s',
    async (iac, place) => {
      const exportDocument = async (_: string, options: { out?: string } = {}) => {
        writeFileSync(options.out ?? '', DOCUMENT);
        const read = (set: boolean, ...names: string[]) => names.map((name) => ({ name, set }));
        const variables = [
          ...read(true, 'AWS_REGION', 'DB_URL', 'PORT', 'TOKEN'),
          ...read(false, 'AWS_BUCKET', 'LEVEL'),
        ];
        return { ...NOTHING_OBSERVED, variables, envFiles: ['.env'], appeared: ['logs'] };
      };
      const { notes } = await addProject(
        { iac },
        { cwd: layout('single-file', `reads-${iac}`), exportDocument },
      );
      expect(notes).toEqual([
        `the app reads DB_URL, TOKEN, set on this machine or in .env, and not in the function: set them by env in ${place}`,
        'the app reads AWS_BUCKET, LEVEL too, set nowhere: it starts without',
        'the import of the app made logs in its folder, which stays',
      ]);
    },
  );

  it('names what Lambda does in another way, a line for each kind', async () => {
    const exportDocument = async (_: string, options: { out?: string } = {}) => {
      writeFileSync(options.out ?? '', DOCUMENT);
      const places = (kind: FindingKind, ...lines: number[]) =>
        lines.map((line) => ({ kind, file: 'main.py', line, code: '', page: '' }));
      const findings = [...places('sqlite', 1), ...places('websocket', 2), ...places('memory', 3, 9)];
      return { ...NOTHING_OBSERVED, findings };
    };
    const { notes } = await addProject({}, { cwd: layout('single-file', 'findings'), exportDocument });
    expect(notes).toEqual([
      'SQLite can not be written outside /tmp, and there each environment has its own: main.py:1',
      'state in memory is that of one environment, and ends with it: main.py:3, main.py:9',
      'terragate inspect --app says what to do about it',
    ]);
  });

  it('names the folder that it may not write', async () => {
    if (process.getuid?.() === 0) return; // who may write everywhere
    const folder = layout('single-file', 'read-only');
    chmodSync(folder, 0o500);
    await expect(add(folder)).rejects.toThrow(/it could not be written/);
    chmodSync(folder, 0o700);
  });
});
