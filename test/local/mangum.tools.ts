import { ensureLocalAws } from '../../src/local/install';
import { type LocalAws, startLocalAws } from '../../src/local/server';
import { describeWithTools } from '../support/tools';
import { Workspace } from '../support/workspace';
import { LambdaClient, packageOf } from './lambda-client';

jest.setTimeout(240_000);

// An ASGI app without packages that counts its starts, and tells what it got
const APP = `
import json

starts = 0

async def app(scope, receive, send):
    global starts
    if scope["type"] == "lifespan":
        await receive()
        starts += 1
        scope["state"]["from"] = "lifespan"
        await send({"type": "lifespan.startup.complete"})
        await receive()
        return await send({"type": "lifespan.shutdown.complete"})
    body = (await receive())["body"]
    headers = {name.decode(): value.decode() for name, value in scope["headers"]}
    about = {
        "method": scope["method"], "path": scope["path"], "query": scope["query_string"].decode(),
        "body": body.decode(), "starts": starts, "state": scope["state"],
        "stage": json.loads(headers["x-amzn-request-context"])["stage"],
        "function": json.loads(headers["x-amzn-lambda-context"])["invoked_function_arn"],
    }
    if scope["path"] == "/print":
        print("printed by the app")
    start = {"type": "http.response.start", "status": 201, "headers": [(b"content-type", b"application/json")]}
    await send(start)
    await send({"type": "http.response.body", "body": json.dumps(about).encode()})

def make():
    return app
`;

const CONFIGURATION = {
  Handler: 'run.sh',
  Layers: ['arn:aws:lambda:us-east-1:753240598075:layer:LambdaAdapterLayerArm64:27'],
  Environment: { Variables: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/bootstrap', PORT: '8000' } },
};

const EVENT = {
  resource: '/{proxy+}',
  path: '/items/7',
  httpMethod: 'POST',
  headers: { Host: 'example.com' },
  multiValueHeaders: { Host: ['example.com'] },
  queryStringParameters: { a: '1' },
  multiValueQueryStringParameters: { a: ['1', '2'] },
  requestContext: { stage: 'prod', identity: {} },
  body: 'hello',
  isBase64Encoded: false,
};

describeWithTools('a function that is started by a script, without the adapter', ['python3.13'], () => {
  const workspace = new Workspace('mangum');
  let aws: LocalAws;
  let lambda: LambdaClient;

  beforeAll(async () => {
    await ensureLocalAws({ progress: (line) => console.log(line) });
    aws = await startLocalAws({ adapter: 'mangum' });
    lambda = new LambdaClient(aws);
  });

  afterAll(async () => {
    await aws?.stop();
    workspace.remove();
  });

  /** Answer of a new function with this script. */
  async function served(name: string, script: string) {
    const { zip } = packageOf({ 'app/main.py': APP, 'run.sh': script });
    await lambda.create(name, zip, CONFIGURATION);
    return lambda.invoke(name, EVENT);
  }

  test('is reported to the caller, with the reason', () => {
    expect([aws.adapter, aws.adapterDetail]).toEqual(['mangum', 'as it was asked for']);
  });

  test('answers by Mangum with what the app says, and its log says so', async () => {
    const script = '#!/bin/sh\n# uvicorn not:this\nexec python -m uvicorn app.main:app \\\n  --port 1\n';
    const { error, body } = await served('usual', script);
    expect([error, body]).toMatchObject([undefined, { statusCode: 201 }]);
    expect(JSON.parse((body as { body: string }).body)).toEqual({
      method: 'POST',
      path: '/items/7',
      query: 'a=1&a=2',
      body: 'hello',
      starts: 1,
      state: { from: 'lifespan' },
      stage: 'prod',
      function: 'arn:aws:lambda:us-east-1:000000000000:function:usual',
    });
    expect(aws.logs('usual')).toContain(
      'without the AWS Lambda Web Adapter (as it was asked for): app.main:app is served by Mangum, and the rest of run.sh is not run\n',
    );
  });

  test('starts its app once for all requests, and logs what it prints', async () => {
    const again = (await lambda.invoke('usual', { ...EVENT, path: '/print' })).body as { body: string };
    expect(JSON.parse(again.body)).toMatchObject({ starts: 1, path: '/print' });
    expect(aws.logs('usual')).toContain('printed by the app\n');
  });

  test('may name a function that makes the app', async () => {
    const { body } = await served('factory', 'uvicorn --factory app.main:make --host 127.0.0.1:80\n');
    expect(body).toMatchObject({ statusCode: 201 });
  });

  test('may have its modules in a folder that only the script names to Python', async () => {
    const script = 'export PYTHONPATH=/var/task/src\nexec uvicorn shop.main:app\n';
    const { zip } = packageOf({ 'src/shop/main.py': APP, 'other/x.py': '', 'run.sh': script });
    await lambda.create('src-layout', zip, CONFIGURATION);
    expect((await lambda.invoke('src-layout', EVENT)).body).toMatchObject({ statusCode: 201 });
  });

  test('fails with what to do when its script names no app', async () => {
    const { error, body } = await served('nothing', '#!/bin/sh\nexec python server.py --bind 127.0.0.1:80\n');
    expect(error).toBe('Unhandled');
    expect(body).toMatchObject({
      errorMessage: expect.stringMatching(/^run\.sh names no ASGI app .*cargo install lambda_web_adapter/),
    });
  });
});
