import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Status } from '../../src/deploy';
import { RETENTION_DAYS } from '../../src/project';
import { CommandLine } from '../support/cli';
import { type Moto, startMoto } from '../support/moto';
import { awsEnvironment } from '../support/terraform';
import { describeWithTools } from '../support/tools';
import { REPOSITORY, Workspace } from '../support/workspace';
import { type Step, stepsOf } from './page';
import { Reader } from './reader';

const MINUTES = 60_000;
const THE_END = 'The end';

// One project, which grows from page to page as it does for a reader, and one local AWS
describeWithTools('a reader of docs', ['terraform', 'python3.13', 'lambda-adapter'], () => {
  const workspace = new Workspace('docs');
  const start = stepsOf('docs/start.md');
  let moto: Moto;
  let reader: Reader;
  let owner: Reader | undefined;
  let newcomer: Reader | undefined;

  beforeAll(async () => {
    moto = await startMoto();
    const folder = workspace.write('home/.keep', '').replace(/\/\.keep$/, '');
    // Terraform's provider waits most of a minute for that rule; test/deploy/generated-aws.tools.ts has it
    const aws = { ...awsEnvironment(moto.url, '123456789012'), [`TF_VAR_${RETENTION_DAYS}`]: '0' };
    reader = new Reader(workspace, folder, aws);
  }, 5 * MINUTES);
  afterAll(async () => {
    await Promise.all(
      [reader, owner, newcomer].map((one) => one?.run('npx terragate down').catch(() => undefined)),
    );
    await moto?.stop();
  }, MINUTES);

  test(
    'comes from nothing to a URL and a changed route, where another program has port 8400: start.md',
    async () => {
      const holder = createServer().listen(8400, '127.0.0.1');
      // Where it is taken already, that is as good
      await new Promise((done) => holder.once('listening', done).once('error', done));
      try {
        await reader.follow(
          'docs/start.md',
          start.filter(({ section }) => section !== THE_END),
        );
        expect(await reader.run('npx terragate up')).toMatch(
          /^ {2}8400 is taken by \S.*: http:\/\/localhost:84\d\d\/$/m,
        );
      } finally {
        holder.close();
      }
    },
    6 * MINUTES,
  );

  test(
    'saves a new route while up --watch looks on: it is called live once it answers',
    async () => {
      const project = new CommandLine(reader.cwd);
      const main = join(reader.cwd, 'my_api/main.py');
      const watch = project.start(['up', '--watch']);
      await watch.said('watching');
      const { apis } = await project.json<Extract<Status, { running: true }>>('status');
      const url = `${apis[0]?.url}fresh`;
      const before = readFileSync(main, 'utf8');
      const route = (body: string) =>
        `\n\n@app.get("/fresh")\nasync def fresh() -> dict[str, str]:\n    """Fresh."""\n    return {"is": "${body}"}\n`;

      writeFileSync(main, before + route('new'));
      await watch.said(/my_api\/main\.py changes openapi\.json: applies it[\s\S]*my_api\/main\.py live/);
      expect(await (await fetch(url)).text()).toBe('{"is":"new"}');

      writeFileSync(main, before + route('newer'));
      await watch.said(/(?:my_api\/main\.py live[\s\S]*){2}/);
      expect(await (await fetch(url)).text()).toBe('{"is":"newer"}');

      writeFileSync(main, before);
      watch.child.kill('SIGINT');
      expect((await watch.ended).code).toBe(0);
    },
    6 * MINUTES,
  );

  test.each(['deploy', 'cors', 'streaming', 'costs', 'observability', 'auth', 'environments'])(
    'goes on with %s.md',
    (page) => reader.follow(`docs/${page}.md`, stepsOf(`docs/${page}.md`)),
    6 * MINUTES,
  );

  test(
    'ends the project as start.md says',
    () => {
      const end = start.filter(({ section }) => section === THE_END);
      expect(end).not.toEqual([]);
      return reader.follow('docs/start.md', end);
    },
    MINUTES,
  );

  test(
    "comes from a checkout to the example, to a project of their own and to its changed route: README's first screen",
    async () => {
      for (const path of [
        'src',
        'scripts',
        'modules',
        'examples',
        'package.json',
        'tsconfig.json',
        'cdktf.json',
      ])
        workspace.copy(path, `checkout/${path}`);
      symlinkSync(join(REPOSITORY, 'node_modules'), workspace.at('checkout/node_modules'));
      newcomer = new Reader(workspace, workspace.at('checkout'));
      const [first, ...steps] = stepsOf('README.md').filter(({ section }) => section === 'Terragate');
      // The other line of the first block is this test's own command
      const example = { ...first, commands: ['npm ci && npx terragate up'] } as Step;
      await newcomer.follow('README.md', [example, ...steps]);
    },
    6 * MINUTES,
  );

  test(
    'adds Terragate to an app of theirs: existing-app.md',
    () => {
      owner = new Reader(workspace, workspace.copy('test/fixtures/layouts/app-factory', 'home/shop'));
      return owner.follow('docs/existing-app.md', stepsOf('docs/existing-app.md'));
    },
    6 * MINUTES,
  );
});
