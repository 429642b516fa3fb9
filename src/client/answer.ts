import { type ApiContent, type ApiMedia, type ApiOperation, isObject, type RawSchema } from '../openapi';
import { textOf } from './json';
import { BINARY, type Node, STRING, UNKNOWN, union } from './node';
import { isJson } from './runtime/request';
import type { Schemas } from './schemas';

/** An answer of an operation. */
export interface AnswerPlan {
  /** `200`, `4XX` or `default`. */
  readonly status: string;
  readonly kind: 'success' | 'error';
  /** The form of the body. */
  readonly as: 'json' | 'text' | 'blob' | 'any' | 'none';
  /** The body; undefined where there is none. */
  readonly node: Node | undefined;
}

/** An answer in pieces. */
export interface StreamPlan {
  readonly form: 'lines' | 'values' | 'events' | 'text';
  /** Of events: whether their data is text, not JSON. */
  readonly isText: boolean;
  /** One piece. */
  readonly node: Node;
  /** Whether the answer comes in no other way. */
  readonly isOnly: boolean;
}

/** The answers of an operation that its callers see: `fetch` follows redirects itself. */
export function answersOf({ responses }: ApiOperation, schemas: Schemas): readonly AnswerPlan[] {
  const statuses = Object.keys(responses);
  const hasSuccess = statuses.some((status) => status.startsWith('2'));
  const answers = statuses.flatMap((status): AnswerPlan[] => {
    const body = bodyOf(responses[status]?.content ?? {}, schemas);
    if (status.startsWith('2')) return [{ status, kind: 'success', ...body }];
    if (/^[45]/.test(status)) return [{ status, kind: 'error', ...body }];
    if (status !== 'default') return [];
    const error: AnswerPlan = { status, kind: 'error', ...body };
    return hasSuccess ? [error] : [{ ...error, kind: 'success' }, error];
  });
  if (answers.some(({ kind }) => kind === 'success')) return answers;
  return [{ status: '2XX', kind: 'success', as: 'any', node: UNKNOWN }, ...answers];
}

type Body = Pick<AnswerPlan, 'as' | 'node'>;

function bodyOf(content: ApiContent, schemas: Schemas): Body {
  const bodies = new Map<string, Body>();
  const media = Object.entries(content);
  const hasJson = media.some(([type]) => isJson(type));
  const schemasOfJson = new Set(
    media.filter(([type]) => isJson(type)).map(([, { schema }]) => JSON.stringify(schema)),
  );
  for (const [type, one] of media) {
    if (streamForm(type, one) !== undefined) continue;
    // XML and texts with the schema of the JSON beside them are other ways to say the same
    if (hasJson && !isJson(type) && (/xml\b/i.test(type) || schemasOfJson.has(JSON.stringify(one.schema))))
      continue;
    const body = mediaBody(type, one, schemas);
    bodies.set(`${body.as} ${JSON.stringify(one.schema)}`, body);
  }
  const [first, ...others] = bodies.values();
  if (!first) return { as: 'none', node: undefined };
  const as = others.every((one) => one.as === first.as) ? first.as : 'any';
  return { as, node: union([first, ...others].map(({ node }) => node ?? UNKNOWN)) };
}

function mediaBody(type: string, { schema }: ApiMedia, schemas: Schemas): Body {
  const written = schema === undefined ? undefined : schemas.node(schema);
  if (isJson(type)) {
    if (written) schemas.mark(written, 'inJson');
    return { as: 'json', node: written ?? UNKNOWN };
  }
  const isText = /^text\/|[/+]xml\b|javascript|yaml/i.test(type);
  if (type.includes('*')) return { as: 'any', node: written?.is === 'binary' ? BINARY : UNKNOWN };
  if (!isText || written?.is === 'binary') return { as: 'blob', node: BINARY };
  // A text with the schema of an object is JSON by another name: FastAPI writes the errors of a text's route so
  if (written && !['string', 'unknown', 'literal', 'date'].includes(written.is) && !/xml/i.test(type)) {
    schemas.mark(written, 'inJson');
    return { as: 'json', node: written };
  }
  return { as: 'text', node: STRING };
}

/** The pieces in which an operation answers; undefined where it answers as a whole. */
export function streamOf(
  { responses, extensions, streaming }: ApiOperation,
  schemas: Schemas,
): StreamPlan | undefined {
  const statuses = Object.keys(responses);
  const successes = statuses.filter((status) => status.startsWith('2'));
  const contents = (successes.length ? successes : statuses.filter((status) => status === 'default')).map(
    (status) => responses[status]?.content ?? {},
  );
  const media = contents.flatMap((content) => Object.entries(content));
  const streams = media.filter(([type, one]) => streamForm(type, one) !== undefined);
  const [found] = streams;
  if (streaming !== undefined && found) {
    const [type, one] = found;
    const piece = streamForm(type, one) === 'events' ? eventData(one, schemas) : linePiece(one, schemas);
    schemas.mark(piece.node, 'inJson');
    const form = streamForm(type, one) ?? 'lines';
    return { form, ...piece, isOnly: streams.length === media.length };
  }
  if (extensions['x-streaming'] !== true) return undefined;
  const [type, one] = media[0] ?? ['application/json', {}];
  const node = schemas.node(one.schema);
  schemas.mark(node, 'inJson');
  if (isJson(type)) return { form: 'values', isText: false, node, isOnly: true };
  return { form: 'text', isText: true, node: STRING, isOnly: true };
}

function streamForm(type: string, { itemSchema }: ApiMedia): StreamPlan['form'] | undefined {
  const plain = (type.split(';')[0] ?? '').trim().toLowerCase();
  if (plain === 'text/event-stream') return 'events';
  if (/^application\/(?:x-)?(?:jsonl|jsonlines|ndjson)$/.test(plain)) return 'lines';
  // The values of a sequence begin with a sign of their own, or come one after the other
  return itemSchema !== undefined && isJson(plain) ? 'values' : undefined;
}

type Piece = Pick<StreamPlan, 'isText' | 'node'>;

function linePiece({ itemSchema, schema }: ApiMedia, schemas: Schemas): Piece {
  const node = schemas.node(itemSchema ?? schema);
  return { isText: false, node: itemSchema === undefined && node.is === 'list' ? node.of : node };
}

/** The data of events: what their schema says of it, or a text. */
function eventData({ itemSchema, schema }: ApiMedia, schemas: Schemas): Piece {
  const written = itemSchema ?? schema;
  if (written === undefined) return { isText: true, node: STRING };
  const node = schemas.node(written);
  if (itemSchema === undefined) return { isText: node.is === 'string', node };
  return declaredData(itemSchema, schemas) ?? { isText: node.is === 'string', node };
}

/** The data of events that an object describes: that a text is JSON is said in words of its own, which no node has. */
function declaredData(itemSchema: RawSchema | undefined, schemas: Schemas): Piece | undefined {
  const event = schemas.target(itemSchema);
  const properties = isObject(event) && isObject(event.properties) ? event.properties : {};
  if (!Object.hasOwn(properties, 'data')) return undefined;
  const data = schemas.target(properties.data);
  if (!isObject(data)) return { isText: false, node: UNKNOWN };
  if ('contentSchema' in data) return { isText: false, node: schemas.node(data.contentSchema) };
  if (textOf(data, 'contentMediaType') === 'application/json') return { isText: false, node: UNKNOWN };
  const node = schemas.node(properties.data);
  return { isText: node.is === 'string', node };
}
