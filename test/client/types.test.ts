import { existsSync, readdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { type ClientOptions, clientFiles } from '../../src/client';
import { UserError } from '../../src/errors';
import { type ApiModel, readApiFile } from '../../src/openapi';
import { REPOSITORY, Workspace } from '../support/workspace';
import { documentOf, filesFor } from './support';

const corpus = process.env.TERRAGATE_CORPUS ?? resolve(__dirname, '../../../shared/corpus');
const documents = existsSync(corpus)
  ? readdirSync(corpus).filter((name) => /\.(?:json|ya?ml)$/.test(name) && name !== 'manifest.json')
  : [];
if (documents.length === 0)
  process.stderr.write(`skipped: the corpus of real documents is not in ${corpus} (TERRAGATE_CORPUS)\n`);

/** Documents that can have no client, and what says so. */
const REFUSED: Readonly<Record<string, RegExp>> = {
  'hey-api__openapi-ts__sdk-method-class-conflict.yaml':
    /GET \/api\/v1\/odata\/Businesses.*would both have the function/,
  'openapi-ts__openapi-typescript__digitalocean-root.yaml': /references lead to another file/,
  'orval-labs__orval__jsdoc-formatting.yaml': /describes no operation/,
};

const schema = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (of: object) => ({ description: '', content: { 'application/json': { schema: of } } });
const text = { type: 'string' };
const object = (properties: object, required = Object.keys(properties)) => ({
  type: 'object',
  properties,
  required,
});

/** A document with what types can say. */
const DOCUMENT = documentOf(
  {
    '/items/{item_id}': {
      get: {
        operationId: 'get_item',
        parameters: [
          { in: 'path', name: 'item_id', required: true, schema: { type: 'integer' } },
          { in: 'query', name: 'kind', schema: { enum: ['a', 'b'] } },
        ],
        responses: {
          200: json(schema('Item')),
          404: json(object({ code: text })),
          '4XX': json(object({ more: text })),
          default: json(object({ last: text })),
        },
      },
    },
    '/items': {
      get: {
        operationId: 'list_items',
        parameters: [{ in: 'query', name: 'cursor', schema: { anyOf: [text, { type: 'null' }] } }],
        responses: { 200: json({ type: 'array', items: schema('Item') }) },
      },
      post: {
        operationId: 'create_item',
        requestBody: { required: true, content: { 'application/json': { schema: schema('Item') } } },
        responses: {
          201: json(schema('Item')),
          202: { description: '' },
          422: json(schema('HTTPValidationError')),
          500: json(object({ detail: text })),
        },
      },
    },
    '/animals': {
      get: {
        operationId: 'get_animal',
        responses: {
          200: json({ oneOf: [schema('Cat'), schema('Dog')], discriminator: { propertyName: 'kind' } }),
        },
      },
    },
    '/ticks': {
      get: {
        operationId: 'ticks',
        responses: {
          200: { description: '', content: { 'application/jsonl': { itemSchema: schema('Item') } } },
        },
      },
    },
    '/files': {
      post: {
        operationId: 'upload',
        requestBody: {
          required: true,
          content: {
            'multipart/form-data': { schema: object({ file: { type: 'string', format: 'binary' } }) },
          },
        },
        responses: { 200: { description: '', content: { 'image/png': {} } } },
      },
    },
  },
  {
    Item: object(
      {
        name: text,
        at: { type: 'string', format: 'date-time' },
        note: { anyOf: [text, { type: 'null' }] },
        old: { type: 'string', nullable: true },
        pair: { type: 'array', prefixItems: [text, { type: 'integer' }], minItems: 2, maxItems: 2 },
        extra: { type: 'object', additionalProperties: { type: 'integer' } },
        parent: schema('Item'),
        huge: { type: 'integer', format: 'int64' },
      },
      ['name'],
    ),
    Cat: object({ kind: { const: 'Cat' }, lives: { type: 'integer' } }),
    Dog: object({ kind: text, barks: { type: 'boolean' } }),
    // As FastAPI writes it: that the list is always there is left out
    HTTPValidationError: {
      type: 'object',
      properties: { detail: { type: 'array', items: schema('ValidationError') } },
    },
    ValidationError: object({
      loc: { type: 'array', items: { anyOf: [text, { type: 'integer' }] } },
      msg: text,
    }),
    Date: object({ name: text }),
    ApiError: object({ name: text }),
    GetItemInput: object({ name: text }),
  },
);

/** What a user writes: lines after `@ts-expect-error` must not compile. */
const USE = `
import { QueryClient, QueryObserver } from '@tanstack/query-core';
import { ApiError, createItem, getItem, isCreateItemError, isGetItemError, type Item, MyAPI, myAPIQueries, ticks } from './index';
const connection = { baseUrl: '' };
const client = new MyAPI(connection);

export async function calls() {
  const item: Item = await client.getItem({ itemId: 3, kind: 'a' }, { signal: new AbortController().signal, timeout: 1 });
  const at: Date | undefined = item.at;
  const note: string | null | undefined = item.note ?? item.old;
  const pair: [string, number] | undefined = item.pair;
  const extra: number | undefined = item.extra?.['a'];
  const deep = item.parent?.parent?.name;
  await getItem(connection, { itemId: 3, kind: undefined });
  const created = await createItem(connection, { name: 'a', at: new Date(), pair: ['a', 1] });
  created?.name;
  // @ts-expect-error the answer may be one without a body
  created.name;
  // @ts-expect-error an input that is needed
  await client.getItem();
  // @ts-expect-error a number is asked for
  await client.getItem({ itemId: 'a' });
  // @ts-expect-error no such parameter
  await client.getItem({ itemId: 1, item_id: 1 });
  // @ts-expect-error no such kind
  await client.getItem({ itemId: 1, kind: 'c' });
  // @ts-expect-error a date, not its text
  await client.createItem({ name: 'a', at: '2024-01-01' });
  // @ts-expect-error three items in a pair
  await client.createItem({ name: 'a', pair: ['a', 1, 2] });
  // @ts-expect-error a name is needed
  await client.createItem({});
  // @ts-expect-error a file is no text
  await client.upload({ file: 'text' });
  const image: Blob = await client.upload({ file: new Blob([]) });
  // @ts-expect-error a stream is read, not waited for
  (await client.ticks()).name;
  for await (const tick of client.ticks()) tick.at?.getTime();
  for await (const tick of ticks(connection)) tick.name.length;
  return [at, note, pair, extra, deep, image];
}

export async function unions() {
  const animal = await client.getAnimal();
  // @ts-expect-error before it is known which one it is
  animal.barks;
  return animal.kind === 'Dog' ? animal.barks : animal.lives;
}

export function errors(error: unknown) {
  if (isCreateItemError(error)) {
    switch (error.status) {
      case 422: return error.error.detail[0]?.loc;
      case 500: return error.error.detail.length;
      // @ts-expect-error the document has no such status
      case 404: return error;
    }
  }
  if (isGetItemError(error)) {
    switch (error.status) {
      case 404: return error.error.code;
      case 418: return error.error.more;
      case 503: return error.error.last;
    }
    // @ts-expect-error before its status is known
    error.error.code;
  }
  return error instanceof ApiError ? error.status : undefined;
}

export async function queries(cache: QueryClient) {
  const api = myAPIQueries(connection);
  const options = api.getItem.queryOptions({ itemId: 3 }, { staleTime: 1, select: (item) => item.name });
  const observer = new QueryObserver(cache, options);
  const name: string | undefined = observer.getCurrentResult().data;
  const item = await cache.fetchQuery(api.getItem.queryOptions({ itemId: 3 }));
  item.at?.getTime();
  cache.getQueryData(api.getItem.queryKey({ itemId: 3 }))?.name;
  await cache.invalidateQueries(api.getItem.queryFilter());
  const pages = await cache.fetchInfiniteQuery(api.listItems.infiniteQueryOptions({}, { getNextPageParam: (last) => last[0]?.name }));
  pages.pages[0]?.[0]?.name;
  const grown = await cache.fetchQuery(api.ticks.queryOptions());
  grown[0]?.at;
  const mutation = api.createItem.mutationOptions({ onSuccess: (made, input) => [made?.name, input.name] });
  await mutation.mutationFn({ name: 'a' });
  // @ts-expect-error an input that is needed
  api.getItem.queryOptions();
  // @ts-expect-error it has no pages
  api.getItem.infiniteQueryOptions({ itemId: 3 });
  // @ts-expect-error a mutation is no query
  api.createItem.queryOptions({ name: 'a' });
  // @ts-expect-error no such property
  api.getItem.queryOptions({ itemId: 3 }, { select: (item) => item.nothing });
  return name;
}
`;

/** All that strict projects ask for. */
const STRICT: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  noPropertyAccessFromIndexSignature: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
  types: [],
  noEmit: true,
  skipLibCheck: true,
};

