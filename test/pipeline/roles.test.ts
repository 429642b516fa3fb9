import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseToObject } from 'hcl2-parser';
import { pipelineEnvironments } from '../../src/pipeline/environments';
import { github, gitlabHost, type Host } from '../../src/pipeline/host';
import { rolesRoot } from '../../src/pipeline/roles';
import { servicesOf } from '../../src/pipeline/services';
import type { Statement } from '../../src/pipeline/statement';
import { readProject } from '../../src/project';
import { REPOSITORY, Workspace } from '../support/workspace';
import { writeProject } from './support';

interface Environment {
  readonly claims: Readonly<Record<string, string>>;
  readonly names: readonly string[];
}

const ISSUER = 'token.actions.githubusercontent.com';

describe('the root of the roles', () => {
  const workspace = new Workspace('roles');
  let root: ReadonlyMap<string, string> = new Map();
  const file = (name: string) => root.get(name) ?? '';
  const rootFor = (host: Host) =>
    rolesRoot({
      host,
      environments: pipelineEnvironments(readProject(workspace.path)),
      services: servicesOf({ text: '', kinds: ['rest'] }),
      project: 'shop',
    });
  const environmentsIn = (text: string) => {
    const [parsed] = parseToObject(text) as [
      { locals: readonly { environments: Readonly<Record<string, Environment>> }[] },
    ];
    return parsed.locals[0]?.environments ?? {};
  };
  /** The condition by which a role is taken, as it is in its file. */
  const conditionOf = (text: string, role: string) =>
    new RegExp(`"aws_iam_role" "${role}" \\{[\\s\\S]*?Condition = (\\{[\\s\\S]*?\\n {8}\\}|.*)\\n`)
      .exec(text)?.[1]
      ?.replace(/\s+/g, ' ');

  beforeAll(() => {
    writeProject(workspace);
    root = rootFor(github({ name: 'acme@1/shop@2', branch: 'main' }));
  });

  it('trusts the branch alone, and with approval the environment on it', () => {
    const environments = environmentsIn(file('main.tf'));
    expect(environments.staging?.claims).toEqual({
      [`${ISSUER}:sub`]: 'repo:acme@1/shop@2:ref:refs/heads/main',
    });
    expect(environments.prod?.claims).toEqual({
      [`${ISSUER}:sub`]: 'repo:acme@1/shop@2:environment:prod',
      [`${ISSUER}:ref`]: 'refs/heads/main',
    });
    expect(environments.prod?.names).toEqual(['prod-my-api']);
    expect(file('roles.tf')).not.toContain('StringLike');
  });

  it('trusts the branch of a project of GitLab alone, for plans and for applies, unless it is told of others', () => {
    const project = { url: 'https://gitlab.example.com', name: 'acme/team/shop', branch: 'main' };
    const subject = 'project_path:acme/team/shop:ref_type:branch:ref:';
    const closed = rootFor(gitlabHost(project));
    const { staging, prod } = environmentsIn(closed.get('main.tf') ?? '');
    for (const one of [staging, prod])
      expect(one?.claims).toEqual({ 'gitlab.example.com:sub': `${subject}main` });
    const text = closed.get('roles.tf') ?? '';
    expect(text).toMatch(/url += "https:\/\/gitlab\.example\.com"\n\s*client_id_list = \["terragate"\]/);
    expect(conditionOf(text, 'plan')).toBe(
      `{ StringEquals = { "gitlab.example.com:aud" = "terragate" "gitlab.example.com:sub" = ["${subject}main"] } }`,
    );
    const applies = '{ StringEquals = merge({ "gitlab.example.com:aud" = "terragate" }, each.value.claims) }';
    expect(conditionOf(text, 'apply')).toBe(applies);

    const open = rootFor(gitlabHost({ ...project, planBranches: 'feature/*' })).get('roles.tf') ?? '';
    expect(conditionOf(open, 'plan')).toBe(
      `{ StringEquals = { "gitlab.example.com:aud" = "terragate" } StringLike = { "gitlab.example.com:sub" = ["${subject}main", "${subject}feature/*"] } }`,
    );
    expect(conditionOf(open, 'apply')).toBe(applies);
  });

  it('keeps the state of each account in a bucket of that account', () => {
    expect([...root.keys()].filter((name) => name.endsWith('.tfbackend'))).toEqual([
      '123456789012.s3.tfbackend',
      '210987654321.s3.tfbackend',
    ]);
    expect(file('210987654321.s3.tfbackend')).toMatch(
      /bucket += "terragate-state-210987654321-eu-central-1"\nkey += "shop\/pipeline\.tfstate"/,
    );
  });
});

