import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RestApi } from '../../modules/rest-api/rest-api';
import { MARKER, moduleFiles } from '../../src/emit';
import { typescriptClass } from '../../src/emit/typescript/module-class';
import { operationNames } from '../../src/emit/typescript/names';
import { namesOf, tsType } from '../../src/emit/typescript/type';
import { raw } from '../../src/hcl';
import { camelCase, snakeCase } from '../../src/naming';
import { newModule } from '../emit/module';
import { MODULES, moduleOf } from '../modules/emitted';
import { REPOSITORY } from '../support/workspace';
import { MyApi } from '../types/bindings/my-api/my-api';
import { fixture } from './fixture';
import { inputs, refused } from './synthesized';

const BINDINGS = join(REPOSITORY, 'test/types/bindings');

/** Names of all that an API has from the classes that its own extends. */
function inheritedMembers(): string[] {
  const names = new Set<string>();
  inputs((stack) => {
    const api = new MyApi(stack, 'MyApi', { integrations: MyApi.defaultIntegrations(stack).build() });
    const own = Object.getOwnPropertyNames(api);
    let prototype = Object.getPrototypeOf(MyApi.prototype);
    for (; prototype !== Object.prototype; prototype = Object.getPrototypeOf(prototype))
      own.push(...Object.getOwnPropertyNames(prototype));
    for (const name of own) names.add(name);
  });
  return [...names];
}

