import { readFileSync, rmSync } from 'node:fs';
import { listSecrets, removeSecret, setSecret } from '../../src/deploy';
import { secretFolder } from '../../src/deploy/secrets/secret-name';
import { type UserError, UserError as Wrong } from '../../src/errors';
import { readProject } from '../../src/project';
import { type Answered, AnsweringServer } from '../support/answering-server';
import { Workspace } from '../support/workspace';

const ACCOUNT = '123456789012';
const VALUE = 'hunter2-SENSITIVE';
const ROOT =
  'variable "secrets" {}\nmodule "api" {\n  source = "./modules/shop"\n  secrets = var.secrets\n}\n';
const IDENTITY = `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws-cn:iam::${ACCOUNT}:user/alice</Arn><Account>${ACCOUNT}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;

/** What AWS is asked for, and answers: the names of the API's actions. */
type Answers = Readonly<Record<string, (body: Readonly<Record<string, unknown>>) => object | Answered>>;

describe('secrets of a deployment', () => {
  const workspace = new Workspace('secrets');
  const server = new AnsweringServer();
  const before = { ...process.env };
  const shown: string[] = [];

  beforeAll(async () => {
    const keys = {
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_REGION: 'eu-west-1',
    };
    Object.assign(process.env, { ...keys, AWS_ENDPOINT_URL: await server.start() });
  });
  beforeEach(() => {
    shown.splice(0);
    server.asked.splice(0);
    workspace.write('terragate.json', JSON.stringify({ name: 'shop', app: '.', root: 'infra' }));
    workspace.write('infra/main.tf', ROOT);
    workspace.write('infra/terraform.tfvars', '');
    workspace.write('infra/envs/staging.tfvars', 'environment = "staging"\nregion = "cn-north-1"\n');
  });
  afterAll(() => {
    server.stop();
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  });

  const NONE: Answers = {
    DescribeParameters: () => ({ Parameters: [] }),
    DescribeSecret: () => ({
      status: 400,
      headers: { 'x-amzn-errortype': 'ResourceNotFoundException' },
      body: '{"message":"none"}',
    }),
    PutParameter: () => ({ Version: 1 }),
  };
  const answers = (more: Answers = {}) => {
    const all = { ...NONE, ...more };
    server.answer = ({ headers, body }) => {
      const action = String(headers['x-amz-target'] ?? '').split('.')[1] ?? '';
      if (!action) return /ListAccountAliases/.test(body) ? { status: 403 } : { body: IDENTITY };
      const answer = all[action]?.(JSON.parse(body)) ?? { status: 501 };
      return 'status' in answer ? (answer as Answered) : { body: JSON.stringify(answer) };
    };
  };
  const sent = (action: string) =>
    server.asked
      .filter(({ headers }) => String(headers['x-amz-target']).endsWith(`.${action}`))
      .map(({ body }) => JSON.parse(body));
  const options = {
    signal: new AbortController().signal,
    yes: true,
    show: (line: string) => void shown.push(line),
  };
  const set = (more: object = {}, value = VALUE) =>
    setSecret(readProject(workspace.at()), {
      ...options,
      name: 'API_TOKEN',
      environment: 'staging',
      readValue: async () => value,
      ...more,
    });
  const failing = async (asked: Promise<unknown>): Promise<UserError> => {
    const error = await asked.catch((one: unknown) => one);
    expect(error).toBeInstanceOf(Wrong);
    return error as UserError;
  };
  const staging = () => readFileSync(workspace.at('infra/envs/staging.tfvars'), 'utf8');

  it('are encrypted parameters with the names of project and environment, in the region that the file sets', async () => {
    answers();
    const arn = `arn:aws-cn:ssm:cn-north-1:${ACCOUNT}:parameter/terragate/shop/staging/API_TOKEN`;

    expect(await set()).toMatchObject({ arn, region: 'cn-north-1', file: 'infra/envs/staging.tfvars' });
    expect(sent('PutParameter')).toEqual([
      expect.objectContaining({
        Name: '/terragate/shop/staging/API_TOKEN',
        Type: 'SecureString',
        Value: VALUE,
        Tags: [
          { Key: 'app', Value: 'shop' },
          { Key: 'managed_by', Value: 'terragate' },
          { Key: 'environment', Value: 'staging' },
        ],
      }),
    ]);
    expect(staging()).toContain(`secrets = {\n  API_TOKEN = "${arn}"\n}`);
    expect(shown.join('\n')).not.toContain(VALUE);
  });

  it('are in the variables of the root without an environment', async () => {
    answers();

    await set({ environment: undefined });
    expect(readFileSync(workspace.at('infra/terraform.tfvars'), 'utf8')).toBe(
      `secrets = {\n  API_TOKEN = "arn:aws-cn:ssm:eu-west-1:${ACCOUNT}:parameter/terragate/shop/API_TOKEN"\n}\n`,
    );
  });

  it('are asked about with what is in another account or region than these credentials', async () => {
    answers();
    const other = 'arn:aws-cn:ssm:cn-northwest-1:210987654321:parameter/terragate/shop/staging/DATABASE_URL';
    workspace.write('infra/backend.tf', 'terraform {\n  backend "s3" {}\n}\n');
    workspace.write(
      'infra/envs/staging.s3.tfbackend',
      'bucket = "terragate-state-210987654321-cn-north-1"\n',
    );
    workspace.write('infra/envs/staging.tfvars', `${staging()}secrets = {\n  DATABASE_URL = "${other}"\n}\n`);

    await set();
    expect(shown.join('\n').match(/careful .*/g)).toEqual([
      'careful  the state of this deployment is in account 210987654321',
      'careful  DATABASE_URL is in 210987654321, cn-northwest-1',
    ]);
    shown.splice(0);
    workspace.write('infra/envs/staging.tfvars', 'environment = "staging"\nregion = "cn-north-1"\n');
    workspace.write('infra/envs/staging.s3.tfbackend', `bucket = "terragate-state-${ACCOUNT}-cn-north-1"\n`);
    await set();
    await set();
    expect(shown.join('\n')).not.toContain('careful');
    for (const file of ['infra/backend.tf', 'infra/envs/staging.s3.tfbackend']) rmSync(workspace.at(file));
  });

  it('keep the key that a parameter is encrypted with', async () => {
    const Parameters = [
      {
        Name: '/terragate/shop/staging/API_TOKEN',
        Type: 'SecureString',
        KeyId: 'alias/own',
        LastModifiedDate: 1,
      },
    ];
    answers({ DescribeParameters: () => ({ Parameters }) });

    expect(await set()).toMatchObject({ replaced: true });
    expect(sent('PutParameter')).toEqual([expect.objectContaining({ Overwrite: true, KeyId: 'alias/own' })]);
    expect(sent('PutParameter')[0]).not.toHaveProperty('Tags');
  });

  it('do nothing where the answer is not yes, and read no value', async () => {
    answers();
    const readValue = jest.fn(async () => VALUE);

    expect(await set({ yes: false, ask: async () => 'no', readValue })).toMatchObject({ done: false });
    expect(readValue).not.toHaveBeenCalled();
    expect(sent('PutParameter')).toEqual([]);
  });

  it.each([
    ['an empty value', {}, '', 'API_TOKEN: the value is empty'],
    ['bytes that are no text', {}, 'a\0b', 'API_TOKEN: the value is no text'],
    ['a value that costs money in SSM', {}, 'ä'.repeat(2049), 'API_TOKEN: the value has 4098 bytes, and SSM'],
    ['a name of no environment', { environment: 'qa' }, VALUE, '--env: the project has no environment qa'],
  ])('refuse %s', async (_, more, value, what) => {
    answers();

    expect((await failing(set(more, value))).message).toContain(what);
    expect(sent('PutParameter')).toEqual([]);
    expect(staging()).not.toContain('secrets');
  });

  it('refuse a parameter that is not encrypted, and a second store', async () => {
    const Name = '/terragate/shop/staging/API_TOKEN';
    answers({ DescribeParameters: () => ({ Parameters: [{ Name, Type: 'String' }] }) });
    expect((await failing(set())).message).toContain(`${Name}: it is a parameter of type String`);

    answers({ DescribeParameters: () => ({ Parameters: [{ Name, Type: 'SecureString' }] }) });
    expect((await failing(set({ store: 'secrets-manager' }))).problems).toMatchObject([
      { where: '--in', got: 'secrets-manager', allowed: ['ssm'] },
    ]);
  });

  it('have their value in no error, whatever AWS says', async () => {
    answers({
      PutParameter: ({ Value }) => ({
        status: 400,
        headers: { 'x-amzn-errortype': 'ValidationException' },
        body: JSON.stringify({ message: `Value '${Value}' failed to satisfy constraint` }),
      }),
    });

    const { message } = await failing(set());
    expect(message).toContain("Value '***' failed to satisfy constraint");
    expect(message).not.toContain(VALUE);
  });

  it.each([
    ['infra/main.tf', 'module "api" {}\n', /^add to the module in the root/, 'secrets = { API_TOKEN = "arn:'],
    [
      'infra/main.tf',
      'variable "secrets" {}\n',
      /^add to the module in the root/,
      'secrets = { API_TOKEN = "arn:',
    ],
    [
      'infra/envs/staging.tfvars',
      'secrets = merge({}, {})\n',
      /^add to "secrets" in infra\/envs/,
      'API_TOKEN = "arn:',
    ],
  ])('are named by hand where %s is %j', async (path, text, where, line) => {
    answers();
    workspace.write(path, text);
    const file = staging();

    const { byHand = [], fileChanged, done } = await set();
    expect([done, fileChanged, byHand[0], byHand[1]]).toEqual([
      true,
      false,
      expect.stringMatching(where),
      expect.stringContaining(line),
    ]);
    expect(staging()).toBe(file);
  });

  it('are named by hand where another file wins', async () => {
    answers();
    workspace.write('infra/more.auto.tfvars', 'secrets = {}\n');
    try {
      expect(await set({ environment: undefined })).toMatchObject({ byHand: expect.any(Array) });
      expect(shown).toContain('  file     none: more.auto.tfvars names secrets too');
    } finally {
      rmSync(workspace.at('infra/more.auto.tfvars'));
    }
  });

  it('are listed with those that the file names beside them', async () => {
    const arn = `arn:aws-cn:ssm:cn-north-1:${ACCOUNT}:parameter/terragate/shop/staging/API_TOKEN`;
    const asked: unknown[] = [];
    answers({
      ListSecrets: () => ({ SecretList: [{ Name: '/terragate/shop/staging/deeper/NOT_OURS', ARN: 'x' }] }),
      DescribeParameters: ({ NextToken, ParameterFilters }) => {
        asked.push(ParameterFilters);
        return NextToken
          ? { Parameters: [{ Name: '/terragate/shop/staging/API_TOKEN', Type: 'SecureString' }] }
          : { Parameters: [], NextToken: 'more' };
      },
    });
    workspace.write(
      'infra/envs/staging.tfvars',
      'region = "cn-north-1"\nsecrets = {\n  OTHER_ONE = "arn:aws:ssm:x"\n  EXPRESSION = upper("x")\n}\n',
    );

    const { secrets } = await listSecrets(
      readProject(workspace.at()),
      { environment: 'staging' },
      options.signal,
    );
    expect(secrets).toEqual([
      { name: 'API_TOKEN', store: 'ssm', arn, named: false },
      { name: 'EXPRESSION', named: true },
      { name: 'OTHER_ONE', arn: 'arn:aws:ssm:x', named: true },
    ]);
    expect(asked[0]).toEqual([{ Key: 'Path', Option: 'OneLevel', Values: ['/terragate/shop/staging'] }]);
  });

  it('are named where one is asked for that is not there', async () => {
    answers({
      ListSecrets: () => ({ SecretList: [{ Name: '/terragate/shop/staging/OTHER_ONE', ARN: 'x' }] }),
    });
    const asked = removeSecret(readProject(workspace.at()), {
      ...options,
      name: 'API_TOKEN',
      environment: 'staging',
    });

    expect((await failing(asked)).problems).toMatchObject([{ where: 'API_TOKEN', allowed: ['OTHER_ONE'] }]);
  });

  it('have other names in each project and each environment', () => {
    const folder = (name: string, environment?: string) =>
      secretFolder({ ...readProject(workspace.at()), name }, environment);
    const all = [
      folder('shop'),
      folder('shop', 'a'),
      folder('my shop'),
      folder('my-shop'),
      folder('my/shop'),
    ];

    expect(all.slice(0, 2)).toEqual(['/terragate/shop', '/terragate/shop/a']);
    expect(new Set(all).size).toBe(all.length);
    for (const one of all) expect(one).toMatch(/^(?:\/[A-Za-z0-9_.-]+)+$/);
  });
});
