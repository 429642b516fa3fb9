import { CloudfrontDistribution } from '@cdktf/provider-aws/lib/cloudfront-distribution';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { Website } from '../../modules/website/website';
import { Authorization, Mock } from '../../src';
import { Fn, type TerraformStack } from '../../src/framework';
import { MyApi } from '../types/bindings/my-api/my-api';
import { MyHttpApi } from '../types/bindings/my-http-api/my-http-api';
import { inputs, refused, synthesized } from './synthesized';

const integrations = (stack: TerraformStack) => MyApi.defaultIntegrations(stack).build();
const role = (stack: TerraformStack, id = 'caller') =>
  new IamRole(stack, id, { name: id, assumeRolePolicy: '{}' });

describe('grantInvokeAccess', () => {
  const policies = (build: (stack: TerraformStack) => void) =>
    synthesized(build).resource?.aws_iam_role_policy ?? {};

  test('gives a role one policy for everything that the API serves', () => {
    const granted = policies((stack) => {
      const caller = role(stack);
      const api = new MyApi(stack, 'MyApi', { integrations: integrations(stack) });
      api.grantInvokeAccess(caller).grantInvokeAccess(caller);
    });
    const [policy = {}, ...more] = Object.values(granted);
    expect(more).toEqual([]);
    expect(policy.name).toBe('invoke-${module.MyApi.api_id}');
    expect(policy.role).toBe('${aws_iam_role.caller.name}');
    expect(policy.policy).toBe(
      '${jsonencode({"Version" = "2012-10-17", "Statement" = [{"Effect" = "Allow", "Action" = ["execute-api:Invoke"], "Resource" = ["${module.MyApi.stage_execution_arn}/*"]}]})}',
    );
  });

  test('gives single operations, and more of them to the same role', () => {
    const granted = policies((stack) => {
      const caller = { roleName: 'r', roleArn: 'arn:r' };
      const api = new MyApi(stack, 'MyApi', { integrations: integrations(stack) });
      api.grantInvokeAccess(caller, { operations: ['sayHello'] });
      api.grantInvokeAccess(caller, { operations: ['getFile'] });
    });
    expect(Object.keys(granted)).toHaveLength(1);
    const text = String(Object.values(granted)[0]?.policy);
    expect(text).toContain(
      '["${module.MyApi.stage_execution_arn}/GET/file", "${module.MyApi.stage_execution_arn}/GET/hello/*"]',
    );
  });

  test('adds to a resource policy where there is one', () => {
    const statement = {
      Effect: 'Deny',
      Principal: '*',
      Action: 'execute-api:Invoke',
      Resource: 'execute-api:/*',
    };
    const written = inputs((stack) => {
      const api = new MyApi(stack, 'A', {
        resourcePolicyStatements: [statement],
        integrations: integrations(stack),
      });
      api.grantInvokeAccess({ roleName: 'r', roleArn: 'arn:r' });
      api.grantInvokeAccess({ roleName: 's', roleArn: 'arn:s' }, { operations: ['getReport'] });
    });
    const allow = (arn: string, resource: string) => ({
      Effect: 'Allow',
      Principal: { AWS: [arn] },
      Action: ['execute-api:Invoke'],
      Resource: [resource],
    });
    expect(written.resource_policy_statements).toEqual([
      statement,
      allow('arn:r', 'execute-api:/*'),
      allow('arn:s', 'execute-api:/*/POST/report'),
    ]);
    const none = inputs((stack) => {
      const api = new MyApi(stack, 'A', { integrations: integrations(stack) });
      api.grantInvokeAccess({ roleName: 'r', roleArn: 'arn:r' });
    });
    expect(none).not.toHaveProperty('resource_policy_statements');
  });

  test('is refused where IAM does not ask, and taken where it does for one operation', () => {
    const grantee = { roleName: 'r', roleArn: 'arn:r' };
    const cognito = (stack: TerraformStack) =>
      new MyApi(stack, 'A', {
        auth: 'COGNITO',
        integrations: MyApi.defaultIntegrations(stack)
          .withOperationOptions({ getReport: { authorization: Authorization.iam() } })
          .build(),
      });
    expect(
      refused((stack) => {
        new MyApi(stack, 'A', { auth: 'NONE', integrations: integrations(stack) }).grantInvokeAccess(grantee);
      }),
    ).toMatch(/^stack\/A.grantInvokeAccess: the API is called by NONE, not by IAM/);
    expect(
      refused(
        (stack) => void cognito(stack).grantInvokeAccess(grantee, { operations: ['getFile', 'getReport'] }),
      ),
    ).toMatch(/getFile is called by COGNITO, not by IAM/);
    const granted = policies((stack) => void cognito(stack).grantInvokeAccess(grantee));
    expect(Object.keys(granted)).toHaveLength(1);
  });

  test('refuses an unknown operation', () => {
    const operations = ['sayHelo'] as never;
    const message = refused((stack) => {
      const api = new MyApi(stack, 'A', { integrations: integrations(stack) });
      api.grantInvokeAccess({ roleName: 'r', roleArn: 'arn:r' }, { operations });
    });
    expect(message).toMatch(/did you mean "sayHello"/);
  });
});

