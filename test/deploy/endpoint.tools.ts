import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Down, Up } from '../../src/deploy';
import { type LocalAws, startLocalAws } from '../../src/local/server';
import { CliProject, rootOf } from '../support/cli';
import { describeWithTools } from '../support/tools';

const MINUTES = 60_000;

// An endpoint that already runs does not know of local packages: the package has to be for this machine
describeWithTools('terragate up with AWS_ENDPOINT_URL', ['terraform', 'python3.13', 'lambda-adapter'], () => {
  const project = new CliProject('guest', rootOf('guest', `  architecture = "${machine()}"\n`));
  let aws: LocalAws;
  let elsewhere: Awaited<ReturnType<typeof withoutKeys>>;
  let env: Record<string, string>;

  beforeAll(async () => {
    project.settings({
      name: 'guest',
      app: 'app',
      root: 'infra',
      packages: ['modules/my-api/lambda.zip'],
      architecture: machine(),
    });
    aws = await startLocalAws();
    elsewhere = await withoutKeys(aws);
    env = { AWS_ENDPOINT_URL: elsewhere.url };
  }, 5 * MINUTES);
  afterAll(async () => {
    await project.run(['down'], env);
    elsewhere?.stop();
    await aws?.stop();
  }, MINUTES);

  const resources = async () => {
    const answer = await fetch(`${elsewhere.url}/restapis`, {
      headers: {
        authorization: 'AWS4-HMAC-SHA256 Credential=000000000000/20260101/us-east-1/apigateway/aws4_request',
      },
    });
    return ((await answer.json()) as { item?: unknown[] }).item ?? [];
  };

  test(
    'applies to that endpoint, and opens a local proxy to it',
    async () => {
      const { code, stdout, stderr } = await project.run(['up', '--json'], env);
      expect([code, code ? stderr + stdout : '']).toEqual([0, '']);
      const up = JSON.parse(stdout) as Up;

      expect(up).toMatchObject({ aws: elsewhere.url, resources: 10 });
      expect(await (await fetch(up.apis[0]?.url ?? '')).json()).toMatchObject({ name: 'My API' });
      expect(await resources()).toHaveLength(1);
    },
    3 * MINUTES,
  );

  test('starts no local AWS of its own', () => {
    expect(project.processes().filter(({ command }) => command.includes('-m terragate_local'))).toEqual([]);
  });

  test(
    'is refused without AWS_ENDPOINT_URL while the project runs with it',
    async () => {
      const { code, stderr } = await project.run(['up']);

      expect([code, stderr]).toEqual([
        1,
        expect.stringMatching(/AWS_ENDPOINT_URL is not set now\n {2}fix: .*terragate down/),
      ]);
    },
    MINUTES,
  );

  test(
    'finds its resources after its own process was killed',
    async () => {
      process.kill(project.session()?.pid ?? Number.NaN, 'SIGKILL');

      const up = JSON.parse((await project.run(['up', '--json'], env)).stdout) as Up;

      expect(up).toMatchObject({ resources: 10, changes: { added: 0, changed: 0, removed: 0 } });
    },
    MINUTES,
  );

  test(
    'is taken back by down, which destroys its resources',
    async () => {
      const { stdout } = await project.run(['down', '--json'], env);

      expect(JSON.parse(stdout) as Down).toEqual({ project: 'guest', wasRunning: true });
      expect(await resources()).toEqual([]);
      expect(project.processes()).toEqual([]);
    },
    2 * MINUTES,
  );
});

/** An endpoint that is not ours and asks for no keys of ours: it passes requests on with them. */
async function withoutKeys(aws: LocalAws) {
  const server = createServer((req, res) => {
    const headers = [...req.rawHeaders, ...Object.entries(aws.headers).flat()];
    const { method } = req;
    const onward = request(
      { port: aws.port, host: '127.0.0.1', method, path: req.url, headers },
      (answer) => {
        res.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        answer.pipe(res);
      },
    );
    onward.on('error', () => res.destroy());
    req.pipe(onward);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function machine(): string {
  return process.arch === 'arm64' ? 'arm64' : 'x86_64';
}
