import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { REPOSITORY } from '../support/workspace';

const CASE = '// @ts-expect-error';

/** Messages of the compiler by line, counted from 1. */
type Found = Map<number, string[]>;

/** What the compiler says of files here when their texts are these: one program, as it reads the same libraries for all. */
function diagnostics(texts: Readonly<Record<string, string>>): Record<string, Found> {
  const files = new Map(Object.entries(texts).map(([name, text]) => [join(__dirname, name), text]));
  const config = ts.readConfigFile(join(REPOSITORY, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, REPOSITORY);
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (path, ...rest) => {
    const text = files.get(path);
    return text === undefined
      ? getSourceFile.call(host, path, ...rest)
      : ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  const said = (name: string): Found => {
    const source = program.getSourceFile(join(__dirname, name));
    if (!source) throw new Error(`no ${name}`);
    const found: Found = new Map();
    for (const { start = 0, messageText } of [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ]) {
      const line = source.getLineAndCharacterOfPosition(start).line + 1;
      found.set(line, [...(found.get(line) ?? []), ts.flattenDiagnosticMessageText(messageText, '\n')]);
    }
    return found;
  };
  return Object.fromEntries(Object.keys(texts).map((name) => [name, said(name)]));
}

const text = (name: string) => readFileSync(join(__dirname, name), 'utf8');

const lines = text('refused.ts').split('\n');
let compiles: Found;
let found: Found;

beforeAll(() => {
  const all = diagnostics({
    'compiles.ts': text('compiles.ts'),
    // Without the comments, so that each message can be read
    'refused.ts': lines.map((line) => (line === CASE ? '//' : line)).join('\n'),
  });
  compiles = all['compiles.ts'] as Found;
  found = all['refused.ts'] as Found;
}, 120_000);

test('what has to compile does', () => {
  expect([...compiles]).toEqual([]);
});

describe('what must not compile', () => {
  const cases = lines.flatMap((line, i) => (line === CASE ? [{ at: i + 2, code: lines[i + 1] ?? '' }] : []));
  test('is the cases and nothing else', () => {
    expect([...found.keys()].sort((a, b) => a - b)).toEqual(cases.map(({ at }) => at));
    expect(cases.length).toBeGreaterThan(50);
  });

  test.each(cases)('$code', ({ at }) => {
    // Not for the test's own mistake: an import or a name that there is not
    expect(found.get(at)?.join('\n')).toBeDefined();
    expect(found.get(at)?.join('\n')).not.toMatch(/Cannot find (module|name)/);
  });

  test.each<[string, RegExp]>([
    ['isolated().withOperationOptions({ sayHelo: { timeout: 60 } });', /"there is no operation sayHelo"/],
    [
      'isolated().withOperationOptions({ sayHello: { timeout: 60 }, sayHelo: { timeout: 60 } });',
      /"there is no operation sayHelo"/,
    ],
    ['isolated().withOverrides({ sayHelo: { integration } });', /"there is no operation sayHelo"/],
    [
      'isolated().withOverrides({ sayHello: { integration }, sayHelo: { integration } });',
      /"there is no operation sayHelo"/,
    ],
    [
      "new MyApi(scope, 'A', { integrations: { ...all, getReport: { integration }, sayHelo: { integration } } });",
      /"there is no operation sayHelo"/,
    ],
    ["api.grantInvokeAccess(role, { operations: ['sayHelo'] });", /Did you mean '"sayHello"'/],
    ['api.integrations.sayHelo;', /Did you mean 'sayHello'/],
    ["new MyApi(scope, 'A', { integrations: all });", /"getReport has no integration: give one for each/],
    ["new MyApi(scope, 'A', { integrations: { ...all, getReport: {} } });", /"give an integration: Lambda/],
    ['isolated().withOverrides({ sayHello: { bucket } });', /"give an integration: LambdaFunction, /],
    [
      "new MyApi(scope, 'A', { integrations: { $router: { integration } } });",
      /"\$router is the function of a/,
    ],
    [
      'http().withOverrides({ sayHello: { integration: Mock.response() } });',
      /"this integration is for REST APIs only: an HTTP API takes LambdaFunction, /,
    ],
    [
      "new MyHttpApi(scope, 'A', { integrations: { ...every, sayHello: { integration: Mock.response() } } });",
      /"this integration is for REST APIs only: an HTTP API takes LambdaFunction, /,
    ],
    [
      "isolated().withOverrides({ sayHello: { integration: AwsService.subtype('a', { credentials: role }) } });",
      /"this integration is for HTTP APIs only: a REST API calls services by AwsService.path/,
    ],
    [
      'isolated().withOverrides({ sayHello: { integration, options: { authorization: Authorization.jwt() } } });',
      /"this authorization is for HTTP APIs only: a REST API takes /,
    ],
    [
      'overridden.withOperationOptions({ sayHello: { timeout: 60 } });',
      /"it is overridden: options are about/,
    ],
    ['sharedOverridden.withOperationOptions({ sayHello: { enabled: true } });', /"it is overridden: options/],
    [
      'optioned.withOverrides({ sayHello: { integration } });',
      /"it has options, which are about its default/,
    ],
    ['overridden.withOverrides({ sayHello: { integration } });', /"it is overridden already"/],
    [
      'shared().withOperationOptions({ sayHello: { timeout: 60 } });',
      /"timeout is an option of the shared function: give it to \$router/,
    ],
    [
      'either.withOperationOptions({ sayHello: { timeout: 60 } });',
      /"timeout is an option of the shared function: give it to \$router/,
    ],
    [
      'isolated().withOperationOptions({ $router: { timeout: 60 } });',
      /"\$router is the function of the shared/,
    ],
    ['either.withOperationOptions({ $router: { timeout: 60 } });', /"\$router is the function of the shared/],
    [
      'isolated().withOverrides({ sayHello: { integration, options: { memorySize: 1024 } } });',
      /"memorySize is an option of a function: give it to LambdaFunction.dedicated\(\)"/,
    ],
    [
      'isolated().withOverrides({ sayHello: { integration, options: { enabled: true, notAnOption: 1 } } });',
      /"there is no option notAnOption"/,
    ],
    [
      'isolated().withOverrides({ sayHello: { integration, options: { throttling: { rate: 1, burstLimit: 2 } } } });',
      /"there is no option rate"/,
    ],
    ["MyApi.defaultIntegrations(scope, { pattern: 'share' });", /"the pattern is isolated or shared"/],
    ['overridden.build().sayHello.handler;', /'handler' does not exist/],
    ["Authorization.iam({ scopes: ['reports/read'] });", /Expected 0 arguments/],
  ])('says why: %s', (code, why) => {
    const [at] = cases.filter((one) => one.code === code);
    expect(found.get(at?.at ?? 0)?.join('\n')).toMatch(why);
  });
});

test('an editor offers the names of the operations that can still be given', () => {
  const source = `${text('refused.ts')
    .split('\n')
    .filter((line) => /^(import|const (isolated|shared|overridden|integration))/.test(line))
    .join('\n')}
overridden.withOverrides({ /*1*/ });
overridden.withOperationOptions({ /*2*/ });
overridden.withOverrides({ getFile: { integration, options: { /*3*/ } } });
new MyApi(scope, 'A', { integrations: { sayHello: { integration }, /*4*/ } });
overridden.withOverrides({ getFile: { /*5*/ } });
`;
  const file = join(__dirname, 'completion.ts');
  const config = ts.readConfigFile(join(REPOSITORY, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, REPOSITORY);
  const service = ts.createLanguageService({
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    getCurrentDirectory: () => REPOSITORY,
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (path) => {
      const content = path === file ? source : ts.sys.readFile(path);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    getDefaultLibFileName: ts.getDefaultLibFilePath,
  });
  const offered = (mark: number) =>
    service
      .getCompletionsAtPosition(file, source.indexOf(`/*${mark}*/`), {})
      ?.entries.map(({ name }) => name)
      .sort();
  expect(offered(1)).toEqual(['getDocumentation', 'getFile', 'getReport']);
  expect(offered(2)).toEqual(['getDocumentation', 'getFile', 'getReport']);
  expect(offered(3)).toEqual([
    ...['apiKeyRequired', 'authorization', 'cacheTtlInSeconds', 'cachingEnabled', 'enabled'],
    ...['requestParameters', 'requestValidation'],
    ...['responseTransferMode', 'throttling'],
  ]);
  expect(offered(4)).toEqual(['$router', 'getDocumentation', 'getFile', 'getReport']);
  expect(offered(5)).toEqual(['integration', 'options']);
}, 120_000);