describe('a binding', () => {
  test.each(['rest', 'http'] as const)('of the fixture is the one that the type tests use (%s)', (kind) => {
    const module = fixture(kind);
    const { moduleName } = module.stack;
    const file = join(BINDINGS, moduleName, `${moduleName}.ts`);
    if (process.env.UPDATE_BINDINGS) writeFileSync(file, typescriptClass(module).text);
    expect(typescriptClass(module).text).toBe(readFileSync(file, 'utf8'));
  });

  test('is beside each module, is marked as emitted and imports nothing but the package', () => {
    for (const [name, module] of Object.entries(MODULES)) {
      const text = moduleFiles(module).get(`${name}.ts`) ?? '';
      expect(text.split('\n')[0]).toBe(`// ${MARKER}`);
      expect(text.match(/\bfrom '[^']*'|\bimport\(|\brequire\(/g)).toEqual(["from 'terragate'"]);
    }
  });

  test('of a project with CDK Terrain imports the entry point for it', () => {
    const files = moduleFiles(moduleOf('my-api'), 'cdktn');
    expect(files.get('my-api.ts')).toMatch(/^import \* as terragate from 'terragate\/cdktn';$/m);
    const others = new Map(moduleFiles(moduleOf('my-api')));
    for (const [path, text] of files) if (path !== 'my-api.ts') expect(text).toBe(others.get(path));
  });

  test('takes the words that an input allows, and what only Terraform knows', () => {
    const text = typescriptClass(moduleOf('my-api')).text;

    expect(text).toContain("readonly architecture?: 'arm64' | 'x86_64' | terragate.IResolvable;");
    expect(text).toContain("readonly responseTransferMode?: 'STREAM' | 'BUFFERED' | terragate.IResolvable;");
    expect(text).toContain('readonly name?: string;');
  });

  test('names inputs in its docs as TypeScript has them', () => {
    const text = typescriptClass(moduleOf('my-api')).text;

    expect(text).toMatch(/^ *\* .*\blambdaS3Bucket\b/m);
    expect(text).not.toMatch(/^ *\* .*\blambda_s3_bucket\b/m);
    expect(text).toMatch(/^ *\* .*\bscheduleExpression\b/m);
    expect(text).not.toMatch(/^ *\* .*\bschedule_expression\b/m);
  });

  test('has a type for each input but a document and a list of anything', () => {
    const open = Object.values(MODULES).flatMap((module) =>
      [...typescriptClass(module).text.matchAll(/^ {2}readonly (\w+)\??: unknown;$/gm)].map(
        ([, name]) => name,
      ),
    );

    expect(new Set(open)).toEqual(new Set(['body', 'stageDependsOn']));
  });

  test('takes objects whose attributes have the names of TypeScript, and refuses those that there are not', () => {
    const plan = { rateLimit: 5, throttle: { '/items/GET': { rateLimit: 1, burstLimit: 2 } } };
    const written = inputs((stack) => {
      new RestApi(stack, 'Api', {
        apiName: 'orders',
        usagePlans: { 'gold-plan': plan },
        resourcePolicyStatements: [{ Effect: 'Allow', Principal: '*' }],
      });
    });
    const misspelt = refused((stack) => {
      const usagePlans = { 'gold-plan': { ...plan, rate_limit: 5, qoutaLimit: 10 } };
      new RestApi(stack, 'Api', { apiName: 'orders', usagePlans });
    });

    expect(written).toMatchObject({
      usage_plans: {
        'gold-plan': { rate_limit: 5, throttle: { '/items/GET': { rate_limit: 1, burst_limit: 2 } } },
      },
      resource_policy_statements: [{ Effect: 'Allow', Principal: '*' }],
    });
    expect(misspelt).toMatch(/usagePlans\["gold-plan"\].*rate_limit is not a known name/);
    expect(misspelt).toMatch(/qoutaLimit is not a known name/);
    expect(misspelt).toMatch(/quotaLimit/);
  });

  test('has outputs of the type that the module states, whatever their names', () => {
    const stack = newModule();
    stack.output('tags_map', { value: raw('{}'), description: 'Tags.', type: 'any' });
    stack.output('largest_size', { value: raw('"xl"'), description: 'A word.' });
    stack.output('count', { value: raw('1'), description: 'A number.', type: 'number' });
    const module = { ...moduleOf('rest-api'), stack };

    const { text } = typescriptClass(module);

    expect(text).toContain('get tagsMap(): terragate.IResolvable');
    expect(text).toContain('get largestSize(): string');
    expect(text).toContain('get count(): number');
  });

  test('has every input and every output of its module, but those that the integrations write', () => {
    const text = typescriptClass(moduleOf('my-api')).text;
    expect(text).toMatch(/^ {2}memorySize: 'memory_size',$/m);
    expect(text).toMatch(/^ {2}readonly memorySize\?: number;$/m);
    expect(text).not.toMatch(/'integration_pattern'|'operations',\n/);
    expect(text).toMatch(/get lambdaSourceCodeSize\(\): number/);
    expect(text).toMatch(/get stageInvokeUrl\(\): string/);
    expect(text).toMatch(/get operations\(\): terragate\.IResolvable/);
    expect(typescriptClass(moduleOf('rest-api')).text).toMatch(/^ {2}readonly apiName: string;$/m);
  });

  test('has another name for the output that a member of the class is called as', () => {
    const members = inheritedMembers();
    expect(members).toEqual(expect.arrayContaining(['node', 'module', 'integrations', 'grantInvokeAccess']));
    const module = fixture('rest');
    for (const member of members)
      module.stack.output(snakeCase(member), { value: raw('null'), description: 'An output.' });
    const text = typescriptClass(module).text;
    for (const member of members) {
      expect(text).toContain(`  get ${member}Output(): string {`);
      expect(text).not.toContain(`  get ${member}(): string {`);
    }
  });

  test('grows by one line an operation', () => {
    const many = Object.fromEntries(
      Array.from({ length: 3000 }, (_, i) => [
        `get_thing_${i}`,
        { method: 'GET', path: `/things/${i}`, tags: [] },
      ]),
    );
    const lines = (operations: object) =>
      typescriptClass(fixture('rest', operations)).text.split('\n').length;
    expect(lines(many) - lines({})).toBe(3000);
  });

  test('holds what an operation and a description say as text', () => {
    const text = typescriptClass(
      fixture('rest', { "it's": { method: 'GET', path: "/it's/\\" }, 'a"b': { method: 'GET', path: '/' } }),
    ).text;
    expect(text).toContain(`itS: { id: "it's", method: 'GET', path: "/it's/\\\\" },`);
    expect(text).toContain(`aB: { id: 'a"b', method: 'GET', path: '/' },`);
    expect(text).toContain('They end in *\\/ here.');
  });
});

describe('the name of an operation', () => {
  test.each([
    ['say_hello', 'sayHello'],
    ['sayHello', 'sayHello'],
    ['GET_items', 'getItems'],
    ['pets.list-all', 'petsListAll'],
    ['read_item_items__item_id__get', 'readItemItemsItemIdGet'],
    ['größe_lesen', 'größeLesen'],
    ['注文_作成', '注文作成'],
  ])('of %s is %s', (id, name) => expect(camelCase(id)).toBe(name));

  test('is the id as written where several would have one name, and where no name can be made of it', () => {
    const ids = ['say_hello', 'say-hello', 'get_item', '2fa', '---', '__proto__', 'constructor'];
    expect([...operationNames(ids).values()]).toEqual([
      'say_hello',
      'say-hello',
      'getItem',
      '2fa',
      '---',
      'proto',
      'constructor',
    ]);
  });

  test('is unique in every order of the ids', () => {
    const ids = ['a_b', 'a-b', 'aB', 'A_B', 'b', 'B', '', '_', '$router'];
    for (const order of [ids, [...ids].reverse()]) {
      const names = [...operationNames(order).values()];
      expect(new Set(names).size).toBe(ids.length);
    }
  });
});

describe('the type of an input', () => {
  test.each([
    ['string', 'string'],
    ['any', 'unknown'],
    ['list(string)', 'readonly string[]'],
    ['set(bool)', 'readonly (boolean | terragate.IResolvable)[]'],
    ['map(list(number))', '{\n    readonly [name: string]: readonly number[];\n  }'],
    [
      'object({ a_b = optional(string, "x"), Sid = number })',
      '{\n    readonly aB?: string;\n    readonly Sid: number;\n  }',
    ],
    ['tuple([string, number])', 'unknown'],
  ])('of %s is %s', (hcl, ts) => expect(tsType(hcl).text).toBe(ts));

  test('keeps the names of Terraform for the names inside of it', () => {
    expect(namesOf('env', 'map(string)').text).toBe("'env'");
    expect(namesOf('things', 'list(object({ Sid = string }))').text).toBe("'things'");
    expect(namesOf('plans', 'map(object({ quota_limit = number }))').text).toBe(
      "{\n    name: 'plans',\n    depth: 1,\n    of: {\n      quotaLimit: 'quota_limit',\n    },\n  }",
    );
  });
});
