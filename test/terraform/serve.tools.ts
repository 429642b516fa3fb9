import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildPackage } from '../../src/bundle';
import { type LocalAws, startLocalAws } from '../../src/local/server';
import { calling } from '../support/calling';
import { send } from '../support/raw-http';
import { awsEnvironment, Terraform } from '../support/terraform';
import { describeWithTools } from '../support/tools';
import { REPOSITORY, Workspace } from '../support/workspace';
import { moduleCall } from './package';

// A request goes through the local API Gateway, the alias, the Lambda Web Adapter and uvicorn to the example app.
const ORIGIN = 'https://myapp.com';
const OTHER = 'https://elsewhere.example';

/** How the app is started, and behind which kind of API. */
const WAYS = {
  adapter: { module: 'my-api', handler: 'run.sh', stage: '/prod' },
  mangum: { module: 'my-api', handler: 'app.main.handler', stage: '/prod' },
  http_adapter: { module: 'my-http-api', handler: 'run.sh', stage: '' },
  http_mangum: { module: 'my-http-api', handler: 'app.main.handler', stage: '/v1' },
} as const;
type Way = keyof typeof WAYS;
const NAMES = Object.keys(WAYS) as Way[];

/** The root that calls the module of each way. @param more further inputs of some of them, by their names */
const rootOf = (more: Partial<Record<Way, { name?: string; lines: readonly string[] }>> = {}) =>
  NAMES.map((name) => {
    const { module, handler, stage } = WAYS[name];
    return moduleCall(name, module, [
      ...(more[name]?.lines ?? []),
      'lambda_zip = "lambda.zip"',
      `name = "${more[name]?.name ?? name}"`,
      `handler = "${handler}"`,
      `stage_name = "${stage.slice(1) || '$default'}"`,
      'architecture = "x86_64"',
      `cors_allow_origins = ["${ORIGIN}", "https://staging.myapp.com"]`,
      'cors_allow_methods = ["GET", "POST", "PATCH"]',
      'env = { LOG_LEVEL = var.log_level }',
    ]);
  }).join('\n');

const domainOf = (which: Way) => `${which.replace('_', '-')}.example.com`;
const domainLines = (which: Way) => [
  `domain_name = "${domainOf(which)}"`,
  'certificate_arn = "arn:aws:acm:us-east-1:000000000000:certificate/c"',
  'domain_base_path = "orders"',
];

/** The operations that are called while an apply changes their API; with a function each, the others would cost time. */
const CALLED = ['say_hello', 'greet', 'echo'];

const OUTPUTS = `variable "log_level" { type = string }
${NAMES.map((name) => `output "${name}" { value = module.${name}.api_id }\n`).join('')}`;

