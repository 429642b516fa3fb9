import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { OnAws, RolledBack, Status, StatusOnAws, Up } from '../../src/deploy';
import type { UserToken } from '../../src/local/issue';
import { GeneratedProject } from '../support/generated';
import { describeOnAws, type Needs } from '../support/on-aws';
import { awsEnvironment } from '../support/terraform';
import { Workspace } from '../support/workspace';

const MINUTES = 60_000;
const ACCOUNT = '123456789012';
const NEEDS: Needs = { tools: ['terraform', 'python3.13'], provider: false };

describeOnAws('a new project with an HTTP API, or a function URL, on AWS', NEEDS, (aws) => {
  const workspace = new Workspace('generated-aws');
  const projects: GeneratedProject[] = [];
  let env: Record<string, string>;

  beforeAll(async () => {
    env = awsEnvironment(aws.moto.url, ACCOUNT);
  }, 5 * MINUTES);

  const read = async (path: string) => {
    // The credentials say which service is asked
    const scope = `${ACCOUNT}/20260101/us-east-1/${path.startsWith('/v2/') ? 'apigateway' : 'lambda'}/aws4_request`;
    const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
    const answer = await fetch(aws.moto.url + path, { headers: { authorization } });
    return (await answer.json()) as Record<string, readonly Record<string, unknown>[]>;
  };
  /** A subresource of the bucket of the isolated project, such as its policy. */
  const bucket = async (what: string) => {
    const authorization = `AWS4-HMAC-SHA256 Credential=${ACCOUNT}/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0`;
    const answer = await fetch(`${aws.moto.url}/deeds-${ACCOUNT}-us-east-1?${what}`, {
      headers: { authorization },
    });
    return answer.text();
  };
  const routes = async () => {
    const [api] = (await read('/v2/apis')).items ?? [];
    const { items = [] } = await read(`/v2/apis/${api?.apiId}/routes`);
    return Object.fromEntries(items.map((route) => [route.routeKey, route.authorizationType]));
  };

  describe.each([
    ['one function, Cognito', 'members', ['--integration-pattern', 'shared', '--auth', 'Cognito']],
    ['isolated functions, IAM', 'deeds', []],
  ])('%s', (_, name, flags) => {
    const isolated = flags.length === 0;
    const project = new GeneratedProject(workspace, name, ['--compute-type', 'http-api', ...flags]);
    const last = projects.at(-1);
    projects.push(project);
    const aws = async (...args: string[]): Promise<OnAws> => {
      const { code, stdout, stderr } = await project.run([...args, '--aws', '--json'], env);
      if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}\n${stdout}${stderr}`);
      return JSON.parse(stdout) as OnAws;
    };
    const changed = { project: name, changed: true };

    test(
      'is applied by up --aws',
      async () => {
        await project.make();
        if (last) project.takePackages(last);
        // One function has an alias; those of single operations have one where it is asked for
        if (isolated)
          project.edit('infra/main.tf', (text) =>
            text.replace(/^( +)integration_pattern .*$/m, '$&\n$1function_aliases_enabled = true'),
          );
        const up = await aws('up', '--yes');

        expect(up).toMatchObject(changed);
        expect(up.urls.map(({ url }) => url)).toEqual([
          expect.stringMatching(/^https:\/\/\w+\.execute-api\.us-east-1\.amazonaws\.com/),
        ]);
        expect(up.functions).toHaveLength(isolated ? 4 : 1);
        expect(await routes()).toMatchObject(
          isolated ? { 'GET /me': 'AWS_IAM', 'GET /echo': 'AWS_IAM' } : { 'GET /{proxy+}': 'JWT' },
        );
      },
      4 * MINUTES,
    );

    if (!isolated) {
      test(
        'runs on this machine too, behind the same gateway',
        async () => {
          try {
            const up = await project.json<Up>('up', '--callers', 'checked');
            expect(up).toMatchObject({ functions: [name], authorized: true, callers: 'checked' });
            const invoke = async (...words: string[]) => {
              const { stdout } = await project.run(['invoke', 'GET', ...words, '--json']);
              return JSON.parse(stdout) as { status: number; body: string };
            };

            const { token } = await project.json<UserToken>('token', 'alice', '--create');
            expect(await invoke('/echo?message=hello', '--token', token)).toMatchObject({
              status: 200,
              body: '{"message":"hello"}',
            });
            const me = await invoke('/me', '--token', `Bearer ${token}`);
            expect(JSON.parse(me.body)).toMatchObject({ email: 'alice@example.com' });
            const over = await project.run(['token', 'alice', '--expired']);
            for (const words of [[], ['--token', 'x'], ['--token', over.stdout.trim()]]) {
              expect(await invoke('/me', ...words)).toMatchObject({
                status: 401,
                body: '{"message":"Unauthorized"}',
              });
            }
            expect(await project.json<Status>('status')).toMatchObject({
              apis: [{ name, stage: '$default' }],
            });
            expect((await project.run(['logs'])).stdout).toContain(`${name}`);
          } finally {
            await project.run(['down']);
          }
        },
        4 * MINUTES,
      );
    }

    if (isolated) {
      test(
        'has its packages in a bucket that is closed',
        async () => {
          const access = await bucket('publicAccessBlock');
          expect(access.match(/>true</g)).toHaveLength(4);
          const { Statement: statements } = JSON.parse(await bucket('policy'));
          expect(statements).toEqual([
            expect.objectContaining({
              Effect: 'Deny',
              Principal: '*',
              Action: 's3:*',
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            }),
          ]);
          expect(await bucket('versioning')).toContain('<Status>Enabled<');
          expect(await bucket('encryption')).toContain('<SSEAlgorithm>AES256<');
          expect(await bucket('lifecycle')).toMatch(/NoncurrentVersionExpiration>\s*<NoncurrentDays>90</);
        },
        MINUTES,
      );
    }

    test(
      'has a new route after the next up, and nothing to do after that',
      async () => {
        const before = await routes();
        project.addRoute();
        expect(await aws('up', '--yes')).toMatchObject(changed);

        expect(await routes()).toEqual({ ...before, ...(isolated && { 'GET /pets/{pet_id}': 'AWS_IAM' }) });
        if (isolated) {
          // What was replaced is kept
          expect((await bucket('versions')).match(/<Version>/g)).toHaveLength(2);
        }
        const { functions } = await read('/2015-03-31/functions/').then(({ Functions = [] }) => ({
          functions: Functions.map((one) => one.FunctionName),
        }));
        expect(functions).toHaveLength(isolated ? 5 : 1);
        // Without --yes: it would ask, and nobody could answer
        expect(await aws('up')).toMatchObject({ project: name, changed: false });
      },
      4 * MINUTES,
    );

    test(
      'goes back to the package before, all functions that had it',
      async () => {
        const run = async <T>(...args: string[]): Promise<T> => {
          const { code, stdout, stderr } = await project.run([...args, '--aws', '--json'], env);
          if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}\n${stdout}${stderr}`);
          return JSON.parse(stdout) as T;
        };
        const back = await run<RolledBack>('rollback', '--yes');

        expect(back.functions.map(({ from, to }) => [from, to])).toEqual(
          Array(isolated ? 4 : 1).fill(['2', '1']),
        );
        expect(back.stays).toEqual(isolated ? [expect.stringContaining('pet')] : []);
        expect(new Set(back.functions.map((one) => one.package)).size).toBe(1);
        const { functions } = await run<Extract<StatusOnAws, { deployed: true }>>('status');
        const rolledBack = functions.filter(({ rollback }) => rollback?.from === '2');
        expect(rolledBack.map(({ name, version }) => [name, version])).toEqual(
          back.functions.map((one) => [one.name, '1']),
        );
      },
      2 * MINUTES,
    );

    test(
      'is taken back by down --aws',
      async () => {
        expect(await aws('down', '--yes')).toMatchObject({ ...changed, resources: 0, urls: [] });

        expect((await read('/v2/apis')).items).toEqual([]);
        expect((await read('/2015-03-31/functions/')).Functions).toEqual([]);
        if (isolated) expect(await bucket('versioning')).toContain('NoSuchBucket');
        expect(existsSync(join(project.folder, '.terragate/lock'))).toBe(false);
        expect(project.processes()).toEqual([]);
      },
      2 * MINUTES,
    );
  });

  describe.each([
    ['signed requests', 'signed', []],
    ['CloudFront in front', 'fronted', ['--auth', 'None']],
  ])('a function URL, %s', (_, name, flags) => {
    const project = new GeneratedProject(workspace, name, ['--compute-type', 'function-url', ...flags]);
    const aws = async (...args: string[]): Promise<OnAws> => {
      const { code, stdout, stderr } = await project.run([...args, '--aws', '--json'], env);
      if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}\n${stdout}${stderr}`);
      return JSON.parse(stdout) as OnAws;
    };
    const fronted = flags.length > 0;

    test(
      'is applied, planned again without a change, changed by its app, and taken back',
      async () => {
        await project.make();
        const made = projects.find((one) => existsSync(join(one.folder, '.venv')));
        if (made) project.takePackages(made);
        projects.push(project);
        const up = await aws('up', '--yes');
        expect(up).toMatchObject({ changed: true, functions: [name] });
        expect(up.urls.map(({ url }) => url)).toEqual([
          expect.stringMatching(
            fronted ? /^https:\/\/\w+\.cloudfront\.net\/$/ : /\.lambda-url\.us-east-1\.on\.aws\/$/,
          ),
        ]);
        const status = await project.run(['status', '--aws', '--json'], env);
        const { apis } = JSON.parse(status.stdout) as Extract<StatusOnAws, { deployed: true }>;
        expect(apis[0]?.routes).toEqual([{ route: 'ANY $default', callers: fronted ? 'anyone' : 'IAM' }]);
        expect(await aws('up')).toMatchObject({ changed: false });

        project.addRoute();
        expect(await aws('up', '--yes')).toMatchObject({ changed: true });
        expect(await aws('down', '--yes')).toMatchObject({ changed: true, resources: 0, urls: [] });
        expect((await read('/2015-03-31/functions/')).Functions).toEqual([]);
      },
      6 * MINUTES,
    );
  });
});
