import { RETENTION_DAYS } from '../../src/project';
import { type Moto, startMoto } from '../support/moto';
import { awsEnvironment } from '../support/terraform';
import { describeWithTools } from '../support/tools';
import { Workspace } from '../support/workspace';
import { stepsOf } from './page';
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

  beforeAll(async () => {
    moto = await startMoto();
    const folder = workspace.write('home/.keep', '').replace(/\/\.keep$/, '');
    // Terraform's provider waits most of a minute for that rule; test/deploy/generated-aws.tools.ts has it
    const aws = { ...awsEnvironment(moto.url, '123456789012'), [`TF_VAR_${RETENTION_DAYS}`]: '0' };
    reader = new Reader(workspace, folder, aws);
  }, 5 * MINUTES);
  afterAll(async () => {
    await Promise.all([reader, owner].map((one) => one?.run('npx terragate down').catch(() => undefined)));
    await moto?.stop();
  }, MINUTES);

  test(
    'comes from nothing to a URL and a changed route: start.md',
    () =>
      reader.follow(
        'docs/start.md',
        start.filter(({ section }) => section !== THE_END),
      ),
    6 * MINUTES,
  );

  test.each(['deploy', 'cors', 'streaming', 'observability', 'auth', 'costs'])(
    'goes on with %s.md',
    (page) => reader.follow(`docs/${page}.md`, stepsOf(`docs/${page}.md`)),
    6 * MINUTES,
  );

  test(
    'ends it as start.md says',
    () => {
      const end = start.filter(({ section }) => section === THE_END);
      expect(end).not.toEqual([]);
      return reader.follow('docs/start.md', end);
    },
    MINUTES,
  );

  test(
    'adds it to an app of theirs: existing-app.md',
    () => {
      owner = new Reader(workspace, workspace.copy('test/fixtures/layouts/app-factory', 'home/shop'));
      return owner.follow('docs/existing-app.md', stepsOf('docs/existing-app.md'));
    },
    6 * MINUTES,
  );
});