describe('restrictCorsTo', () => {
  test('takes the place of the default, and adds to itself', () => {
    const written = inputs((stack) => {
      const api = new MyHttpApi(stack, 'A', { integrations: MyHttpApi.defaultIntegrations(stack).build() });
      api.restrictCorsTo('https://a.example.com');
      api.restrictCorsTo('https://b.example.com', 'https://a.example.com');
    });
    expect(written.cors_allow_origins).toEqual(['https://a.example.com', 'https://b.example.com']);
  });

  test('takes distributions, with the aliases that they were given', () => {
    const written = inputs((stack) => {
      const api = new MyApi(stack, 'A', { integrations: integrations(stack) });
      const behavior = {
        allowedMethods: [],
        cachedMethods: [],
        targetOriginId: 'o',
        viewerProtocolPolicy: 'https-only',
      };
      const distribution = new CloudfrontDistribution(stack, 'pages', {
        enabled: true,
        aliases: ['www.example.com'],
        defaultCacheBehavior: behavior,
        origin: [{ originId: 'o', domainName: 'o.example.com' }],
        restrictions: { geoRestriction: { restrictionType: 'none' } },
        viewerCertificate: {},
      });
      api.restrictCorsTo('https://app.example.com', distribution);
    });
    expect(written.cors_allow_origins).toEqual([
      'https://app.example.com',
      'https://${aws_cloudfront_distribution.pages.domain_name}',
      'https://www.example.com',
    ]);
  });

  test('takes the address of a website, which has the address of the API', () => {
    const { module } = synthesized((stack) => {
      const api = new MyApi(stack, 'Api', { integrations: integrations(stack) });
      const website = new Website(stack, 'Pages', {
        name: 'shop',
        apiUrls: { MyApi: `https://${api.apiId}.example.com` },
      });
      api.restrictCorsTo(website.url);
    });
    expect(module?.Api?.cors_allow_origins).toEqual(['${module.Pages.url}']);
    expect(module?.Pages).toMatchObject({
      name: 'shop',
      api_urls: { MyApi: 'https://${module.Api.api_id}.example.com' },
    });
  });

  test('takes aliases that only Terraform knows', () => {
    const written = inputs((stack) => {
      const api = new MyApi(stack, 'A', { integrations: integrations(stack) });
      const aliases = Fn.tolist(Fn.split(',', role(stack).path)) as string[];
      api.restrictCorsTo({ domainName: 'd.cloudfront.net', aliases });
    });
    expect(written.cors_allow_origins).toMatch(
      /^\$\{distinct\(concat\(\["https:\/\/d\.cloudfront\.net"\], formatlist\("https:\/\/%s", tolist\(.*\)\)\)\)\}$/,
    );
  });

  test('is refused with no origin, and beside corsAllowOrigins', () => {
    const message = (corsAllowOrigins: string[] | undefined, ...origins: string[]) =>
      refused((stack) => {
        const given = corsAllowOrigins ? { corsAllowOrigins } : {};
        new MyApi(stack, 'A', { ...given, integrations: integrations(stack) }).restrictCorsTo(...origins);
      });
    expect(message(undefined)).toMatch(/A.restrictCorsTo: the origin is missing/);
    expect(message(['https://a'], 'https://b')).toMatch(/the origins are in corsAllowOrigins already/);
  });
});

test('an authorization by a name that no authorizer has is refused', () => {
  const api = (name: string) => (stack: TerraformStack) => {
    new MyApi(stack, 'A', {
      authorizers: { partners: { type: 'TOKEN', lambdaArn: 'arn' } },
      integrations: MyApi.defaultIntegrations(stack)
        .withOverrides({
          getFile: {
            integration: Mock.response(),
            options: { authorization: Authorization.authorizer(name) },
          },
        })
        .build(),
    });
  };
  expect(refused(api('partner'))).toMatch(
    /A: get_file: there is no authorizer \w+\n.*\n.*did you mean "partners"/,
  );
  expect(inputs(api('partners')).operations).toEqual({
    get_file: { authorization: 'partners', integration: { type: 'mock' } },
  });
});
