import { setTimeout as sleep } from 'node:timers/promises';
import { type LocalAws, startLocalAws } from '../../src/local/server';
import { lambdaFunction, restApi, routerModule } from '../../src/modules';
import { readApi } from '../../src/openapi';
import { awsEnvironment, Terraform } from '../support/terraform';
import { describeWithTools } from '../support/tools';
import { Workspace } from '../support/workspace';
import { writeModule } from '../terraform/operations-roots';
import { moduleCall } from '../terraform/package';
import { packageOf } from './lambda-client';

const PACKAGES = 'changes-packages';
const ANYONE = '{ Effect = "Allow", Principal = "*" }';

/** The app: it says which code runs, as which function. */
const app = (version: string) => `import json, os
def handler(event, context):
    said = {"version": "${version}", "function": context.function_name, "base": os.environ.get("TERRAGATE_BASE_PATH")}
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": json.dumps(said)}
`;

/** Its document. @param hello id of one of its operations */
const document = (hello: string) =>
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Changes', version: '1' },
    paths: {
      '/hello': { get: { operationId: hello, responses: {} } },
      '/items/{id}': { get: { operationId: 'get_item', responses: {} } },
    },
  });

interface Said {
  readonly version: string;
  readonly function: string;
  readonly base: string | null;
}

describeWithTools('a REST API that changes while it is called', ['terraform', 'python3.13'], () => {
  const workspace = new Workspace('changes');
  let aws: LocalAws;
  let tf: Terraform;
  let base: string;

  const ask = (path: string) => fetch(`${base}${path}`, { headers: aws.headers });
  const hello = async () => (await (await ask('/hello')).json()) as Said;

  async function put(key: string): Promise<void> {
    const body = new Uint8Array(packageOf({ 'main.py': app(key) }).zip);
    const answer = await fetch(`${aws.url}/${PACKAGES}/${key}`, {
      method: 'PUT',
      headers: aws.headers,
      body,
    });
    expect(answer.status).toBe(200);
  }

  /** Sends requests to both operations, each when the one before is answered, while something happens. */
  async function calledWhile(happens: () => Promise<unknown>): Promise<Readonly<Record<string, number>>> {
    const answers: Record<string, number> = {};
    let over = false;
    const call = async (path: string) => {
      while (!over) {
        const answer = await ask(path).then(
          ({ status }) => `${path} ${status}`,
          (error: Error) => `${path} ${error.message}`,
        );
        answers[answer] = (answers[answer] ?? 0) + 1;
        await sleep(10);
      }
    };
    const calls = Promise.all(['/hello', '/items/7'].map(call));
    await happens().finally(() => {
      over = true;
    });
    await calls;
    return answers;
  }

  function write(...settings: string[]): void {
    const lines = [
      `lambda_s3_bucket = "${PACKAGES}"`,
      'handler = "main.handler"',
      'auth    = "NONE"',
      ...(settings.some((line) => line.startsWith('lambda_s3_key')) ? [] : ['lambda_s3_key = "one"']),
      ...settings,
    ];
    workspace.write(
      'main.tf',
      `${moduleCall('api', 'changes', lines)}\noutput "id" {\n  value = module.api.api_id\n}\n`,
    );
  }

  const named = (id: string) =>
    writeModule(
      workspace,
      routerModule({ name: 'changes', kind: 'rest', api: readApi(document(id), 'openapi.json') }),
    );

  beforeAll(async () => {
    for (const module of [restApi(), lambdaFunction()]) writeModule(workspace, module);
    named('say_hello');
    aws = await startLocalAws();
    await fetch(`${aws.url}/${PACKAGES}`, { method: 'PUT', headers: aws.headers });
    await Promise.all(['one', 'two'].map(put));
    write();
    tf = new Terraform('terraform', workspace.path, awsEnvironment(aws));
    tf.writeProvider();
    await tf.init();
    await tf.apply();
    base = `${aws.url}/_aws/execute-api/${(await tf.output()).id}/prod`;
    expect(await hello()).toEqual({ version: 'one', function: 'changes', base: null });
  }, 300_000);

  afterAll(() => aws?.stop(), 60_000);

  const OWN = 'integration_pattern = "isolated"';
  test.each<readonly [string, Partial<Said>, () => void]>([
    ['to functions of its operations', { function: 'changes-say-hello' }, () => write(OWN)],
    ['the name of an operation', { function: 'changes-greet' }, () => named('greet')],
    ['the way in which the name is written', { function: 'changes-greet' }, () => named('Greet')],
    ['its name', { function: 'shop-greet' }, () => write(OWN, 'name = "shop"')],
    [
      'to a resource policy, and other code',
      { version: 'two' },
      () => write(OWN, 'name = "shop"', `resource_policy_statements = [${ANYONE}]`, 'lambda_s3_key = "two"'),
    ],
    ['to no resource policy', { version: 'one' }, () => write(OWN, 'name = "shop"')],
    ['to one function', { function: 'shop' }, () => write('name = "shop"')],
    ['the code of one function', { version: 'two' }, () => write('name = "shop"', 'lambda_s3_key = "two"')],
  ])(
    'loses no request when it changes %s',
    async (_what, now, change) => {
      change();
      const answers = await calledWhile(() => tf.apply());
      expect(answers).toEqual({ '/hello 200': expect.any(Number), '/items/7 200': expect.any(Number) });
      expect(await hello()).toMatchObject(now);
    },
    120_000,
  );
});
