import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { CommandLine } from '../support/cli';
import { GeneratedProject, type MadeAsJson } from '../support/generated';
import { Terraform } from '../support/terraform';
import { describeWithTools } from '../support/tools';
import { Workspace } from '../support/workspace';

const MINUTES = 60_000;

// The third layout is lived through in test/deploy/generated.tools.ts
describeWithTools('terragate add, by the command line', ['terraform', 'python3.13'], () => {
  const workspace = new Workspace('add-tools');
  const layout = (name: string, copy = name) =>
    new CommandLine(workspace.copy(`test/fixtures/layouts/${name}`, copy));

  test.each(['single-file', 'package-with-routers'])(
    'adds what it listed to %s: modules of its routes, and a valid root',
    async (name) => {
      const project = layout(name);
      const before = project.files();
      const { dryRun, ...listed } = await project.json<MadeAsJson>('add', '--dry-run');
      expect([dryRun, project.files(), existsSync(join(project.folder, '.venv'))]).toEqual([
        true,
        before,
        false,
      ]);

      expect(await project.json<MadeAsJson>('add')).toEqual(listed);

      const after = project.files();
      expect([...before].filter(([path, text]) => after.get(path) !== text)).toEqual([]);
      const lock = before.has('requirements.txt') ? [] : ['uv.lock'];
      expect([...after.keys()].filter((path) => !before.has(path))).toEqual(
        [...listed.files, ...lock].sort(),
      );
      expect((await project.run(['synth', '--check'])).code).toBe(0);
      const terraform = new Terraform('terraform', join(project.folder, 'infra'));
      await terraform.init();
      expect(await terraform.validate()).toMatchObject({ valid: true, diagnostics: [] });
    },
    4 * MINUTES,
  );

  test(
    'run again, imports the app with the packages that came since',
    async () => {
      const project = layout('single-file', 'again');
      expect((await project.run(['add'])).code).toBe(0);
      project.edit('requirements.txt', (text) => `${text}six==1.17.0\n`);
      project.edit('main.py', (text) => `import six\n${text}`);
      expect((await project.run(['add'])).code).toBe(0);
    },
    4 * MINUTES,
  );

  test(
    'is taken back by remove, which leaves the lock and what Terraform made',
    async () => {
      const project = new CommandLine(workspace.at('package-with-routers'));
      const { removed } = await project.json<{ removed: boolean }>('remove', '--yes');
      const before = layout('package-with-routers', 'untouched').files();
      const after = project.files();
      expect([removed, [...before].filter(([path, text]) => after.get(path) !== text)]).toEqual([true, []]);
      const more = [...after.keys()].filter((path) => !before.has(path) && !/\.terraform/.test(path));
      expect(more.filter((path) => path !== 'uv.lock')).toEqual([]);
    },
    MINUTES,
  );

  describe('with an app that', () => {
    const broken = (copy: string, code: string): CommandLine => {
      const project = layout('single-file', copy);
      project.edit('main.py', (text) => `${code}\n${text}`);
      symlinkSync(workspace.at('single-file/.venv'), join(project.folder, '.venv'));
      return project;
    };

    test(
      'raises at its import, says where, and writes nothing',
      async () => {
        const project = broken('raises', 'raise KeyError("DATABASE_URL")');
        const before = project.files();
        const { code, stderr } = await project.run(['add']);

        expect([code, stderr]).toEqual([
          1,
          expect.stringMatching(
            /cannot import main[\s\S]*KeyError: 'DATABASE_URL' \(main\.py:1\)[\s\S]*fix: /,
          ),
        ]);
        expect(stderr).not.toMatch(/\n\s+at /);
        expect(project.files()).toEqual(before);
      },
      MINUTES,
    );

    test.each([
      ['Ctrl-C', 'group'],
      ['a signal to it alone', 'one'],
    ])(
      'imports slowly: %s ends it at once, and leaves nothing',
      async (_, how) => {
        const project = broken(`slow-${how}`, 'import time\ntime.sleep(300)');
        const before = project.files();
        const add = project.start(['add']);
        await add.said('imports main:app');
        if (how === 'group') add.ctrlC();
        else add.child.kill('SIGINT');

        const { code, stdout } = await add.ended;
        expect([code, stdout]).toEqual([130, expect.stringMatching(/interrupted: nothing was written\n$/)]);
        await project.gone();
        expect(project.files()).toEqual(before);
        project.edit('main.py', (text) => text.replace('time.sleep(300)', ''));
        expect((await project.run(['add'])).code).toBe(0);
      },
      2 * MINUTES,
    );
  });
});

describeWithTools('the first up of a new project', ['terraform', 'python3.13'], () => {
  const workspace = new Workspace('first-up');
  const project = new GeneratedProject(workspace, 'halted', ['--auth', 'none']);
  beforeAll(() => project.make(), MINUTES);
  afterAll(() => project.run(['down']), MINUTES);

  test.each([
    ['a signal to it alone', 'locks its packages', /locks the packages/],
    ['Ctrl-C', 'installs its packages', /installs uv\.lock with uv, Python/],
    ['Ctrl-C', 'downloads wheels', /downloads wheels/],
  ])(
    'ended by %s while it %s, leaves nothing that runs',
    async (how, _, place) => {
      const before = [...project.files()].filter(([path]) => !/^infra\/modules|uv\.lock/.test(path));
      const up = project.start(['up']);
      await up.said(place);
      if (how === 'Ctrl-C') up.ctrlC();
      else up.child.kill('SIGINT');

      const { code, stderr } = await up.ended;
      expect([code, stderr]).toEqual([130, 'interrupted\n']);
      await project.gone();
      expect(project.session()).toBeUndefined();
      expect(existsSync(join(project.folder, '.terragate/lock'))).toBe(false);
      expect([...project.files()].filter(([path]) => !/^infra\/modules|uv\.lock/.test(path))).toEqual(before);
    },
    2 * MINUTES,
  );

  test(
    'leaves files that the next command continues with',
    async () => {
      const { bundle } = await project.json<{ bundle: { changed: boolean } }>('build');
      expect(bundle.changed).toBe(true);
    },
    2 * MINUTES,
  );

  test(
    'names the line of a broken pyproject.toml',
    async () => {
      project.edit('pyproject.toml', (text) =>
        text.replace(/^dependencies = \[$/m, 'dependencies = ['.slice(0, -1)),
      );
      const { code, stderr } = await project.run(['up']);

      expect([code, stderr]).toEqual([
        1,
        expect.stringMatching(/pyproject\.toml:\d+: pyproject\.toml can't be read: [\s\S]*fix: /),
      ]);
      await project.gone();
    },
    MINUTES,
  );
});
