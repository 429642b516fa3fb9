import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import type { ApiKind } from '../../src/api-kind';
import {
  authorizerTypes,
  integrationTypes,
  operationSettings,
} from '../../src/modules/router/operation-settings';
import { REPOSITORY } from '../support/workspace';
import { blocks, PAGE, README } from './page';

/** What a snippet of the page speaks of. */
const AROUND = `import type { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import type { CloudfrontDistribution } from '@cdktf/provider-aws/lib/cloudfront-distribution';
import type { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import type { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { Authorization, AwsService, HttpProxy, LambdaFunction, Mock } from 'terragate';
import { MyApi } from '../../modules/my-api/my-api';
import { MyHttpApi } from '../../modules/my-http-api/my-http-api';
import { Aspects, TerraformOutput, TerraformStack } from 'cdktf';

declare const bucket: S3Bucket;
declare const role: IamRole;
declare const queue: SqsQueue;
declare const distribution: CloudfrontDistribution;
declare const subnetIds: string[];
declare const securityGroupIds: string[];
void [Aspects, TerraformOutput, HttpProxy, LambdaFunction, Mock, MyHttpApi, AwsService, Authorization, distribution, queue];

class Stack extends TerraformStack {
  make(): void {
`;

/** What the compiler says of files here that are not on disk, by name. */
function messages(files: Readonly<Record<string, string>>): string[] {
  const config = ts.readConfigFile(join(REPOSITORY, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, REPOSITORY);
  // A snippet may end with a name that nothing reads
  const relaxed = { ...options, noUnusedLocals: false };
  const texts = new Map(Object.entries(files).map(([name, text]) => [join(__dirname, name), text]));
  const host = ts.createCompilerHost(relaxed);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (path) => texts.has(path) || fileExists.call(host, path);
  host.getSourceFile = (path, ...rest) => {
    const text = texts.get(path);
    return text === undefined
      ? getSourceFile.call(host, path, ...rest)
      : ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  };
  const program = ts.createProgram([...texts.keys()], relaxed, host);
  return [...texts.keys()].flatMap((path) => {
    const source = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'),
    );
  });
}

const snippets = [...blocks(PAGE, 'ts'), ...blocks(README, 'ts')];
const files = (code: readonly string[]) =>
  Object.fromEntries(
    code.map((text, i) => [`snippet-${i}.ts`, `${AROUND}${text}  }\n}\nvoid Stack;\nexport {};\n`]),
  );

test('the snippets in TypeScript compile', () => {
  expect(snippets.length).toBeGreaterThanOrEqual(3);
  expect(messages(files(snippets))).toEqual([]);
}, 120_000);

test('a snippet with an unknown operation would be seen', () => {
  const wrong = snippets.slice(0, 1).map((text) => text.replace('sayHello:', 'sayHelo:'));
  expect(messages(files(wrong)).join('\n')).toMatch(/sayHelo/);
}, 120_000);

describe.each<ApiKind>(['rest', 'http'])('of a %s API', (kind) => {
  const types = { ...integrationTypes(kind), ...authorizerTypes(kind) };

  test('the page names every setting of operations', () => {
    expect(operationSettings(kind).filter((name) => !PAGE.includes(`\`${name}\``))).toEqual([]);
  });

  test('the page names every type of integration and authorizer, with what it can be set to', () => {
    const missing = Object.entries(types).flatMap(([type, { settings }]) => {
      const rows = PAGE.split('\n').filter((line) => line.startsWith(`| \`${type}\` |`));
      const said = settings.filter((name) => rows.some((row) => row.includes(`\`${name}\``)));
      // http has what http_proxy has, and more: the row says so
      const inherited = rows.some((row) => row.includes('as `http_proxy`'))
        ? (integrationTypes(kind).http_proxy?.settings ?? [])
        : [];
      return settings
        .filter((name) => !said.includes(name) && !inherited.includes(name))
        .map((name) => `${type}: ${name}`);
    });
    expect(missing).toEqual([]);
  });

  test('the examples have every type of integration and authorizer', () => {
    const folder = join(REPOSITORY, 'examples/terraform-operations', kind);
    const hcl = ['main', 'integrations', 'authorizers', 'access']
      .map((name) => join(folder, `${name}.tf`))
      .filter(existsSync)
      .map((path) => readFileSync(path, 'utf8'))
      .join('\n');
    const missing = Object.keys(types).filter((type) => !new RegExp(`type\\s+= "${type}"`).test(hcl));
    // Cognito's tokens are JWT's on an HTTP API
    const words = ['IAM', 'COGNITO', 'NONE', ...(kind === 'http' ? ['JWT'] : [])];
    const unsaid = words.filter((word) => !hcl.includes(`authorization = "${word}"`));
    expect([...missing, ...unsaid]).toEqual([]);
    expect(hcl).toContain('vpc_link_id');
    expect(hcl).toMatch(/arn = var\.existing_function_arn/);
  });
});

test('the links of the page lead to files', () => {
  const links = [...PAGE.matchAll(/\]\((\.\.\/[^)#]+)/g)].map(([, path]) => path ?? '');
  expect(links.length).toBeGreaterThan(4);
  expect(links.filter((path) => !existsSync(join(REPOSITORY, 'docs', path)))).toEqual([]);
});