describe('the root of the roles of a state that is locked by a table', () => {
  const workspace = new Workspace('roles-table');

  it('keeps its own state so, and lets who applies write the locks of that state alone', () => {
    writeProject(workspace);
    const table = (name: string) => {
      const file = `infra/envs/${name}.s3.tfbackend`;
      const text = readFileSync(workspace.at(file), 'utf8');
      workspace.write(file, text.replace('use_lockfile = true', 'dynamodb_table = "locks"'));
    };
    for (const name of ['staging', 'prod']) table(name);
    const root = rolesRoot({
      host: github({ name: 'acme/shop', branch: 'main' }),
      environments: pipelineEnvironments(readProject(workspace.path)),
      services: servicesOf({ text: '', kinds: ['rest'] }),
      project: 'shop',
    });
    expect(root.get('123456789012.s3.tfbackend')).toMatch(/^dynamodb_table += "locks"$/m);
    expect(root.get('main.tf')?.match(/lock_table += "locks"/g)).toHaveLength(2);
    const text = root.get('permissions.tf') ?? '';
    const [, written = ''] = text.split('write = {');
    expect(written).toMatch(/"WriteLocks"[\s\S]*"dynamodb:PutItem"/);
    // Of both statements: the items of this environment's state alone
    for (const sid of ['ReadLocks', 'WriteLocks']) {
      const statement = text.split(`"${sid}"`)[1]?.split('Sid ')[0];
      expect(statement).toContain('"dynamodb:LeadingKeys" = ["${environment.bucket}/${environment.key}"');
    }
  });
});

