import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { REPOSITORY } from '../support/workspace';

const CASE = '// @ts-expect-error';

/** What the compiler says of a file here when its text is this one: messages by line, counted from 1. */
function diagnostics(name: string, text: string): Map<number, string[]> {
  const file = join(__dirname, name);
  const config = ts.readConfigFile(join(REPOSITORY, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, REPOSITORY);
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (path, ...rest) =>
    path === file
      ? ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true)
      : getSourceFile.call(host, path, ...rest);
  const program = ts.createProgram([file], options, host);
  const source = program.getSourceFile(file);
  if (!source) throw new Error(`no ${file}`);
  const found = new Map<number, string[]>();
  for (const { start = 0, messageText } of [
    ...program.getSyntacticDiagnostics(source),
    ...program.getSemanticDiagnostics(source),
  ]) {
    const line = source.getLineAndCharacterOfPosition(start).line + 1;
    found.set(line, [...(found.get(line) ?? []), ts.flattenDiagnosticMessageText(messageText, '\n')]);
  }
  return found;
}

const text = (name: string) => readFileSync(join(__dirname, name), 'utf8');

test('what has to compile does', () => {
  expect([...diagnostics('compiles.ts', text('compiles.ts'))]).toEqual([]);
}, 120_000);

describe('what must not compile', () => {
  const lines = text('refused.ts').split('\n');
  const cases = lines.flatMap((line, i) => (line === CASE ? [{ at: i + 2, code: lines[i + 1] ?? '' }] : []));
  let found: Map<number, string[]>;

  beforeAll(() => {
    // Without the comments, so that each message can be read
    found = diagnostics('refused.ts', lines.map((line) => (line === CASE ? '//' : line)).join('\n'));
  }, 120_000);

  test('is the cases and nothing else', () => {
    expect([...found.keys()].sort((a, b) => a - b)).toEqual(cases.map(({ at }) => at));
    expect(cases.length).toBeGreaterThan(50);
  });

  test.each(cases)('$code', ({ at }) => {
    // Not for the test's own mistake: an import or a name that there is not
    expect(found.get(at)?.join('\n')).toBeDefined();
    expect(found.get(at)?.join('\n')).not.toMatch(/Cannot find (module|name)/);
  });

  test.each([
    [
      'isolated().withOperationOptions({ sayHelo: { timeout: 60 } });',
      /'sayHelo' does not exist|mean.*'sayHello'/,
    ],
    ["api.grantInvokeAccess(role, { operations: ['sayHelo'] });", /Did you mean '"sayHello"'/],
    ['api.integrations.sayHelo;', /Did you mean 'sayHello'/],
    ['http().withOverrides({ sayHello: { integration: Mock.response() } });', /Property 'http' is missing/],
    ['overridden.build().sayHello.handler;', /'handler' does not exist/],
    ["Authorization.iam({ scopes: ['reports/read'] });", /Expected 0 arguments/],
    ["new MyApi(scope, 'A', { integrations: all });", /'getReport' is missing/],
  ])('says why: %s', (code, why) => {
    const [at] = cases.filter((one) => one.code === code);
    expect(found.get(at?.at ?? 0)?.join('\n')).toMatch(why);
  });
});
