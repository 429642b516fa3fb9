import { invokeOnAws } from '../../src/deploy/aws-invoke';
import { logsOnAws } from '../../src/deploy/aws-logs';
import { placeOptions } from '../../src/deploy/aws-place';
import { notDeployed } from '../../src/deploy/deployment';
import { Interrupted } from '../../src/deploy/terraform';
import { readProject } from '../../src/project';
import { AnsweringServer } from '../support/answering-server';
import { Workspace } from '../support/workspace';

const ACCOUNT = '123456789012';

// The state of an environment without a backend is read without Terraform
describe('a deployment that is asked', () => {
  const workspace = new Workspace('asked-on-aws');
  const server = new AnsweringServer();
  const before = { ...process.env };
  const PLACE = { environment: 'staging', region: 'eu-central-1' };
  const HOW = { follow: false, since: 1000, line: () => {} };
  const request = { method: 'GET', path: '/me', headers: [] as string[] };

  beforeAll(async () => {
    const url = await server.start();
    const keys = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };
    Object.assign(process.env, { ...keys, AWS_ENDPOINT_URL: url, TERRAGATE_TERRAFORM: process.execPath });
    const resource = (type: string, attributes: object) => ({
      mode: 'managed',
      type,
      instances: [{ attributes }],
    });
    const arn = `arn:aws:lambda:eu-central-1:${ACCOUNT}:function:shop`;
    workspace.write('terragate.json', JSON.stringify({ name: 'shop', app: '.', root: 'infra' }));
    workspace.write('infra/envs/staging.tfvars', '');
    workspace.write(
      'infra/envs/staging.tfstate',
      JSON.stringify({
        resources: [
          resource('aws_api_gateway_rest_api', { id: 'api', name: 'shop' }),
          resource('aws_api_gateway_stage', {
            rest_api_id: 'api',
            stage_name: 'prod',
            invoke_url: `${url}/prod`,
          }),
          resource('aws_lambda_function', { arn, function_name: 'shop' }),
        ],
      }),
    );
  });
  beforeEach(() => {
    server.asked.splice(0);
    server.left = () => {};
  });
  afterAll(() => {
    server.stop();
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  });

  const identity = `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::${ACCOUNT}:user/alice</Arn><Account>${ACCOUNT}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
  const project = () => readProject(workspace.at());
  const signal = new AbortController().signal;
  const authorizations = async (...headers: string[]) => {
    server.answer = ({ path }) => ({ body: path.startsWith('/prod') ? '{}' : identity });
    await invokeOnAws(project(), PLACE, { ...request, headers, signal });
    const call = server.asked.find(({ path }) => path === '/prod/me');
    return call?.headers.authorization;
  };

  it('gets a signature, but where the user gives the header', async () => {
    expect(await authorizations()).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\//);
    server.asked.splice(0);
    expect(await authorizations('authorization: Bearer mine')).toBe('Bearer mine');
    expect(server.asked.map(({ path }) => path)).toEqual(['/prod/me']);
  });

  it.each<[string, (asked: AbortSignal) => Promise<unknown>]>([
    [
      '/prod/me',
      (asked) => invokeOnAws(project(), PLACE, { ...request, headers: ['Authorization: a'], signal: asked }),
    ],
    ['/', (asked) => invokeOnAws(project(), PLACE, { ...request, signal: asked })],
  ])('is left at Ctrl-C while %s is not answered', async (path, ask) => {
    const controller = new AbortController();
    const left = new Promise<string>((done) => {
      server.left = (asked) => done(asked.path);
    });
    server.answer = () => {
      controller.abort();
      return undefined;
    };

    await expect(ask(controller.signal)).rejects.toThrow(Interrupted);
    expect(await left).toBe(path);
  });

  it('is proposed by commands for the same place', async () => {
    server.answer = ({ headers }) =>
      headers['x-amz-target'] === undefined
        ? { body: identity }
        : { status: 400, headers: { 'x-amzn-errortype': 'ResourceNotFoundException' }, body: '{}' };
    await expect(logsOnAws(project(), PLACE, { ...HOW, signal })).rejects.toThrow(
      /terragate invoke --aws --env staging --region eu-central-1 GET \/\. terragate logs --aws --env staging --region eu-central-1 -f /,
    );

    server.answer = () => ({ status: 200, headers: { 'content-length': '9' }, body: '' });
    server.stop();
    await expect(
      invokeOnAws(project(), PLACE, { ...request, headers: ['Authorization: a'], signal }),
    ).rejects.toThrow('terragate status --aws --env staging --region eu-central-1 says');

    expect(placeOptions({}).text).toBe('--aws');
    expect(notDeployed({ environment: 'staging', profile: "Bob's $work" }).fix).toBe(
      "terragate up --aws --env staging --profile 'Bob'\\''s $work'",
    );
  });
});