describe('what a pipeline may do', () => {
  const sids = (text: string, kinds: readonly ('rest' | 'http')[] = ['rest']) =>
    servicesOf({ text, kinds }).flatMap(({ read, write, functions = [] }) =>
      [...read, ...write, ...functions].map(({ sid }) => sid),
    );
  const actions = (text: string) =>
    servicesOf({ text, kinds: ['rest'] }).flatMap(({ write }) => write.flatMap((one) => one.actions));

  it('follows what the root uses', () => {
    expect(sids('')).not.toContain('WritePackages');
    expect(sids('resource "aws_s3_bucket" "packages" {')).toContain('WritePackages');
    expect(sids('')).not.toContain('MakeUserPools');
    expect(sids('resource "aws_cognito_user_pool" "this" {')).toContain('MakeUserPools');
    expect(sids('')).not.toContain('DeliverAccessLogs');
    expect(sids('', ['http'])).toContain('DeliverAccessLogs');
    expect(actions('hosted_zone_id')).not.toContain('acm:RequestCertificate');
    expect(actions('certificate_creation_enabled = true')).toContain('acm:RequestCertificate');
    const passes =
      'domain_name = one(var.domain[*].name)\n hosted_zone_id    = optional(string)\n hosted_zone_id = local.makes_domain ? a : b\n certificate_creation_enabled = local.makes_domain\n';
    const given = 'domain = {\n  name = "api.example.com"\n  hosted_zone_id = "Z0"\n}\n';
    for (const action of [
      'acm:RequestCertificate',
      'route53:ChangeResourceRecordSets',
      'apigateway:AddCertificateToDomain',
    ]) {
      expect(actions(passes)).not.toContain(action);
      expect(actions(passes + given)).toContain(action);
    }
    expect(actions('').filter((action) => action.includes('Url'))).toEqual([]);
    expect(actions('source = "./modules/function-url"')).toContain('lambda:CreateFunctionUrlConfig');
    expect(sids('')).not.toContain('WriteSchedules');
    expect(sids('schedules = {')).toEqual(expect.arrayContaining(['WriteSchedules', 'CallFunctions']));
    expect(sids('queues = {')).toEqual(expect.arrayContaining(['WriteEventSourceMappings', 'ReadQueues']));
    expect(sids('owns_notifications = true')).toContain('WriteNotifications');
    expect(actions('')).not.toContain('apigateway:AddCertificateToDomain');
    expect(actions('domain_name = "api.example.com"')).toContain('apigateway:AddCertificateToDomain');
  });

  it('fits into the policies of IAM, whatever the root uses', () => {
    const words =
      'aws_s3_bucket aws_cognito_user_pool alarms_enabled dashboard_enabled vpc_subnet_ids web_acl_arn';
    const others =
      'schedules queues owns_notifications hosted_zone_id certificate_creation_enabled domain_name api_keys dead_letter_arn';
    const text = `${words} ${others} client_certificate_enabled function-url`;
    const services = servicesOf({ text, kinds: ['rest', 'http'] });
    // With values as long as they get
    const filled = (text: string) =>
      text
        .replaceAll('${environment.partition}', 'aws-us-gov')
        .replaceAll('${environment.account}', '123456789012')
        .replaceAll('${environment.region}', 'ap-southeast-1');
    const size = (given: readonly Statement[]) =>
      given.reduce((sum, { sid, actions: list, resource, condition }) => {
        const rest = JSON.stringify({ Sid: sid, Effect: 'Allow', Action: list, Resource: '', Condition: '' });
        return sum + rest.length + filled(resource.text).length + filled(condition?.text ?? '').length;
      }, 0);
    // What the state and the guard need comes on top
    expect(size(services.flatMap(({ read }) => read))).toBeLessThan(6144 - 1000);
    expect(size(services.flatMap(({ write }) => write))).toBeLessThan(10_240 - 2000);
    expect(size(services.flatMap(({ functions = [] }) => functions))).toBeLessThan(6144 - 1000);
  });

  it('names roles as the modules do, also those of a long name, and lets nobody else take them', () => {
    const roles = servicesOf({ text: '', kinds: ['rest', 'http'] })
      .flatMap(({ read, write }) => [...read, ...write])
      .filter(({ resource }) => /:role\/\\?\$\{/.test(resource.text));
    expect(roles.length).toBeGreaterThan(3);
    const [, most] =
      /name_prefix += "\$\{substr\(local\.name, 0, (\d+)\)\}-"/.exec(
        readFileSync(join(REPOSITORY, 'modules/my-api/iam.tf'), 'utf8'),
      ) ?? [];
    for (const { resource } of roles)
      expect(resource.text).toContain(`:role/\${substr(name, 0, ${most})}-*"`);
    expect(roles[0]?.resource.text).toContain('_events');
    expect(actions('aws_s3_bucket domain_name')).not.toContain('iam:UpdateAssumeRolePolicy');
  });

  it('has no action by a pattern that writes, no statement twice, and gives no permission without the boundary', () => {
    const text =
      'aws_s3_bucket aws_cognito_user_pool alarms_enabled dashboard_enabled vpc_subnet_ids web_acl_arn hosted_zone_id';
    const all = sids(
      `${text} function-url schedules queues owns_notifications certificate_creation_enabled domain_name api_keys dead_letter_target_arn`,
      ['rest', 'http'],
    );
    expect(new Set(all).size).toBe(all.length);
    for (const action of actions(text)) expect(action).not.toContain('*');
    const giving = /^iam:(?:CreateRole|Put|Attach|Detach|DeleteRolePolicy)/;
    for (const { write } of servicesOf({ text, kinds: ['rest', 'http'] }))
      for (const one of write)
        if (one.actions.some((action) => giving.test(action)))
          expect(one.condition?.text).toContain('"iam:PermissionsBoundary" = local.boundaries[key]');
  });
});