describeWithTools(
  'the example app behind the local API Gateway',
  ['terraform', 'python3.13', 'lambda-adapter'],
  () => {
    const workspace = new Workspace('serve');
    let aws: LocalAws;
    let tf: Terraform;
    let ids: Record<string, string>;

    beforeAll(async () => {
      workspace.copy('modules');
      const [local] = await Promise.all([
        startLocalAws(),
        buildPackage(join(REPOSITORY, 'examples/fastapi-app'), {
          architecture: 'x86_64',
          pythonVersion: '3.13',
          outFile: workspace.at('lambda.zip'),
        }),
      ]);
      aws = local;
      workspace.write('main.tf', `${rootOf()}\n${OUTPUTS}`);
      tf = new Terraform('terraform', workspace.path, awsEnvironment(aws));
      tf.writeProvider();
      tf.setVariables({ log_level: 'INFO' });
      await tf.init();
      await tf.apply();
      ids = (await tf.output()) as Record<string, string>;
    }, 600_000);

    afterAll(async () => {
      await aws?.stop();
    }, 60_000);

    const call = (which: Way, path: string, init: RequestInit = {}) =>
      fetch(`${aws.url}/_aws/execute-api/${ids[which]}${WAYS[which].stage}${path}`, {
        ...init,
        headers: { ...aws.headers, ...(init.headers as Record<string, string>) },
        redirect: 'manual',
      });

    test('the second plan is empty', async () => {
      expect(await tf.differences()).toBe('');
    }, 120_000);

    describe.each(NAMES)('started by %s', (which) => {
      test('answers at the root', async () => {
        const response = await call(which, '/');
        expect(response.status).toBe(200);
        expect(await response.json()).toMatchObject({ name: 'My API' });
      }, 60_000);

      test('takes a body, and answers below a nested path', async () => {
        const body = { name: 'chair', price: 12.5, category: 'tool', tags: ['wood'] };
        const created = await call(which, '/items', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
        expect([created.status, await created.clone().json()]).toEqual([
          201,
          expect.objectContaining({ name: 'chair', price: 12.5 }),
        ]);
        const { id } = (await created.json()) as { id: number };
        const read = await call(which, `/items/${id}`);
        expect([read.status, ((await read.json()) as { name: string }).name]).toEqual([200, 'chair']);
      }, 60_000);

      test('answers an unknown path itself', async () => {
        const response = await call(which, '/nothing/here', { headers: { origin: ORIGIN } });
        expect([response.status, await response.json()]).toEqual([404, { detail: 'Not Found' }]);
        expect(response.headers.get('access-control-allow-origin')).toBe(ORIGIN);
      }, 60_000);

      test('leads documentation and redirects back to its stage', async () => {
        const { stage } = WAYS[which];
        expect(await (await call(which, '/docs')).text()).toContain(`url: '${stage}/openapi.json'`);
        const redirect = await call(which, '/items/');
        expect(redirect.status).toBe(307);
        expect(new URL(redirect.headers.get('location') ?? '').pathname).toBe(`${stage}/items`);
      }, 60_000);

      test('says what is wrong with a request, and with itself', async () => {
        expect((await call(which, '/items?limit=0')).status).toBe(422);
        const broken = await call(which, '/boom', { headers: { origin: ORIGIN } });
        expect([broken.status, await broken.json()]).toEqual([500, { detail: 'Internal Server Error' }]);
        expect(broken.headers.get('access-control-allow-origin')).toBe(ORIGIN);
      }, 60_000);

      test.each(['/', '/items/1'])(
        'a preflight from a listed origin is allowed on %s',
        async (path) => {
          const response = await preflight(which, path, ORIGIN);
          expect(response.status).toBe(204);
          expect(response.headers.get('access-control-allow-origin')).toBe(ORIGIN);
          if (WAYS[which].module === 'my-api') expect(response.headers.get('vary')).toContain('Origin');
          expect(response.headers.get('access-control-allow-methods')).toContain('PATCH');
          expect(response.headers.get('access-control-allow-headers')).toContain('authorization');
        },
        60_000,
      );

      test.each(['/', '/items/1'])(
        'a preflight from another origin is not allowed on %s',
        async (path) => {
          const response = await preflight(which, path, OTHER);
          expect(response.status).toBe(204);
          expect(response.headers.get('access-control-allow-origin')).toBeNull();
        },
        60_000,
      );

      test('bytes come and go as they are', async () => {
        const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, i) => (i * 7) % 256));
        const upload = await call(which, '/files/checksum', {
          method: 'POST',
          headers: { 'content-type': 'application/octet-stream' },
          body: bytes,
        });
        expect(await upload.json()).toMatchObject({
          sha256: createHash('sha256').update(bytes).digest('hex'),
          size: 70_000,
        });
        const pixel = Buffer.from(await (await call(which, '/files/pixel.png')).arrayBuffer());
        expect(pixel.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
      }, 60_000);
    });

    const preflight = (which: Way, path: string, origin: string) =>
      call(which, path, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'PATCH',
          'access-control-request-headers': 'authorization',
        },
      });

    test('a change of the environment reaches the app with the next apply, and a domain with a base path loses no request', async () => {
      expect(await ((await call('adapter', '/echo')).json() as Promise<object>)).toMatchObject({
        log_level: 'INFO',
      });
      tf.setVariables({ log_level: 'DEBUG' });
      workspace.write(
        'main.tf',
        `${rootOf(Object.fromEntries(NAMES.map((name) => [name, { lines: domainLines(name) }])))}\n${OUTPUTS}`,
      );
      const loops = NAMES.map((name) => calling(() => call(name, '/hello')));
      await tf.apply().finally(() => Promise.all(loops.map((loop) => loop.end())));
      for (const loop of loops) expect(await loop.end()).toEqual({ 200: expect.any(Number) });
      expect(await ((await call('adapter', '/echo')).json() as Promise<object>)).toMatchObject({
        log_level: 'DEBUG',
      });
    }, 180_000);

    describe.each(NAMES)('by a domain with a base path, started by %s', (which) => {
      const host = `${domainOf(which)}.localhost`;
      const ask = (path: string) =>
        send(aws.url, {
          path: `/_aws/domains/${domainOf(which)}${path}`,
          headers: ['Host', host, ...Object.entries(aws.headers).flat()],
        });

      test('the app has its own paths, and knows the domain', async () => {
        const echo = await ask('/orders/echo?a=1');
        expect([echo.status, echo.json()]).toEqual([200, expect.objectContaining({ path: '/orders/echo' })]);
        expect((await ask('/orders')).status).toBe(200);
      }, 60_000);

      test('documentation and redirects lead back to it', async () => {
        expect((await ask('/orders/docs')).text).toContain("url: '/orders/openapi.json'");
        const redirect = await ask('/orders/items/');
        expect([redirect.status, ...redirect.values('location')]).toEqual([
          307,
          `http://${host}/orders/items`,
        ]);
      }, 60_000);

      test.each(['/', '/hello', '/ordersmore/hello'])(
        '%s leads to no API',
        async (path) => {
          const answer = await ask(path);
          expect([answer.status, answer.text]).toEqual([403, '{"message": "Forbidden"}']);
        },
        60_000,
      );
    });

    test('what the app prints is in its log', () => {
      expect(aws.logs('adapter')).toContain('Unhandled error: GET /boom');
    });

    describe('while an apply changes it', () => {
      const table = (which: Way) => workspace.at('modules', WAYS[which].module, 'operations.json');
      const changed = ['adapter', 'http_adapter'] as const;

      /** Applies what is given to the APIs, and calls them meanwhile: nobody is to notice. */
      const expectUnnoticed = async (
        name: string,
        lines: readonly string[],
        policy: readonly string[],
        atATime = 1,
      ) => {
        const loops = changed.flatMap((which) =>
          Array.from({ length: atATime }, () => calling(() => call(which, '/hello'))),
        );
        const off = changed.map((which) => {
          const { operations } = JSON.parse(readFileSync(table(which), 'utf8')) as { operations: object };
          const ids = Object.keys(operations).filter((id) => !CALLED.includes(id));
          return `operations = { ${ids.map((id) => `${id} = { enabled = false }`).join(', ')} }`;
        });
        workspace.write(
          'main.tf',
          `${rootOf({
            adapter: { name: `adapter${name}`, lines: [off[0] ?? '', ...lines, ...policy] },
            http_adapter: { name: `http_adapter${name}`, lines: [off[1] ?? '', ...lines] },
          })}\n${OUTPUTS}`,
        );
        await tf.apply().finally(() => Promise.all(loops.map((loop) => loop.end())));
        for (const loop of loops) expect(await loop.end()).toEqual({ 200: expect.any(Number) });
      };
      const POLICY = 'resource_policy_statements = [{ Effect = "Allow", Principal = "*" }]';

      test('no request is lost: one function for each operation, and a policy of the API', async () => {
        await expectUnnoticed('', ['integration_pattern = "isolated"'], [POLICY]);
      }, 180_000);

      test('no request is lost: an operation has another name, and the policy goes', async () => {
        for (const which of changed) {
          const text = readFileSync(table(which), 'utf8');
          writeFileSync(
            table(which),
            text.replace('"say_hello"', '"greet"').replace('"say-hello"', '"greet"'),
          );
        }
        await expectUnnoticed('', ['integration_pattern = "isolated"'], []);
      }, 180_000);

      test('no request is lost: the API has another name, and other headers of CORS', async () => {
        await expectUnnoticed('-renamed', ['integration_pattern = "isolated"', 'cors_max_age = 60'], []);
      }, 180_000);

      test('no request of twenty at a time is lost: one function for all again, with other settings', async () => {
        await expectUnnoticed('', ['routes = "operations"', 'memory_size = 512'], [POLICY], 10);
      }, 600_000);
    });

    test('destroying it leaves nothing', async () => {
      await tf.destroy();
      expect((await tf.run('state', 'list')).stdout).toBe('');
    }, 120_000);
  },
);
