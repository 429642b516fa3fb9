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
