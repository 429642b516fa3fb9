import { costReport, costTable } from '../../src/inspect';
import { readProject } from '../../src/project';
import { call, projectFolder } from './project';

const TRAFFIC = {
  requests: 1e6,
  milliseconds: 50,
  answerKb: 2,
  logKb: 1.4,
  metrics: 0,
  natGateways: 0,
  natGb: 0,
  wafRules: 0,
  freeTier: false,
};

async function cost(...project: Parameters<typeof projectFolder>) {
  const report = await costReport(readProject(projectFolder(...project).path), TRAFFIC);
  const [api] = report.apis;
  if (!api) throw new Error('there is no API');
  const usd = (item: string) => api.lines.find((line) => line.item === item)?.usd;
  return { ...api, report, usd };
}

describe('what a project costs', () => {
  test('is known from the inputs of its module', async () => {
    const { architecture, usd, lines, total, notes } = await cost(
      call(
        'architecture = "x86_64"\n memory_size = 1024\n log_retention_in_days = 7\n cache_cluster_size = "0.5"\n dashboard_enabled = true',
      ),
    );
    expect(architecture).toBe('x86_64');
    expect(usd('Lambda time')).toBeCloseTo(50_000 * 0.0000166667, 5);
    expect(usd('cache of 0.5 GB')).toBeCloseTo(14.6);
    expect(usd('dashboard')).toBe(3);
    expect(lines.map(({ item }) => item)).toContain('logs kept 7 days');
    expect(total).toBeCloseTo(
      lines.reduce((sum, line) => sum + line.usd, 0),
      4,
    );
    expect(notes).toEqual([]);
  });

  test('is that of its kind of API, which has no cache and no web ACL as HTTP API', async () => {
    const inputs = call('cache_cluster_size = "0.5"\n web_acl_arn = aws_wafv2_web_acl.main.arn');
    const rest = await cost(inputs);
    const http = await cost(inputs, undefined, 'http');
    expect([rest.usd('API requests'), http.usd('API requests')]).toEqual([3.5, 1]);
    expect([rest.usd('web ACL'), http.usd('web ACL')]).toEqual([5, undefined]);
    expect(http.usd('cache of 0.5 GB')).toBeUndefined();
  });

  test('is that of Lambda behind a function URL, and of CloudFront where it is in front', async () => {
    const root = (more = '') =>
      `module "function" {\n source = "./modules/lambda-function"\n tracing_enabled = false\n}
module "url" {\n source = "./modules/function-url"\n function_arn = module.function.alias_arn\n ${more}\n}\n`;
    const alone = await cost(root(), undefined, 'function-url');
    expect(alone.lines.map(({ item }) => item)).toEqual([
      ...['Lambda requests', 'Lambda time', 'answers', 'logs written', 'logs kept 30 days'],
    ]);
    const front = await cost(root('distribution_enabled = true'), undefined, 'function-url');
    expect(front.usd('CloudFront requests')).toBe(1);
    expect(front.usd('answers')).toBeCloseTo(((1e6 * 2) / 1024 / 1024) * 0.085, 5);
    const acl = 'distribution_enabled = true\n web_acl_arn = aws_wafv2_web_acl.main.arn';
    expect((await cost(root(acl), undefined, 'function-url')).usd('web ACL')).toBe(5);
  });

  test('has no traces where neither the gateway nor the function writes any', async () => {
    const off = 'lambda_tracing_enabled = false';
    expect((await cost(call())).usd('traces')).toBe(5);
    expect((await cost(call(off))).usd('traces')).toBe(5);
    expect((await cost(call(`${off}\n xray_tracing_enabled = false`))).usd('traces')).toBeUndefined();
    expect((await cost(call(off), undefined, 'http')).usd('traces')).toBeUndefined();
  });

  test('has the memory of each operation, and no Lambda for those that something else answers', async () => {
    const { usd, notes } = await cost(
      call(
        'integration_pattern = "isolated"\n operations = { health = { integration = { type = "mock" } }, get_order = { memory_size = 2048 } }',
      ),
    );
    expect(usd('Lambda requests')).toBeCloseTo(0.15);
    expect(usd('Lambda time')).toBeCloseTo(0.75 * 50_000 * 0.0000133334, 5);
    expect(notes).toEqual([
      'functions differ in memory: each operation is counted with as many requests as any other',
    ]);
  });

  test('says what it assumes where Terraform decides', async () => {
    const { notes, usd } = await cost(
      call(
        'architecture = var.cpu\n memory_size = var.memory\n log_retention_in_days = 0\n vpc_subnet_ids = var.subnets\n count = var.on',
      ),
    );
    expect(notes).toEqual([
      'logs are kept for ever: what they cost grows each month',
      'architecture is decided in Terraform (var.cpu): counted as arm64',
      'functions run in a VPC: --nat-gateways and --nat-gb count its NAT gateways',
      expect.stringMatching(/^repeated by .*var\.on.*: counted once$/),
      'memory_size of my-api is decided in Terraform: counted as 512 MB',
    ]);
    expect(usd('Lambda time')).toBeCloseTo(0.3333, 3);
  });

  test('is a table with the total and with what is not counted', async () => {
    const { report } = await cost(call());
    const lines = costTable(report, { color: false });
    expect(lines).toContain('my-api  REST API, arm64');
    expect(lines).toContain('  a month in us-east-1: 1,000,000 requests, 50 ms and 2 KB each');
    expect(lines).toContain('  Lambda time           25,000  GB-seconds  0.33');
    expect(lines).toContain('  total                                     9.91');
    expect(lines).toContain('  taxes, discounts and support');
  });

  test('says of an option what it counts nothing of', async () => {
    const notes = async (inputs: string, traffic: Partial<typeof TRAFFIC>) => {
      const project = readProject(projectFolder(call(inputs)).path);
      return (await costReport(project, { ...TRAFFIC, ...traffic })).apis[0]?.notes;
    };
    expect(await notes('', { wafRules: 3, natGb: 5 })).toEqual([
      '--waf-rules is not counted: the API has no web ACL (web_acl_arn)',
      '--nat-gb is counted without a gateway: --nat-gateways 1 adds its hours',
    ]);
    const acl = 'web_acl_arn = aws_wafv2_web_acl.main.arn';
    expect(await notes(acl, { wafRules: 3, natGb: 5, natGateways: 1 })).toEqual([]);
  });

  test('is one month of one account for several APIs, with a total', async () => {
    const both = `${call()}\n${call().replace('"my_api"', '"another"')}`;
    const report = await costReport(readProject(projectFolder(both).path), { ...TRAFFIC, freeTier: true });
    const free = report.apis.map(({ lines }) => lines.find(({ item }) => item === 'Lambda requests')?.usd);
    expect(free).toEqual([0, 0.2]);
    expect(report.total).toBeCloseTo(report.apis.reduce((sum, { total }) => sum + total, 0));
    expect(costTable(report, { color: false })).toContain(`  all 2 APIs: ${report.total.toFixed(2)} USD`);
  });
});
