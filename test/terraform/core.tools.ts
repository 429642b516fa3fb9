import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { moduleFiles } from '../../src/emit';
import { httpApi } from '../../src/modules/http-api/module';
import { restApi } from '../../src/modules/rest-api/module';
import { describeOnAws, type Needs } from '../support/on-aws';
import { Terraform } from '../support/terraform';
import { Workspace } from '../support/workspace';
import { document, HTTP, REST } from './core-roots';

// The core modules on an emulated AWS, with everything around the stage switched on: applied, planned again, changed by
// one input after the other, destroyed.

describe.each(['rest', 'http'] as const)('%s-api with everything around its stage', (kind) => {
  const needs: Needs = {
    tools: ['terraform'],
    provider: { types: kind === 'rest' ? ['aws_wafv2_web_acl'] : [] },
  };
  describeOnAws(`${kind}-api`, needs, (aws) => {
    const workspace = new Workspace(`core-${kind}`);
    let tf: Terraform;
    let all: Record<string, unknown>;

    const read = async (path: string) => {
      const answer = await fetch(aws.moto.url + path, { headers: { authorization: AUTHORIZATION } });
      expect(answer.status).toBe(200);
      return (await answer.json()) as Record<string, Record<string, unknown>>;
    };
    const set = (settings: object) => tf.setVariables({ settings, secret: 'a-secret-of-twenty-signs' });
    const change = async (settings: object) => {
      set(settings);
      const done = await tf.applied();
      expect(await tf.differences()).toBe('');
      all = (await tf.output()).all as Record<string, unknown>;
      return done.map((action) => action.replace(' module.api.', ' ').replace(/\[0\]$/, '')).sort();
    };
    const stage = () => read(`/restapis/${all.api_id}/stages/prod`);
    const refused = async (settings: object) => {
      set(settings);
      const { code, stderr } = await tf.run('plan', '-no-color', '-input=false');
      expect(code).toBe(1);
      return stderr.replace(/\n[│ ]*/g, ' ').replace(/\s+/g, ' ');
    };

    beforeAll(async () => {
      const module = kind === 'rest' ? restApi() : httpApi();
      for (const [path, text] of moduleFiles(module)) {
        const file = join(workspace.path, 'modules', module.stack.moduleName, path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
      workspace.write('openapi.json', JSON.stringify(document(kind)));
      workspace.write('main.tf', kind === 'rest' ? REST : HTTP);
      tf = new Terraform('terraform', workspace.path, aws.provider.env);
      tf.writeProvider();
      await tf.init();
    }, 300_000);

    test('is applied in one go, and a second plan is empty', async () => {
      const done = await change({});
      expect(done.filter((action) => !action.startsWith('create'))).toEqual([]);
      expect(done).toContain('create aws_route53_record.domain');
      expect(all.domain_name_target).toMatch(/execute-api\.us-east-1\.amazonaws\.com$/);
      expect(all.domain_url).toBe(
        kind === 'rest' ? 'https://api.example.com/' : 'https://api.example.com/v1/orders',
      );
    }, 300_000);

    if (kind === 'rest') {
      test('is what AWS was asked for', async () => {
        expect(await stage()).toMatchObject({
          cacheClusterEnabled: true,
          cacheClusterSize: '0.5',
          clientCertificateId: expect.any(String),
          webAclArn: expect.stringContaining(':regional/webacl/orders/'),
          methodSettings: {
            '*/*': { cachingEnabled: false, cacheDataEncrypted: true, throttlingRateLimit: 10000 },
            '~1/GET': { cachingEnabled: false, throttlingRateLimit: 5, throttlingBurstLimit: 5000 },
            '~1orders~1{id}/GET': {
              ...{ cachingEnabled: true, cacheTtlInSeconds: 60, cacheDataEncrypted: true },
              ...{ throttlingRateLimit: 1.5, throttlingBurstLimit: 2 },
            },
          },
        });
        const { policy } = (await read(`/restapis/${all.api_id}`)) as unknown as { policy: string };
        expect(JSON.parse(JSON.parse(`"${policy}"`))).toEqual({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: '*',
              Action: ['execute-api:Invoke'],
              Resource: [`${all.api_execution_arn}/*`],
            },
          ],
        });
        expect(Object.keys(all.usage_plan_ids as object)).toEqual(['default']);
        expect((all.api_key_values as Record<string, string>).mobile).toBe('a-secret-of-twenty-signs');
        const { item } = (await read(
          `/usageplans/${(all.usage_plan_ids as Record<string, string>).default}/keys`,
        )) as unknown as { item: { name: string }[] };
        expect(item.map(({ name }) => name).sort()).toEqual(['orders-mobile', 'orders-partner']);
      }, 60_000);

      test('plans replace the one that is made by itself, and touch nothing else', async () => {
        const plans = {
          gold: {
            api_keys: ['partner'],
            rate_limit: 12.5,
            quota_limit: 0,
            throttle: { '/orders/{id}/GET': { rate_limit: 2.5, burst_limit: 3 } },
          },
          free: { api_keys: ['mobile'] },
        };
        expect(await change({ usage_plans: plans })).toEqual([
          'create aws_api_gateway_usage_plan.this["free"]',
          'create aws_api_gateway_usage_plan.this["gold"]',
          'create aws_api_gateway_usage_plan_key.this["free/mobile"]',
          'create aws_api_gateway_usage_plan_key.this["gold/partner"]',
          'delete aws_api_gateway_usage_plan.this["default"]',
          'delete aws_api_gateway_usage_plan_key.this["default/mobile"]',
          'delete aws_api_gateway_usage_plan_key.this["default/partner"]',
        ]);
        const changed = {
          ...plans,
          gold: {
            ...plans.gold,
            rate_limit: 15,
            quota_limit: 500,
            quota_period: 'WEEK',
            throttle: { '/orders/{id}/GET': { rate_limit: 4, burst_limit: 3 } },
          },
        };
        expect(await change({ usage_plans: changed })).toEqual([
          'update aws_api_gateway_usage_plan.this["gold"]',
        ]);
        const gold = await read(`/usageplans/${(all.usage_plan_ids as Record<string, string>).gold}`);
        expect(gold).toMatchObject({
          throttle: { rateLimit: 15, burstLimit: 200 },
          quota: { limit: 500, period: 'WEEK' },
          apiStages: [{ throttle: { '/orders/{id}/GET': { rateLimit: 4, burstLimit: 3 } } }],
        });
      }, 300_000);

      test('another policy is deployed', async () => {
        await change({});
        const before = all.deployment_id;
        const statements = [
          { Effect: 'Allow', Principal: '*' },
          {
            Sid: 'Office',
            Effect: 'Deny',
            Principal: '*',
            Resource: 'execute-api:/prod/GET/orders/*',
            Condition: { NotIpAddress: { 'aws:SourceIp': ['192.0.2.0/24'] } },
          },
        ];
        expect(await change({ resource_policy_statements: statements })).toEqual([
          'replace aws_api_gateway_deployment.this',
          'update aws_api_gateway_rest_api.this',
          'update aws_api_gateway_rest_api_policy.this',
          'update aws_api_gateway_stage.this',
        ]);
        expect(all.deployment_id).not.toBe(before);
      }, 300_000);

      test('what hangs on the stage is changed and switched off', async () => {
        await change({});
        expect(
          await change({
            cache_ttl_in_seconds: 60,
            method_caching: { '/orders/{id}/GET': { ttl_in_seconds: null } },
            method_throttling: { '/GET': { rate_limit: 6, burst_limit: 7 } },
          }),
        ).toEqual([
          'update aws_api_gateway_method_settings.method["/GET"]',
          'update aws_api_gateway_method_settings.method["/orders/{id}/GET"]',
          'update aws_api_gateway_method_settings.this',
        ]);
        expect((await stage()).methodSettings).toEqual({
          '*/*': expect.objectContaining({ cacheTtlInSeconds: 60 }),
          '~1/GET': expect.objectContaining({
            cacheTtlInSeconds: 60,
            throttlingRateLimit: 6,
            throttlingBurstLimit: 7,
          }),
          '~1orders~1{id}/GET': expect.objectContaining({
            ...{ cachingEnabled: true, cacheTtlInSeconds: 60, throttlingRateLimit: 10000 },
          }),
        });
        expect(
          await change({
            method_throttling: {},
            method_caching: {},
            cache_cluster_size: null,
            client_certificate_enabled: false,
          }),
        ).toEqual([
          'delete aws_api_gateway_client_certificate.this',
          'delete aws_api_gateway_method_settings.method["/GET"]',
          'delete aws_api_gateway_method_settings.method["/orders/{id}/GET"]',
          'update aws_api_gateway_stage.this',
        ]);
        expect(await stage()).not.toHaveProperty('clientCertificateId');
        expect(await stage()).toMatchObject({ cacheClusterEnabled: false });
      }, 300_000);

      test('wrong inputs fail the plan, all of an input at once, and say what to do', async () => {
        const first = await refused({
          usage_plans: { gold: { rate: 5 }, 'a b': { burst_limit: 0.5 } },
          cache_cluster_size: '2',
        });
        expect(first).toContain(
          'usage_plans.gold has the unknown attribute rate: give any of api_keys, rate_limit',
        );
        expect(first).toContain('usage_plans has the name "a b": a name begins with');
        expect(first).toContain(
          'usage_plans.a b.burst_limit is 0.5: give a whole number of requests from 1.',
        );
        expect(first).toContain('cache_cluster_size is "2": give one of 0.5, 1.6');
        const second = await refused({
          usage_plans: { gold: { api_keys: ['partnr'] }, one: {}, two: {} },
          domain_base_path: 'v1/orders',
        });
        expect(second).toContain(
          'usage_plans names the keys ["partnr"], and api_keys has ["mobile","partner"]: name one of these',
        );
        expect(second).toContain('usage_plans has the keys ["mobile","partner"] in more than one plan');
        expect(second).toContain('domain_base_path is "v1/orders": for a REST API it is one part of a path.');
        set({});
      }, 120_000);
    } else {
      test('is what AWS was asked for', async () => {
        const found = await read(`/v2/apis/${all.api_id}/stages/%24default`);
        expect(found.routeSettings).toEqual({
          'GET /orders/{id}': {
            detailedMetricsEnabled: false,
            throttlingBurstLimit: 5000,
            throttlingRateLimit: 1.5,
          },
        });
      }, 60_000);

      test('the limits of routes are changed and left out', async () => {
        const stageAlone = ['update aws_apigatewayv2_stage.this'];
        expect(await change({ route_throttling: { 'GET /': { rate_limit: 1, burst_limit: 1 } } })).toEqual(
          stageAlone,
        );
        const found = await read(`/v2/apis/${all.api_id}/stages/%24default`);
        expect(Object.keys(found.routeSettings ?? {})).toEqual(['GET /']);
        expect(await change({ route_throttling: {} })).toEqual(stageAlone);
      }, 300_000);
    }

    test('another truststore, path and tags change what has them', async () => {
      await change({});
      const done = await change({
        mutual_tls_truststore_version: '2',
        owner: true,
        domain_base_path: 'shop',
        tags: { team: 'orders' },
      });
      const domain = kind === 'rest' ? 'aws_api_gateway_domain_name' : 'aws_apigatewayv2_domain_name';
      const mapping = kind === 'rest' ? 'aws_api_gateway_base_path_mapping' : 'aws_apigatewayv2_api_mapping';
      expect(done).toEqual(expect.arrayContaining([`update ${domain}.this`, `update ${mapping}.this`]));
      expect(done.filter((action) => !action.startsWith('update'))).toEqual([]);
      expect(all.domain_url).toBe('https://api.example.com/shop');
      const made = await read(
        kind === 'rest' ? '/domainnames/api.example.com' : '/v2/domainnames/api.example.com',
      );
      expect(JSON.stringify(made)).toMatch(/"ownershipVerificationCertificateArn": ?"arn:aws:acm:/);
    }, 300_000);

    test('destroying it leaves nothing', async () => {
      await tf.destroy();
      expect((await tf.run('state', 'list')).stdout).toBe('');
    }, 180_000);
  });
});

const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/apigateway/aws4_request, SignedHeaders=host, Signature=0';
