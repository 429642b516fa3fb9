import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { LogLine, OnAws, StatusOnAws } from '../../src/deploy';
import { CliProject, rootOf } from '../support/cli';
import { filesBelow, openFiles } from '../support/modes';
import { describeOnAws } from '../support/on-aws';
import { awsEnvironment } from '../support/terraform';

const MINUTES = 60_000;

const SECRET = 'hunter2-SENSITIVE';
/** A value that only Terraform's own state may hold readably, and an output that has it. */
const MORE = {
  env: '  env = { DB_PASSWORD = var.db_password }\n',
  root: `
variable "db_password" {
  sensitive = true
  default   = "${SECRET}"
}

output "db_password" {
  sensitive = true
  value     = var.db_password
}
`,
};

// The same commands as to AWS: the endpoint of the environment is one that emulates it
describeOnAws('terragate up --aws', { tools: ['terraform', 'python3.13'], provider: false }, (aws) => {
  const project = new CliProject('cloud', rootOf('cloud', MORE.env) + MORE.root);
  let env: Record<string, string>;

  beforeAll(async () => {
    env = awsEnvironment(aws.moto.url, '123456789012');
  }, 5 * MINUTES);

  const result = (stdout: string) => JSON.parse(stdout) as OnAws;

  test(
    'is what the others ask for where nothing is deployed',
    async () => {
      const { code, stderr } = await project.run(['invoke', '--aws', 'GET', '/'], env);
      expect([code, stderr]).toEqual([
        1,
        'cloud: the project is not deployed: its state is empty\n  fix:     terragate up --aws\n',
      ]);
      const { stdout } = await project.run(['status', '--aws', '--json'], env);
      expect(JSON.parse(stdout)).toEqual({ project: 'cloud', deployed: false });
    },
    MINUTES,
  );

  test(
    'shows the plan and does nothing where nobody can be asked',
    async () => {
      const { code, stdout, stderr } = await project.run(['up', '--aws'], {
        ...env,
        AWS_REGION: 'eu-central-1',
        AWS_DEFAULT_REGION: 'eu-central-1',
      });

      expect(code).toBe(1);
      expect(stdout).toMatch(/✔ plan 10 to add, 0 to change, 0 to destroy /);
      expect(stderr).toMatch(
        /^account 123456789012, region us-east-1, as arn:aws:sts::123456789012:\S+\nthe root sets us-east-1 itself, .*eu-central-1 \(AWS_REGION\)/m,
      );
      expect(stderr).toMatch(/Plan: 10 to add, 0 to change, 0 to destroy/);
      expect(stderr).toMatch(/the question whether to apply needs a terminal\n {2}fix: .*--yes/);
    },
    3 * MINUTES,
  );

  test(
    'applies what it showed with --yes, and says where the API is',
    async () => {
      const { code, stdout } = await project.run(['up', '--aws', '--yes', '--json'], env);

      expect(code).toBe(0);
      expect(result(stdout)).toEqual({
        project: 'cloud',
        changed: true,
        plan: '10 to add, 0 to change, 0 to destroy',
        accounts: ['123456789012'],
        regions: ['us-east-1'],
        routes: {
          added: ['ANY /', 'ANY /{proxy+}'],
          removed: [],
          changed: [],
          opened: [],
          unknown: [],
        },
        urls: [
          {
            name: 'cloud',
            url: expect.stringMatching(/^https:\/\/\w+\.execute-api\.us-east-1\.amazonaws\.com\/prod\/$/),
          },
        ],
        functions: ['cloud'],
        resources: 10,
      });
    },
    3 * MINUTES,
  );

  test(
    'is what status, open and logs of AWS speak of',
    async () => {
      const status = await project.run(['status', '--aws', '--json'], env);
      const now = JSON.parse(status.stdout) as Extract<StatusOnAws, { deployed: true }>;
      expect(now).toEqual({
        project: 'cloud',
        deployed: true,
        account: '123456789012',
        regions: ['us-east-1'],
        identity: expect.stringMatching(/^arn:aws:sts::123456789012:/),
        apis: [
          {
            name: 'cloud',
            stage: 'prod',
            url: expect.stringMatching(/^https:.*\/prod\/$/),
            routes: [
              { route: 'ANY /', callers: 'IAM' },
              { route: 'ANY /{proxy+}', callers: 'IAM' },
            ],
          },
        ],
        functions: [
          {
            name: 'cloud',
            state: 'Active',
            lastModified: expect.any(String),
            lastUpdate: 'Successful',
            version: '1',
          },
        ],
        resources: 10,
      });
      const open = await project.run(['open', '--aws', '--print'], env);
      expect(open.stdout).toBe(`${now.apis[0]?.url}docs\n`);

      const client = new CloudWatchLogsClient({
        endpoint: aws.moto.url,
        region: 'us-east-1',
        credentials: { accessKeyId: '123456789012', secretAccessKey: 'test' },
      });
      const log = { logGroupName: '/aws/lambda/cloud', logStreamName: 'one' };
      await client.send(new CreateLogStreamCommand(log));
      const [newer, old] = [Date.now() - 1000, Date.now() - 3_600_000];
      for (const [timestamp, message] of [
        [old, 'an hour ago'],
        [newer, 'just now\n'],
      ] as const)
        await client.send(new PutLogEventsCommand({ ...log, logEvents: [{ timestamp, message }] }));
      const logs = await project.run(['logs', '--aws', '--json'], env);
      expect(JSON.parse(logs.stdout) as LogLine).toEqual({
        function: 'cloud',
        text: 'just now',
        prefix: false,
        at: new Date(newer).toISOString(),
      });
      const more = project.start(['logs', 'cloud', '--aws', '-f', '--since', '2h'], env);
      await more.said(/an hour ago\n.* just now\n/);
      await client.send(
        new PutLogEventsCommand({ ...log, logEvents: [{ timestamp: Date.now(), message: 'and now' }] }),
      );
      await more.said('and now');
      more.ctrlC();
      expect((await more.ended).stdout.match(/just now/g)).toHaveLength(1);
    },
    2 * MINUTES,
  );

  test(
    'is called by invoke --aws: signed where the route asks for it, and no redirect is followed',
    async () => {
      const got: { url: string | undefined; headers: IncomingHttpHeaders }[] = [];
      const server = createServer(({ url, headers }, response) => {
        got.push({ url, headers });
        response.writeHead(307, { location: `http://127.0.0.1:${headers['x-port']}/elsewhere` }).end('moved');
      });
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      const { port } = server.address() as AddressInfo;
      const state = project.workspace.at('infra/terraform.tfstate');
      const before = readFileSync(state, 'utf8');
      const invoke = async (change: (text: string) => string, ...words: string[]) => {
        const here = before.replaceAll(
          /https:\/\/\w+\.execute-api\.us-east-1\.amazonaws\.com/g,
          `http://127.0.0.1:${port}`,
        );
        writeFileSync(state, change(here));
        const given = ['invoke', '--aws', 'GET', '/me?a=b', '-H', `x-port: ${port}`, '--json', ...words];
        const { stdout, stderr } = await project.run(given, env);
        expect(stderr).toBe('');
        return JSON.parse(stdout) as { status: number; body: string };
      };
      try {
        expect(await invoke((text) => text)).toMatchObject({ status: 307, body: 'moved' });
        expect(await invoke((text) => text, '--token', 'a-token')).toMatchObject({ status: 307 });
        const open = (text: string) =>
          text.replaceAll('\\"security\\":[{\\"IAM\\":[]}]', '\\"security\\":[]');
        await invoke(open);
      } finally {
        writeFileSync(state, before);
        server.close();
      }
      expect(got.map(({ url, headers }) => [url, headers.authorization])).toEqual([
        [
          '/prod/me?a=b',
          expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=123456789012\/\d+\/us-east-1\/execute-api\//),
        ],
        ['/prod/me?a=b', 'a-token'],
        ['/prod/me?a=b', undefined],
      ]);
    },
    2 * MINUTES,
  );

  test(
    'gets an event by event --aws, which calls the version that answers, and sends none twice',
    async () => {
      const got: { url: string | undefined; body: string; signed: string | undefined }[] = [];
      const server = createServer(async (request, response) => {
        const parts: Buffer[] = [];
        for await (const part of request) parts.push(part);
        const { url, headers } = request;
        got.push({ url, body: Buffer.concat(parts).toString(), signed: headers.authorization });
        if (got.length === 3) response.writeHead(500).end('{"Message": "try again"}');
        else if (got.length === 2)
          response.writeHead(200, { 'x-amz-function-error': 'Unhandled' }).end('{"errorType": "Late"}');
        else response.writeHead(200).end('{"batchItemFailures": []}');
      });
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      const { port } = server.address() as AddressInfo;
      const there = { ...env, AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${port}` };
      const file = project.workspace.write('message.json', '{"Records": [{"eventSource": "aws:sqs"}]}');
      const send = () => project.run(['event', '--aws', '--function', 'cloud', file, '--json'], there);
      try {
        const { code, stdout } = await send();
        expect([code, JSON.parse(stdout)]).toEqual([
          0,
          expect.objectContaining({ function: 'cloud', failed: false, answer: { batchItemFailures: [] } }),
        ]);
        const failed = await send();
        expect([failed.code, JSON.parse(failed.stdout)]).toEqual([
          1,
          expect.objectContaining({ failed: true, answer: { errorType: 'Late' } }),
        ]);
        expect(await send()).toMatchObject({ code: 1, stdout: expect.stringContaining('try again') });
      } finally {
        server.close();
      }
      const call = '/2015-03-31/functions/cloud/invocations?Qualifier=live';
      expect(got.map(({ url, body }) => [url, body])).toEqual(
        Array(3).fill([call, '{"Records": [{"eventSource": "aws:sqs"}]}']),
      );
      expect(got[0]?.signed).toMatch(/^AWS4-HMAC-SHA256 Credential=123456789012\/\d+\/us-east-1\/lambda\//);
      const none = await project.run(['event', '--aws', file], env);
      expect([none.code, none.stderr]).toEqual([
        1,
        expect.stringMatching(/^cloud: the project has no function for events[\s\S]*--function NAME/),
      ]);
    },
    2 * MINUTES,
  );

  test(
    'leaves no sensitive value in a file but in the state of Terraform, and no plan',
    () => {
      const holding = filesBelow(project.folder).filter(
        (path) => readFileSync(path).includes(SECRET) && !path.endsWith('infra/main.tf'),
      );

      expect(holding).toEqual([project.workspace.at('infra/terraform.tfstate')]);
      expect(existsSync(project.workspace.at('.terragate/aws/terraform.log'))).toBe(true);
      expect(existsSync(project.workspace.at('.terragate/aws/plan'))).toBe(false);
      expect(openFiles(project.workspace.at('.terragate'))).toEqual([]);
    },
    MINUTES,
  );

  test(
    'does nothing and does not ask when nothing changed',
    async () => {
      const { code, stdout } = await project.run(['up', '--aws', '--json'], env);

      expect([code, result(stdout)]).toEqual([0, expect.objectContaining({ changed: false, resources: 10 })]);
    },
    3 * MINUTES,
  );

  test(
    'is gone back from by rollback, which the next up does not undo but by another package',
    async () => {
      const answers = async () => {
        const { stdout } = await project.run(['status', '--aws', '--json'], env);
        const { functions } = JSON.parse(stdout) as Extract<StatusOnAws, { deployed: true }>;
        return functions.map(({ version, rollback }) => [version, rollback?.from]);
      };
      const none = await project.run(['rollback', '--aws', '--yes'], env);
      expect([none.code, none.stderr]).toEqual([
        1,
        expect.stringMatching(/^cloud: there is no version before 1, which answers\n {2}fix: /),
      ]);
      const main = 'app/app/main.py';
      const before = readFileSync(project.workspace.at(main), 'utf8');
      project.edit(main, (text) => `${text}\n# a mistake\n`);
      expect((await project.run(['up', '--aws', '--yes'], env)).code).toBe(0);
      expect(await answers()).toEqual([['2', undefined]]);

      const asked = await project.run(['rollback', '--aws'], env);
      expect([asked.code, asked.stderr]).toEqual([
        1,
        expect.stringMatching(
          /^account 123456789012, .*\n {2}cloud {3}version 1 of \S+, package [0-9a-f]{12}, in place of 2, package [0-9a-f]{12}\n[\s\S]*needs a terminal/,
        ),
      ]);
      expect(await answers()).toEqual([['2', undefined]]);
      const done = await project.run(['rollback', '--aws', '--yes', '--json'], env);
      expect(JSON.parse(done.stdout)).toMatchObject({
        done: true,
        functions: [{ name: 'cloud', from: '2', to: '1' }],
      });
      expect(await answers()).toEqual([['1', '2']]);
      const list = await project.run(['rollback', '--aws', '--list'], env);
      expect(list.stdout).toMatch(/^ {2}cloud\n {4}2 {3}.*, rolled back\n {4}1 {3}.*, answers\n$/);

      const again = await project.run(['up', '--aws', '--yes'], env);
      expect([again.code, again.stderr]).toEqual([
        1,
        expect.stringMatching(
          /aws_lambda_alias\.live\[0\]: version 1 answers since \S+, by terragate rollback/,
        ),
      ]);
      expect(await answers()).toEqual([['1', '2']]);

      project.workspace.write(main, before);
      const ended = await project.run(['up', '--aws', '--yes'], env);
      expect([ended.code, ended.stderr]).toEqual([
        0,
        expect.stringMatching(/^ends the rollback to version 1: .*, by another package$/m),
      ]);
      expect(await answers()).toEqual([['3', undefined]]);
    },
    5 * MINUTES,
  );

  test(
    'leaves what runs on this machine alone',
    async () => {
      expect(project.session()).toBeUndefined();
      // A killed command left it
      const plan = project.workspace.write('.terragate/aws/plan', SECRET);
      const { stdout } = await project.run(['status'], env);
      expect(stdout).toContain('cloud does not run');
      expect(existsSync(plan)).toBe(false);
    },
    MINUTES,
  );

  test(
    'is taken back by down --aws, which shows the list first',
    async () => {
      const asked = await project.run(['down', '--aws'], env);
      expect([asked.code, asked.stderr]).toEqual([
        1,
        expect.stringMatching(
          /aws_lambda_function\.this will be destroyed[\s\S]*Plan: 0 to add, 0 to change, 10 to destroy/,
        ),
      ]);

      const { code, stdout } = await project.run(['down', '--aws', '--yes', '--json'], env);
      expect([code, result(stdout)]).toEqual([
        0,
        expect.objectContaining({ changed: true, resources: 0, urls: [] }),
      ]);
    },
    4 * MINUTES,
  );

  test(
    'refuses a function that the package is not made for',
    async () => {
      project.workspace.write('infra/main.tf', rootOf('cloud', '  architecture = "x86_64"\n'));
      const { code, stderr } = await project.run(['up', '--aws', '--yes'], env);

      expect([code, stderr]).toEqual([
        1,
        expect.stringMatching(
          /module\.api\.module\.function\["\$router"\]\.aws_lambda_function\.this: the architecture of the function is x86_64, and the package is for arm64\n {2}fix: .*"architecture"/,
        ),
      ]);
    },
    3 * MINUTES,
  );

  test(
    'goes to the region that is asked for, by the variable of the root, and refuses one that the root does not leave open',
    async () => {
      const upIn = (root: string) => {
        project.workspace.write('infra/main.tf', root);
        return project.run(['up', '--aws', '--region', 'eu-west-1'], env);
      };
      const closed = await upIn(rootOf('cloud'));
      expect([closed.code, closed.stderr]).toEqual([
        1,
        expect.stringMatching(/--region: the root sets us-east-1 itself\n {2}got: +"eu-west-1"\n {2}fix: /),
      ]);
      const variable = 'variable "place" {\n  default = "us-east-1"\n}\n';
      const open = await upIn(
        rootOf('cloud').replace('region = "us-east-1"', 'region = var.place') + variable,
      );
      expect(open.stderr).toMatch(/^account 123456789012, region eu-west-1, as \S+\nroutes: 2 new\n/m);
    },
    3 * MINUTES,
  );

  test(
    'uses the backend of the root, also where an earlier version left an override in it',
    async () => {
      project.workspace.write('infra/main.tf', rootOf('cloud'));
      project.workspace.write('infra/backend.tf', 'terraform {\n  backend "s3" {}\n}\n');
      project.workspace.write(
        'infra/terragate_override.tf',
        '# Of a terragate command that runs here: it is removed at its end.\nterraform {\n  backend "local" {}\n}\n',
      );
      const { code, stdout, stderr } = await project.run(['up', '--aws', '--yes'], env);
      rmSync(project.workspace.at('infra/backend.tf'));

      expect([code, stdout, stderr]).toEqual([
        1,
        expect.stringContaining('terragate_override.tf is removed'),
        expect.stringMatching(/"key" is required by the backend/),
      ]);
      expect(stderr).not.toMatch(/to add|nothing to do/);
      expect(existsSync(project.workspace.at('infra/terragate_override.tf'))).toBe(false);
    },
    3 * MINUTES,
  );

  test(
    'shows what Terraform says, and no stack, when it fails',
    async () => {
      project.workspace.write('infra/main.tf', rootOf('cloud', '  auth = "NOBODY"\n'));
      const { code, stderr } = await project.run(['up', '--aws', '--yes'], env);

      expect([code, stderr]).toEqual([1, expect.stringMatching(/auth is "NOBODY"[\s\S]*terraform\.log/)]);
      expect(stderr).not.toMatch(/\n\s+at /);
    },
    3 * MINUTES,
  );
});
