import packageJson from '../../package.json';
import { infraTypescript, type StackOptions } from '../../src/generate/infra-typescript';
import { checkedOptions, type GivenOptions } from '../../src/generate/options';

function files(given: GivenOptions = {}, stack: StackOptions = {}): ReadonlyMap<string, string> {
  return infraTypescript(checkedOptions({ name: 'my-api', iac: 'typescript', ...given }), stack);
}

function text(path: string, given: GivenOptions = {}, stack: StackOptions = {}): string {
  return files(given, stack).get(path) ?? '';
}

describe('the CDKTF stack of a project', () => {
  test('is an app, a stack, and what npm, TypeScript and CDKTF need', () => {
    expect([...files().keys()]).toEqual([
      ...['.gitignore', 'cdktf.json', 'main.ts', 'package.json', 'stack.ts', 'tsconfig.json'],
    ]);
    expect(JSON.parse(text('cdktf.json'))).toMatchObject({
      language: 'typescript',
      app: 'npx tsx main.ts',
      sendCrashReports: 'false',
    });
  });

  test('has packages of the versions that Terragate was tested with', () => {
    const { dependencies, devDependencies } = JSON.parse(text('package.json'));
    const { devDependencies: tested } = packageJson;
    expect(dependencies).toMatchObject({
      '@cdktf/provider-aws': tested['@cdktf/provider-aws'],
      cdktf: tested.cdktf,
      constructs: tested.constructs,
      tsx: tested.tsx,
    });
    expect(devDependencies).toMatchObject({
      typescript: tested.typescript,
      'cdktf-cli': tested['cdktf-cli'],
    });
  });

  test('of CDK Terrain has its packages alone, and names the Node.js that they need', () => {
    for (const integrationPattern of ['isolated', 'shared']) {
      for (const [path, content] of files({ framework: 'cdktn', auth: 'Cognito', integrationPattern })) {
        if (/\.ts$/.test(path))
          expect([path, content.match(/@?cdktf(?!\.out)[\w/-]*/g)]).toEqual([path, null]);
      }
    }
    const { dependencies, devDependencies, engines, scripts } = JSON.parse(
      text('package.json', { framework: 'cdktn' }),
    );
    expect(Object.keys(dependencies).sort()).toEqual([
      ...['@cdktn/provider-aws', 'cdktn', 'constructs', 'terragate', 'tsx'],
    ]);
    expect(Object.keys(devDependencies)).toContain('cdktn-cli');
    expect(Object.values(scripts)).toContain('cdktn deploy');
    expect(engines.node).toMatch(/^>=22/);
    const { peerDependencies } = packageJson;
    for (const name of ['cdktn', '@cdktn/provider-aws'] as const)
      expect(`^${dependencies[name]}`).toBe(peerDependencies[name]);
  });

  test('has Terragate as the package that the project keeps, from no registry and no folder outside', () => {
    expect(JSON.parse(text('package.json')).dependencies.terragate).toBe(
      `file:../vendor/terragate-${packageJson.version}.tgz`,
    );
  });

  test('has what was chosen', () => {
    const stack = text(
      'stack.ts',
      {
        name: 'orders',
        auth: 'None',
        integrationPattern: 'shared',
        pythonVersion: '3.14',
        architecture: 'x86_64',
      },
      { handler: 'orders.main.handler' },
    );
    for (const part of [
      "import { Orders } from './modules/orders/orders';",
      "auth: 'NONE',",
      "handler: 'orders.main.handler',",
      "runtime: 'python3.14',",
      "architecture: 'x86_64',",
      "{ pattern: 'shared' }",
      "'>= 6.20, < 7.0'",
      'value: api.lambdaFunctionName,',
    ])
      expect(stack).toContain(part);
    expect(stack).not.toContain('cognito');
  });

  test('has with Cognito a user pool and a client, which the API takes', () => {
    const stack = text('stack.ts', { auth: 'Cognito' });
    for (const part of ['new CognitoUserPool(', 'userPoolId: pool.id,', 'userPoolClientIds: [client.id],'])
      expect(stack).toContain(part);
  });

  test('gives isolated functions their package from a closed bucket, and a shared one from a file', () => {
    const isolated = text('stack.ts');
    for (const part of [
      'restrictPublicBuckets: true,',
      "Condition: { Bool: { 'aws:SecureTransport': 'false' } },",
      "versioningConfiguration: { status: 'Enabled' },",
      'noncurrentVersionExpiration: [{ noncurrentDays: retentionDays.numberValue }],',
      'lambdaS3ObjectVersion: upload.versionId,',
    ])
      expect(isolated).toContain(part);
    expect(text('stack.ts', { integrationPattern: 'shared' })).not.toMatch(/S3|retention|TerraformVariable/);
  });

  test.each(['construct', 'op', 'token', 'fn'])(
    'has no conflict of names for an API that is called %s',
    (name) => {
      const className = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
      const stack = text('stack.ts', { name, moduleName: 'app_of_tests' });
      expect(stack).toContain(`import { ${className} as ${className}Api } from './modules/${name}/${name}';`);
      expect(stack).toContain(`new ${className}Api(this`);
    },
  );
});
