/** One operation of a generated app. */
export interface Route {
  readonly id: string;
  readonly method: 'get' | 'post' | 'put' | 'delete';
  readonly path: string;
  /** Number of the collection that it is of, from 1. */
  readonly collection: number;
  /** Whether the path ends in the id of an item. */
  readonly ofItem: boolean;
}

type JsonObject = Readonly<Record<string, unknown>>;

const KINDS = [
  { verb: 'list', method: 'get', ofItem: false },
  { verb: 'create', method: 'post', ofItem: false },
  { verb: 'read', method: 'get', ofItem: true },
  { verb: 'replace', method: 'put', ofItem: true },
  { verb: 'delete', method: 'delete', ofItem: true },
] as const;

/** The function that every integration of a generated document calls. */
export const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:bench';

/**
 * The operations of an app with collections, five operations on two paths for each: list, create, read, replace, delete.
 *
 * @param count how many operations there are
 * @throws RangeError for a count that is not a whole number above 0
 */
export function routes(count: number): readonly Route[] {
  if (!Number.isInteger(count) || count < 1)
    throw new RangeError(`${count} operations: give a whole number above 0`);
  return Array.from({ length: count }, (_, i) => {
    const collection = Math.floor(i / KINDS.length) + 1;
    const { verb, method, ofItem } = KINDS[i % KINDS.length] as (typeof KINDS)[number];
    const path = `/things-${collection}${ofItem ? '/{thing_id}' : ''}`;
    return { id: `${verb}_things_${collection}`, method, path, collection, ofItem };
  });
}

/** A document such as a FastAPI app exports: every operation with its parameters, models and errors. */
export function appDocument(count: number): JsonObject {
  const all = routes(count);
  const collections = [...new Set(all.map(({ collection }) => collection))];
  return {
    openapi: '3.1.0',
    info: { title: 'Bench', version: '1.0.0' },
    paths: byPath(all, appOperation),
    components: {
      schemas: {
        ...Object.fromEntries(collections.flatMap(models)),
        HTTPValidationError: {
          type: 'object',
          title: 'HTTPValidationError',
          properties: { detail: { type: 'array', title: 'Detail', items: reference('ValidationError') } },
        },
        ValidationError: {
          type: 'object',
          title: 'ValidationError',
          required: ['loc', 'msg', 'type'],
          properties: {
            loc: {
              type: 'array',
              title: 'Location',
              items: { anyOf: [{ type: 'string' }, { type: 'integer' }] },
            },
            msg: { type: 'string', title: 'Message' },
            type: { type: 'string', title: 'Error Type' },
          },
        },
      },
    },
  };
}

/** A document that API Gateway takes as the body of a REST API: every operation calls one function, signed requests only. */
export function gatewayDocument(count: number): JsonObject {
  return {
    openapi: '3.0.1',
    info: { title: 'bench', version: '1.0' },
    paths: byPath(routes(count), gatewayOperation),
    components: {
      securitySchemes: {
        IAM: {
          type: 'apiKey',
          name: 'Authorization',
          in: 'header',
          'x-amazon-apigateway-authtype': 'awsSigv4',
        },
      },
    },
  };
}

/** What a Lambda proxy integration calls. */
export const INTEGRATION_URI = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${FUNCTION_ARN}/invocations`;

function byPath(all: readonly Route[], operation: (route: Route) => JsonObject): JsonObject {
  const paths: Record<string, Record<string, JsonObject>> = {};
  for (const route of all) {
    paths[route.path] ??= {};
    (paths[route.path] as Record<string, JsonObject>)[route.method] = operation(route);
  }
  return paths;
}

function appOperation({ id, method, path, collection, ofItem }: Route): JsonObject {
  const verb = id.split('_')[0] as string;
  const content = (schema: JsonObject) => ({ 'application/json': { schema } });
  const thing = reference(`Thing${collection}`);
  const page = [
    {
      name: 'limit',
      in: 'query',
      required: false,
      schema: { type: 'integer', maximum: 100, default: 20, title: 'Limit' },
    },
    {
      name: 'after',
      in: 'query',
      required: false,
      schema: { anyOf: [{ type: 'string' }, { type: 'null' }], title: 'After' },
    },
  ];
  const item = [
    { name: 'thing_id', in: 'path', required: true, schema: { type: 'string', title: 'Thing Id' } },
  ];
  return {
    tags: [`things-${collection}`],
    summary: `${verb[0]?.toUpperCase()}${verb.slice(1)} Things ${collection}`,
    operationId: `${id}${path.replace(/\W/g, '_')}_${method}`,
    ...(ofItem ? { parameters: item } : verb === 'list' ? { parameters: page } : {}),
    ...(['post', 'put'].includes(method)
      ? { requestBody: { required: true, content: content(reference(`Thing${collection}Create`)) } }
      : {}),
    responses: {
      ...(method === 'delete'
        ? { '204': { description: 'Successful Response' } }
        : {
            [verb === 'create' ? '201' : '200']: {
              description: 'Successful Response',
              content: content(verb === 'list' ? { type: 'array', items: thing } : thing),
            },
          }),
      '422': { description: 'Validation Error', content: content(reference('HTTPValidationError')) },
    },
  };
}

function gatewayOperation({ id, ofItem }: Route): JsonObject {
  return {
    operationId: id,
    parameters: ofItem ? [{ name: 'thing_id', in: 'path', required: true, schema: { type: 'string' } }] : [],
    security: [{ IAM: [] }],
    responses: { default: { description: 'The answer of the app' } },
    'x-amazon-apigateway-integration': {
      type: 'aws_proxy',
      httpMethod: 'POST',
      uri: INTEGRATION_URI,
      passthroughBehavior: 'when_no_match',
      timeoutInMillis: 29_000,
    },
  };
}

function models(collection: number): [string, JsonObject][] {
  const written = {
    name: { type: 'string', maxLength: 100, minLength: 1, title: 'Name' },
    price: { type: 'number', exclusiveMinimum: 0, title: 'Price' },
    tags: { type: 'array', items: { type: 'string' }, title: 'Tags', default: [] },
  };
  const read = {
    id: { type: 'string', title: 'Id' },
    created: { type: 'string', format: 'date-time', title: 'Created' },
  };
  const model = (
    title: string,
    properties: JsonObject,
    required: readonly string[],
  ): [string, JsonObject] => [title, { type: 'object', title, required, properties }];
  return [
    model(`Thing${collection}`, { ...read, ...written }, ['id', 'created', 'name', 'price']),
    model(`Thing${collection}Create`, written, ['name', 'price']),
  ];
}

function reference(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}