/** The errors of the compiler in some files, as text. */
function problemsIn(files: readonly string[], options: ts.CompilerOptions = {}): string[] {
  const program = ts.createProgram([...files], { ...STRICT, ...options });
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${file?.fileName}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

const workspace = new Workspace('client-types');
symlinkSync(join(REPOSITORY, 'node_modules'), workspace.at('node_modules'));

const put = (folder: string, files: ReadonlyMap<string, string>) =>
  [...files].map(([name, content]) => workspace.write(`${folder}/${name}`, content));

/** The client of a document of the corpus, or why it has none. */
function clientOf(
  file: string,
  options: ClientOptions,
): { api?: ApiModel; files?: ReadonlyMap<string, string>; problem?: string } {
  try {
    const api = readApiFile(join(corpus, file));
    return { api, files: clientFiles(api, options) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { problem: error.message };
  }
}

describe('the types of a client', () => {
  it('compile in strict projects for every real document, and say what may not be written', () => {
    const written: string[] = [];
    documents.forEach((file, i) => {
      // All that changes the text of a client, in turns
      const options: ClientOptions = {
        tanstack: 'core',
        auth: 'IAM',
        camelCase: i % 2 === 0,
        groupByTag: i % 3 === 0,
      };
      const { api, files, problem } = clientOf(file, options);
      expect({ file, problem }).toEqual({
        file,
        problem: REFUSED[file] ? expect.stringMatching(REFUSED[file]) : undefined,
      });
      if (!api || !files) return;
      written.push(...put(`corpus-${i}`, files));
      for (const { id } of api.operations)
        expect(files.get('operations.ts')).toContain(`id: ${JSON.stringify(id).replaceAll('"', "'")}`);
    });
    written.push(...put('own', filesFor(DOCUMENT, { tanstack: 'core' })), workspace.write('own/use.ts', USE));
    expect(problemsIn(written)).toEqual([]);
  }, 300_000);

  it('compile where files are imported with their endings, as Node and Deno ask for', () => {
    const js = put('js', filesFor(DOCUMENT, { importExtension: 'js', auth: 'Cognito' }));
    expect(
      problemsIn(js, {
        module: ts.ModuleKind.NodeNext,
        moduleResolution: ts.ModuleResolutionKind.NodeNext,
        verbatimModuleSyntax: false,
      }),
    ).toEqual([]);
    const other = put('ts', filesFor(DOCUMENT, { importExtension: 'ts' }));
    expect(problemsIn(other, { allowImportingTsExtensions: true, erasableSyntaxOnly: true })).toEqual([]);
  });

  it.each([
    ['a browser of ES2020', { lib: ['lib.es2020.d.ts', 'lib.dom.d.ts'] }],
    ['Node', { lib: ['lib.es2020.d.ts'], types: ['node'] }],
    ['a worker', { lib: ['lib.es2020.d.ts', 'lib.webworker.d.ts'] }],
  ])('compile with the types of %s alone', (_, types) => {
    const files = put('types', filesFor(DOCUMENT, { auth: 'IAM' }));
    expect(problemsIn(files, { target: ts.ScriptTarget.ES2020, ...types })).toEqual([]);
  });

  it('say in a comment that JavaScript does not keep the digits of a 64-bit integer', () => {
    expect(filesFor(DOCUMENT).get('types.ts')).toMatch(
      /whole numbers up to 9007199254740991.*\n\s+huge\?: number;/,
    );
  });
});
