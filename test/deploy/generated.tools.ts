import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Down, Status, Up } from '../../src/deploy';
import { CommandLine, until } from '../support/cli';
import { GeneratedProject, type MadeAsJson } from '../support/generated';
import { describeWithTools } from '../support/tools';
import { Workspace } from '../support/workspace';

const MINUTES = 60_000;

/** What `up` makes besides the files of a project. */
const MADE_BY_UP = (name: string) => [`infra/modules/${name}/lambda.zip`, 'uv.lock'];

// Two of a kind each: the defaults are lived through in test/docs, HTTP APIs in generated-aws.tools.ts
describeWithTools('a project on this machine', ['terraform', 'python3.13', 'lambda-adapter'], () => {
  const workspace = new Workspace('generated');
  const pets = ['--integration-pattern', 'shared', '--auth', 'cognito', '--handler', 'mangum'];

  describe.each([
    ['Terraform, one function, Cognito, Mangum', 'pets', pets, true],
    [
      'TypeScript, isolated functions, nobody asked, minimal',
      'shop',
      ['--iac', 'typescript', '--auth', 'none', '--handler', 'mangum', '--minimal'],
      false,
    ],
  ])('that is new: %s', (_, name, flags, authorized) => {
    const project = new GeneratedProject(workspace, name, flags);
    const stack = flags.includes('typescript');
    let url = '';

    afterAll(async () => {
      if (existsSync(project.folder)) await project.run(['down']);
    }, MINUTES);

    test(
      'is what the dry run listed',
      async () => {
        const { dryRun, ...listed } = await project.make('--dry-run');
        expect([dryRun, existsSync(project.folder)]).toEqual([true, false]);

        const made = await project.make();

        expect(made).toEqual(listed);
        expect([...project.files().keys()]).toEqual([...made.files].sort());
      },
      MINUTES,
    );

    if (stack) {
      test(
        'asks for its packages before it starts anything',
        async () => {
          const { code, stderr } = await project.run(['up']);

          expect([code, stderr]).toEqual([
            1,
            expect.stringMatching(
              /npm packages are not installed: [\s\S]*fix: +npm install --prefix infra\n$/,
            ),
          ]);
          expect(existsSync(join(project.folder, '.venv'))).toBe(false);
          project.installStack();
        },
        MINUTES,
      );
    }

    test(
      'answers after its first up, which locks its packages',
      async () => {
        const before = project.files();
        const up = await project.json<Up>('up');

        expect(up).toMatchObject({ project: name, changed: true, authorized });
        expect(up.functions).toEqual(stack ? ['shop-echo', 'shop-say-hello'] : ['pets']);
        url = up.apis[0]?.url ?? '';
        const title = `${name[0]?.toUpperCase()}${name.slice(1)}`;
        await until(url, `200 {"message":"Hello from ${title}!"}`);
        await until(`${url}pets/7`, stack ? '403' : '404');
        // As it is committed, so it stays
        const after = project.files();
        expect([...after].filter(([path, text]) => before.get(path) !== text).map(([path]) => path)).toEqual(
          MADE_BY_UP(name),
        );
      },
      4 * MINUTES,
    );

    test(
      'answers at a new route after the next up, and at the old ones',
      async () => {
        const before = project.files();
        project.addRoute();
        const up = await project.json<Up>('up');

        expect([up.changed, up.apis[0]?.url]).toEqual([true, url]);
        await until(`${url}pets/7`, '200 {"pet_id":7}');
        await until(`${url}echo?message=hello`, '200 {"message":"hello"}');
        const changed = [...project.files()].filter(([path, text]) => before.get(path) !== text);
        expect(changed.map(([path]) => path)).toEqual(
          expect.arrayContaining(['openapi.json', `infra/modules/${name}/operations.json`]),
        );
        for (const [path] of changed)
          expect(path).toMatch(new RegExp(`^(?:openapi\\.json|${name}/main\\.py|infra/modules/${name}/.*)$`));
      },
      3 * MINUTES,
    );

    test(
      'is described as it is',
      async () => {
        expect(await project.json<Status>('status')).toMatchObject({ running: true, apis: [{ name, url }] });
        expect((await project.run(['inspect'])).stdout).toMatch(/GET +\/pets\/\{pet_id\} +get_pet/);
      },
      MINUTES,
    );

    test(
      'is left by down without a trace',
      async () => {
        const files = [...project.files().keys()];
        expect(await project.json<Down>('down')).toEqual({ project: name, wasRunning: true });

        await project.gone();
        await expect(fetch(url)).rejects.toThrow();
        expect(project.session()).toBeUndefined();
        const local = readdirSync(join(project.folder, '.terragate/local'));
        expect(local.filter((entry) => /^aws-|state/.test(entry))).toEqual([]);
        expect([...project.files().keys()]).toEqual(files);
        expect(files.filter((path) => /tfstate|override/.test(path))).toEqual([]);
      },
      MINUTES,
    );
  });

  describe('that is behind a function URL', () => {
    const flags = ['--compute-type', 'function-url', '--auth', 'none', '--architecture', 'x86_64'];
    const project = new GeneratedProject(workspace, 'ticker', flags);

    afterAll(async () => {
      if (existsSync(project.folder)) await project.run(['down']);
    }, MINUTES);

    test(
      'answers in parts, at the address of the URL, and says that CloudFront is not served',
      async () => {
        await project.make();
        const { stderr, stdout } = await project.run(['up']);
        expect(`${stdout}${stderr}`).toContain('ticker-url: CloudFront is not served here');

        const now = await project.json<Status>('status');
        const [api] = now.running ? now.apis : [];
        expect(api).toMatchObject({ name: 'ticker-url', service: 'lambda' });
        const url = api?.url ?? '';
        await until(`${url}echo?message=hello`, '200 {"message":"hello"}');
        await until(`${url}docs`, '200 ');
        const parts: string[] = [];
        const body = (await fetch(`${url}countdown?start=9`)).body?.getReader();
        for (let read = await body?.read(); read && !read.done; read = await body?.read())
          parts.push(Buffer.from(read.value).toString());
        expect(parts.join('')).toMatch(/^\{"remaining":9\}\n[\s\S]*\{"remaining":0\}\n$/);
        expect(parts.length).toBeGreaterThan(1);
        expect((await project.run(['inspect'])).stdout).toMatch(/ticker +function URL, shared function/);
      },
      4 * MINUTES,
    );
  });

  describe('that has an app factory in src, by add', () => {
    const folder = workspace.copy('test/fixtures/layouts/app-factory', 'factory');
    const project = new CommandLine(folder);
    afterAll(() => project.run(['down']), MINUTES);

    test(
      'gets what the dry run listed, and nothing of it is changed',
      async () => {
        const before = project.files();
        const { dryRun, ...listed } = await project.json<MadeAsJson>('add', '--dry-run');
        expect([dryRun, readdirSync(folder).sort()]).toEqual([
          true,
          ['.python-version', 'pyproject.toml', 'src'],
        ]);

        const made = await project.json<MadeAsJson>('add');

        expect(made).toEqual(listed);
        const after = project.files();
        for (const [path, text] of before) expect([path, after.get(path)]).toEqual([path, text]);
        const added = [...after.keys()].filter((path) => !before.has(path));
        expect(added).toEqual([...made.files, 'uv.lock'].sort());
      },
      3 * MINUTES,
    );

    test(
      'answers after up, and leaves nothing after down',
      async () => {
        const up = await project.json<Up>('up');
        const [{ url, docsUrl } = { url: '', docsUrl: '' }] = up.apis;
        expect([docsUrl, (await project.json<{ docs: string }>('open')).docs]).toEqual([
          `${url}handbook`,
          docsUrl,
        ]);
        expect(await (await fetch(docsUrl ?? '')).text()).toContain('swagger-ui');
        const order = JSON.stringify({ article: 'chair', count: 2 });
        const headers = { 'content-type': 'application/json' };
        await until(`${url}orders`, '201 {"article":"chair","count":2}', {
          method: 'POST',
          body: order,
          headers,
        });

        await project.json<Down>('down');
        await project.gone();
      },
      3 * MINUTES,
    );
  });
});
