import { readFileSync } from 'node:fs';
import type { Up } from '../../src/deploy';
import { SECRET_HEADER } from '../../src/local/credentials';
import { ControlPlane } from '../local/control-plane';
import { testTables } from '../local/tables';
import { CommandLine, lendInstalled } from '../support/cli';
import { describeWithTools } from '../support/tools';
import { Workspace } from '../support/workspace';

const MINUTES = 60_000;
const EXAMPLE = 'examples/todo';
const V1 = 'api/v1/todos';
const V2 = 'api/v2/todos';
const MILK = { title: 'Buy milk', priority: 'high' };

describeWithTools('the example todo on this machine', ['terraform', 'python3.13', 'lambda-adapter'], () => {
  const workspace = new Workspace('todo');
  const todo = new CommandLine(workspace.copy(EXAMPLE));
  let before: ReadonlyMap<string, string>;
  let url: string;
  let key: string;

  const ask = async (method: string, path: string, body?: object, headers: object = { 'x-api-key': key }) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', origin: 'https://app.example.com', ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text && JSON.parse(text), headers: answer.headers };
  };

  beforeAll(async () => {
    lendInstalled(todo.folder, EXAMPLE);
    before = todo.files();
    const { apis } = await todo.json<Up>('up', '--callers', 'checked');
    url = apis[0]?.url ?? '';
    const { stateFile } = await todo.json<{ stateFile: string }>('status');
    key = JSON.parse(readFileSync(stateFile, 'utf8')).outputs.api_key_values.value.first;
  }, 8 * MINUTES);

  afterAll(async () => {
    await todo.run(['down']);
  }, MINUTES);

  it('has the document and the modules that the app of today has', () => {
    const after = todo.files();
    const made = [...before.keys()].filter((path) => /^openapi\.json$|^terraform\/modules\//.test(path));
    expect(made.length).toBeGreaterThan(20);
    expect(made.filter((path) => after.get(path) !== before.get(path))).toEqual([]);
  });

  it('lets nobody in without a key, nor with one that nobody has', async () => {
    for (const path of ['health', V1, V2]) {
      expect(await ask('GET', path, undefined, {})).toMatchObject({ status: 403 });
      expect(await ask('GET', path, undefined, { 'x-api-key': `${key}x` })).toMatchObject({ status: 403 });
    }
    expect(await ask('GET', 'health')).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  it.each([V1, V2])('has API Gateway refuse at %s what is not of the model', async (path) => {
    for (const body of [{}, { ...MILK, title: '' }, { ...MILK, priority: 'urgent' }]) {
      expect(await ask('POST', path, body)).toMatchObject({
        status: 400,
        body: { message: 'Invalid request body' },
      });
    }
    expect(await ask('POST', path, { title: ' ' })).toMatchObject({ status: 422 });
  });

  it('keeps todos in the table, for both versions of the API', async () => {
    const { status, body: milk } = await ask('POST', V1, MILK);
    expect({ status, milk }).toMatchObject({ status: 201, milk: { ...MILK, done: false } });
    const { body: bread } = await ask('POST', V2, { title: 'Bake bread' });
    const [first, second] = [milk, bread].sort((a, b) => (a.id < b.id ? -1 : 1));

    expect((await ask('GET', V1)).body).toEqual([first, second]);
    expect((await ask('GET', `${V2}?limit=1`)).body).toEqual({ items: [first], next: first.id });
    expect((await ask('GET', `${V2}?after=${first.id}`)).body).toEqual({ items: [second], next: null });
    expect((await ask('PATCH', `${V2}/${milk.id}`, { done: true })).body).toEqual({ ...milk, done: true });
    expect((await ask('GET', `${V1}/${milk.id}`)).body).toEqual({ ...milk, done: true });
    expect((await ask('DELETE', `${V1}/${milk.id}`)).status).toBe(204);
    for (const method of ['GET', 'DELETE']) expect((await ask(method, `${V2}/${milk.id}`)).status).toBe(404);
  });

  it('lets pages call, key included', async () => {
    const { headers } = await ask('OPTIONS', V1, undefined, {
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type,x-api-key',
    });
    expect(headers.get('access-control-allow-headers')).toContain('x-api-key');
    for (const key of [{}, undefined])
      expect((await ask('GET', V1, undefined, key)).headers.get('access-control-allow-origin')).toBe('*');
  });

  it('has nothing to apply a second time', async () => {
    workspace.write(`${EXAMPLE}/terraform/again.tf`, '# one more file: Terraform plans again\n');
    const { changes } = await todo.json<Up>('up', '--callers', 'checked');
    expect(changes).toEqual({ added: 0, changed: 0, removed: 0 });
  });

  testTables(() => {
    const { aws, credentials } = todo.session() ?? {};
    return new ControlPlane({
      url: aws ?? '',
      headers: { [SECRET_HEADER]: credentials?.secretAccessKey ?? '' },
    });
  });
});
