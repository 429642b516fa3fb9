import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { rootFiles } from '../../src/generate/infrastructure';
import { apisOf, checkedOptions, type GivenOptions } from '../../src/generate/options';
import { packOwnPackage } from '../../src/generate/own-package';
import { moduleTree } from '../../src/synth';
import { describeWithTools } from '../support/tools';
import { REPOSITORY, Workspace } from '../support/workspace';

const OPENAPI = readFileSync(join(REPOSITORY, 'examples/fastapi-app/openapi.json'), 'utf8');
const MODULES = join(REPOSITORY, 'node_modules');

const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/c';

/** A user's line with a name of an operation, which has to compile, and one with an old name, which must not. */
const RENAMED = `import type { Construct } from 'constructs';
import { MyApi } from './modules/my-api/my-api';

export const named = (scope: Construct) =>
  MyApi.defaultIntegrations(scope).withOperationOptions({ sayHello: { memorySize: 1024 } });
export const renamed = (scope: Construct) =>
  // @ts-expect-error: the app has no such operation
  MyApi.defaultIntegrations(scope).withOperationOptions({ sayGoodbye: { memorySize: 1024 } });
`;

/** Domains by the properties of the stack, with what the module gets for them. */
const DOMAINS = {
  made: {
    props: `{ domain: { name: 'api.example.com', hostedZoneId: 'Z0123456789ABC', basePath: 'orders' } }`,
    inputs: {
      domain_name: 'api.example.com',
      domain_base_path: 'orders',
      domain_creation_enabled: true,
      certificate_creation_enabled: true,
      hosted_zone_id: 'Z0123456789ABC',
    },
  },
  elsewhere: {
    props: `{ domain: { name: 'api.example.com', hostedZoneId: 'Z0123456789ABC', createdElsewhere: true } }`,
    inputs: {
      domain_name: 'api.example.com',
      domain_creation_enabled: false,
      certificate_creation_enabled: false,
    },
  },
} as const;

/** The stack with its modules, and with this checkout's packages in the place of installed ones. */
function stack(given: GivenOptions, handler: string): Workspace {
  const options = checkedOptions({ name: 'my-api', iac: 'typescript', ...given });
  const workspace = new Workspace('stack');
  for (const [path, text] of rootFiles({ options, handler })) workspace.write(path, text);
  const functionUrl = options.computeType === 'function-url';
  const openapi = { name: 'openapi.json', text: OPENAPI };
  for (const [path, text] of moduleTree({ openapi, apis: apisOf(options), functionUrl }))
    workspace.write(`modules/${path}`, text);
  mkdirSync(workspace.at('node_modules'));
  for (const name of readdirSync(MODULES))
    symlinkSync(join(MODULES, name), workspace.at('node_modules', name));
  symlinkSync(REPOSITORY, workspace.at('node_modules/terragate'));
  return workspace;
}

describeWithTools('the CDKTF stack of a project', ['terraform'], () => {
  // The library that a stack imports is built with the package
  beforeAll(packOwnPackage, 120_000);

  test.each([
    [{ computeType: 'rest-api', integrationPattern: 'isolated', auth: 'Cognito' }, 'run.sh', 'made'],
    [
      { computeType: 'http-api', integrationPattern: 'shared', auth: 'IAM' },
      'my_api.main.handler',
      'elsewhere',
    ],
  ] as const)(
    'compiles, is synthesized, and is valid: %j with %s and a domain that is %s',
    (given, handler, domain) => {
      const workspace = stack(given, handler);
      workspace.write('renamed.ts', RENAMED);
      const { props, inputs } = DOMAINS[domain];
      const main = readFileSync(workspace.at('main.ts'), 'utf8');
      workspace.write('main.ts', main.replace("(app, 'my-api')", `(app, 'my-api', ${props})`));
      // What terragate build makes: its hash is the name of an object
      workspace.write('modules/my-api/lambda.zip', '');
      const node = (program: string, ...args: string[]) =>
        spawnSync(process.execPath, [join(MODULES, program), ...args], {
          cwd: workspace.path,
          encoding: 'utf8',
        });
      const compiled = node('typescript/bin/tsc', '--noEmit');
      expect(compiled.stdout).toBe('');
      const synthesized = node('tsx/dist/cli.mjs', 'main.ts');
      expect({ status: synthesized.status, stderr: synthesized.stderr }).toEqual({ status: 0, stderr: '' });
      const cwd = workspace.at('cdktf.out/stacks/my-api');
      const { module, resource } = JSON.parse(readFileSync(join(cwd, 'cdk.tf.json'), 'utf8'));
      expect(resource?.aws_s3_bucket_lifecycle_configuration?.packages_lifecycle.count).toBe(
        given.integrationPattern === 'isolated' ? '${(var.package_retention_days >= 1) ? 1 : 0}' : undefined,
      );
      const about = Object.entries(module.my_api).filter(([input]) => /domain|certificate|zone/.test(input));
      expect(Object.fromEntries(about)).toEqual(inputs);
      execFileSync('terraform', ['init', '-backend=false', '-input=false'], { cwd, stdio: 'pipe' });
      expect(execFileSync('terraform', ['validate'], { cwd, encoding: 'utf8' })).toContain('Success');
    },
    240_000,
  );

  test('of a function URL compiles, is synthesized, and is valid, with a domain of its distribution', () => {
    const workspace = stack({ computeType: 'function-url', auth: 'None' }, 'run.sh');
    const domain = `{ name: 'api.example.com', certificateArn: '${CERTIFICATE}', hostedZoneId: 'Z0123456789ABC' }`;
    const main = readFileSync(workspace.at('main.ts'), 'utf8');
    workspace.write('main.ts', main.replace("(app, 'my-api')", `(app, 'my-api', { domain: ${domain} })`));
    const node = (program: string, ...args: string[]) =>
      execFileSync(process.execPath, [join(MODULES, program), ...args], {
        cwd: workspace.path,
        encoding: 'utf8',
      });
    expect(node('typescript/bin/tsc', '--noEmit')).toBe('');
    node('tsx/dist/cli.mjs', 'main.ts');
    const cwd = workspace.at('cdktf.out/stacks/my-api');
    const { module, resource } = JSON.parse(readFileSync(join(cwd, 'cdk.tf.json'), 'utf8'));
    expect(module.url).toMatchObject({
      function_arn: '${module.function.alias_arn}',
      auth: 'IAM',
      distribution_enabled: true,
      aliases: ['api.example.com'],
      certificate_arn: CERTIFICATE,
      response_transfer_mode: 'STREAM',
    });
    expect(Object.values<{ type: string }>(resource.aws_route53_record).map(({ type }) => type)).toEqual([
      'A',
      'AAAA',
    ]);
    execFileSync('terraform', ['init', '-backend=false', '-input=false'], { cwd, stdio: 'pipe' });
    expect(execFileSync('terraform', ['validate'], { cwd, encoding: 'utf8' })).toContain('Success');
  }, 240_000);
});
