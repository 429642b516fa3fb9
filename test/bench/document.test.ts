import fc from 'fast-check';
import { appDocument, FUNCTION_ARN, gatewayDocument, routes } from '../../bench/document';
import { readApi } from '../../src/openapi';

interface Operation {
  readonly parameters: readonly { readonly name: string }[];
  readonly security: readonly unknown[];
  readonly 'x-amazon-apigateway-integration': { readonly type: string; readonly uri: string };
}
type Paths = Record<string, Record<string, Operation>>;

const read = (count: number) => readApi(JSON.stringify(appDocument(count)), 'openapi.json');

test('an app has as many operations as it is asked for, with no id and no route twice', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), (count) => {
      const { operations } = read(count);
      expect(operations).toHaveLength(count);
      expect(new Set(operations.map(({ id }) => id)).size).toBe(count);
      expect(new Set(operations.map(({ method, path }) => `${method} ${path}`)).size).toBe(count);
    }),
    { numRuns: 20 },
  );
});

test("an app's document is read without a warning", () => {
  expect(read(50).warnings).toEqual([]);
});

test('an app has five operations on two paths for each collection', () => {
  expect(routes(7).map(({ method, path }) => `${method} ${path}`)).toEqual([
    'get /things-1',
    'post /things-1',
    'get /things-1/{thing_id}',
    'put /things-1/{thing_id}',
    'delete /things-1/{thing_id}',
    'get /things-2',
    'post /things-2',
  ]);
});

test.each([0, -1, 1.5, Number.NaN])('%p operations are refused', (count) => {
  expect(() => routes(count)).toThrow('give a whole number above 0');
});

test("the gateway's document has the same routes as the app's", () => {
  const of = (document: unknown) =>
    Object.entries((document as { paths: Paths }).paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method} ${path}`),
    );
  expect(of(gatewayDocument(23))).toEqual(of(appDocument(23)));
});

test("each operation of the gateway's document calls the function, names its path variables and asks who calls", () => {
  const { paths } = gatewayDocument(12) as unknown as { paths: Paths };
  for (const [path, item] of Object.entries(paths)) {
    for (const operation of Object.values(item)) {
      const integration = operation['x-amazon-apigateway-integration'];
      expect(integration.type).toBe('aws_proxy');
      expect(integration.uri).toContain(FUNCTION_ARN);
      expect(operation.parameters.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
      expect(operation.security).toEqual([{ IAM: [] }]);
    }
  }
});
