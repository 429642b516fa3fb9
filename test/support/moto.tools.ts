import { type Moto, startMoto } from './moto';
import { startSharedProvider } from './provider';
import { awsEnvironment, Terraform } from './terraform';
import { describeWithTools, requireTool } from './tools';
import { Workspace } from './workspace';

jest.setTimeout(240_000);

describeWithTools('moto, completed', ['terraform', 'python3'], () => {
  let moto: Moto;
  const workspace = new Workspace('moto');

  beforeAll(async () => {
    moto = await startMoto();
  });

  afterAll(async () => {
    await moto?.stop();
    workspace.remove();
  });

  beforeEach(() => moto.reset());

  async function read(path: string): Promise<Record<string, unknown>> {
    const answer = await fetch(moto.url + path, { headers: { authorization: AUTHORIZATION } });
    expect(answer.status).toBe(200);
    return (await answer.json()) as Record<string, unknown>;
  }

  async function moto53(path: string, body: string): Promise<string> {
    const name = path === 'hostedzone' ? 'CreateHostedZoneRequest' : 'ChangeResourceRecordSetsRequest';
    const headers = { authorization: AUTHORIZATION.replace('/apigateway/', '/route53/') };
    const url = `${moto.url}/2013-04-01/${path}`;
    const answer = await fetch(url, { method: 'POST', headers, body: `<${name}>${body}</${name}>` });
    return answer.text();
  }

  async function rootOf(kind: 'rest' | 'http'): Promise<Terraform> {
    const root = workspace.copy(`test/support/fixtures/${kind}`, kind);
    workspace.copy('test/support/fixtures/common.tf', `${kind}/common.tf`);
    const tf = new Terraform('terraform', root, awsEnvironment(moto.url));
    tf.writeProvider();
    await tf.init();
    return tf;
  }

  /** Applied, planned again, changed, planned again. */
  async function liveThrough(tf: Terraform): Promise<void> {
    await tf.apply();
    expect(await tf.differences()).toBe('');
    tf.setVariables({ memory_size: 512, origin: 'https://other.example.com', log_level: 'DEBUG' });
    expect(await tf.applied()).toContain('update aws_lambda_function.app');
    expect(await tf.differences()).toBe('');
  }

  test('a certificate is issued by its record in a zone, and by nothing else', async () => {
    const ask = async (service: string, target: string, body: object) => {
      const answer = await fetch(moto.url, {
        method: 'POST',
        headers: {
          authorization: AUTHORIZATION.replace('/apigateway/', `/${service}/`),
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': target,
        },
        body: JSON.stringify(body),
      });
      return (await answer.json()) as Record<string, Record<string, unknown>>;
    };
    const about = { DomainName: 'api.example.com', ValidationMethod: 'DNS' };
    const { CertificateArn } = await ask('acm', 'CertificateManager.RequestCertificate', about);
    const certificate = async () =>
      (await ask('acm', 'CertificateManager.DescribeCertificate', { CertificateArn })).Certificate ?? {};
    expect((await certificate()).Status).toBe('PENDING_VALIDATION');
    const [option] = (await certificate()).DomainValidationOptions as {
      ResourceRecord: Record<string, string>;
    }[];
    const { Name, Type, Value } = option?.ResourceRecord ?? {};
    const zone = await moto53('hostedzone', `<Name>example.com</Name><CallerReference>1</CallerReference>`);
    const id = /<Id>\/hostedzone\/(\w+)<\/Id>/.exec(zone)?.[1];
    const record = (value: string) =>
      moto53(
        `hostedzone/${id}/rrset`,
        `<ChangeBatch><Changes><Change><Action>UPSERT</Action><ResourceRecordSet><Name>${Name}</Name><Type>${Type}</Type><TTL>300</TTL><ResourceRecords><ResourceRecord><Value>${value}</Value></ResourceRecord></ResourceRecords></ResourceRecordSet></Change></Changes></ChangeBatch>`,
      );
    await record('elsewhere.example.com.');
    expect((await certificate()).Status).toBe('PENDING_VALIDATION');
    await record(Value ?? '');
    expect((await certificate()).Status).toBe('ISSUED');
  });

  test('a REST API by document is applied, planned empty, changed, planned empty and destroyed', async () => {
    const tf = await rootOf('rest');
    await liveThrough(tf);

    const id = (await tf.output()).api_id;
    const { item: resources } = (await read(`/restapis/${id}/resources?embed=methods`)) as {
      item: { path: string; resourceMethods?: Record<string, Record<string, unknown>> }[];
    };
    const methods = Object.fromEntries(
      resources.map(({ path, resourceMethods }) => [path, resourceMethods ?? {}]),
    );
    expect(Object.keys(methods['/items/{id}'] ?? {}).sort()).toEqual(['GET', 'PUT']);
    expect(methods['/{proxy+}']?.ANY).toMatchObject({ authorizationType: 'AWS_IAM' });
    expect(methods['/items/{id}']?.GET).toMatchObject({ authorizationType: 'COGNITO_USER_POOLS' });
    expect(methods['/items/{id}']?.PUT).toMatchObject({ apiKeyRequired: true });

    await tf.destroy();
    expect(await read('/restapis')).toEqual({ item: [] });
  });

  test('an HTTP API by document is applied, planned empty, changed, planned empty and destroyed', async () => {
    const tf = await rootOf('http');
    await liveThrough(tf);

    const { items } = (await read(`/v2/apis/${(await tf.output()).api_id}/routes`)) as {
      items: Record<string, unknown>[];
    };
    expect(Object.fromEntries(items.map((route) => [route.routeKey, route.authorizationType]))).toEqual({
      'ANY /': 'AWS_IAM',
      'GET /items/{id}': 'JWT',
      $default: 'NONE',
    });

    await tf.destroy();
    expect(await read('/v2/apis')).toEqual({ items: [] });
  });

  test('reset forgets everything', async () => {
    const headers = { authorization: AUTHORIZATION, 'content-type': 'application/json' };
    const body = JSON.stringify({ name: 'app', protocolType: 'HTTP' });
    await fetch(`${moto.url}/v2/apis`, { method: 'POST', headers, body });
    expect(await read('/v2/apis')).toMatchObject({ items: [{ name: 'app' }] });
    await moto.reset();
    expect(await read('/v2/apis')).toEqual({ items: [] });
  });

  test('lists what is being made at the same time', async () => {
    // Threads that take turns all the time: without it the tables of moto change under a list once in thousands of requests
    const busy = await startMoto({ MOTO_SWITCH_INTERVAL: '0.00001' });
    const logs = (action: string, body: object) =>
      fetch(busy.url, {
        method: 'POST',
        headers: {
          authorization: AUTHORIZATION.replace('apigateway', 'logs'),
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': `Logs_20140328.${action}`,
        },
        body: JSON.stringify(body),
      });
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, i) => [
        logs('CreateLogGroup', { logGroupName: `group-${i}` }),
        logs('DescribeLogGroups', { logGroupNamePrefix: 'group-' }),
      ]).flat(),
    );
    await busy.stop();
    expect(answers.map(({ status }) => status).filter((status) => status !== 200)).toEqual([]);
  }, 60_000);

  test('a shared provider serves every binary, at the same time', async () => {
    const binaries = (['terraform', 'terraform-1.5.7', 'tofu'] as const).filter(
      (name) => requireTool(name).available,
    );
    const provider = await startSharedProvider(moto.url);
    const differences = await Promise.all(
      binaries.map(async (binary) => {
        const folder = new Workspace('shared');
        folder.write('main.tf', ROLE.replaceAll('NAME', binary.replaceAll('.', '-')));
        const tf = new Terraform(binary, folder.path, provider.env);
        tf.writeProvider();
        await tf.init();
        await tf.apply();
        return tf.differences();
      }),
    );
    expect(differences).toEqual(binaries.map(() => ''));
    await provider.stop();
  });
});

const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/apigateway/aws4_request, SignedHeaders=host, Signature=0';

const ROLE = `
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

resource "aws_iam_role" "NAME" {
  name               = "NAME"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}
`;
