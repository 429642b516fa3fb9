import { emptyRecord, type JsonObject, quoted } from './json-value';
import type { ApiContent, ApiMedia, ApiOperation, ApiRequestBody, ApiResponse } from './model';
import type { Located } from './pointer';
import type { Reading, WhenWrong } from './reading';

/** Media types of JSON values on lines of their own. Registered is only the first; all are in use. */
const JSON_LINES = new Set([
  'application/jsonl',
  'application/x-jsonl',
  'application/jsonlines',
  'application/x-jsonlines',
  'application/ndjson',
  'application/x-ndjson',
]);

/** Reads the request body of an operation. Undefined when there is none, or when it is a finding. */
export function readRequestBody(
  reading: Reading,
  operation: Located<JsonObject>,
): ApiRequestBody | undefined {
  const part = reading.part(operation, 'requestBody');
  const body = part && reading.object(part, 'the request body', 'stop');
  if (!body) return undefined;
  const description = reading.text(body, 'description');
  return {
    required: reading.flag(body, 'required') ?? false,
    ...(description === undefined ? {} : { description }),
    content: readContent(reading, body, 'the request body', 'stop'),
  };
}

/** Reads the responses of an operation by status; what is no response is left out with a warning. */
export function readResponses(reading: Reading, operation: Located<JsonObject>): Record<string, ApiResponse> {
  const responses = emptyRecord<ApiResponse>();
  const part = reading.part(operation, 'responses');
  const found = part && reading.object(part, '"responses"', 'answer');
  for (const entry of found ? reading.entries(found) : []) {
    if (entry.key.startsWith('x-')) continue;
    const status = statusOf(entry.key);
    if (status === undefined) {
      reading.findings.warn(
        entry.pointer,
        'ignored',
        `${quoted(entry.key)} is not a status, such as 200, 4XX or default`,
      );
      continue;
    }
    const response = reading.object(entry, `the response ${status}`, 'answer');
    if (!response) continue;
    responses[status] = {
      description: reading.text(response, 'description') ?? '',
      content: readContent(reading, response, `the response ${status}`, 'answer'),
    };
  }
  return responses;
}

function statusOf(key: string): string | undefined {
  if (key === 'default' || /^[1-9]\d\d$/.test(key)) return key;
  return /^[1-5]xx$/i.test(key) ? key.toUpperCase() : undefined;
}

/** Reads the `content` of a body, response or parameter. */
export function readContent(
  reading: Reading,
  parent: Located<JsonObject>,
  label: string,
  wrong: WhenWrong,
): ApiContent {
  const content = emptyRecord<ApiMedia>();
  const part = reading.part(parent, 'content');
  const found = part && reading.object(part, `the content of ${label}`, wrong);
  for (const entry of found ? reading.entries(found) : []) {
    const media = reading.object(entry, `the content ${quoted(entry.key)} of ${label}`, wrong);
    if (media) content[entry.key] = readMedia(reading, media, wrong);
  }
  return content;
}

/**
 * The schema of one piece in a document of OpenAPI 3.1 or 3.0, whose media types have no `itemSchema`.
 *
 * @see https://spec.openapis.org/registry/extension/x-oai-itemSchema
 */
const ITEM_SCHEMA_BEFORE_3_2 = 'x-oai-itemSchema';

function readMedia(reading: Reading, media: Located<JsonObject>, wrong: WhenWrong): ApiMedia {
  const schemaPart = reading.part(media, 'schema');
  const itemPart = reading.part(media, 'itemSchema') ?? reading.part(media, ITEM_SCHEMA_BEFORE_3_2);
  const use = wrong === 'answer' ? 'answer' : 'request';
  const schema = schemaPart && reading.schemas.take(schemaPart, use);
  const itemSchema = itemPart && reading.schemas.take(itemPart, use);
  return { ...(schema === undefined ? {} : { schema }), ...(itemSchema === undefined ? {} : { itemSchema }) };
}

/**
 * The form in which a success answers in pieces, by its media types; where several stream, the first in the document.
 * `default` counts as a success only where no success is declared.
 */
export function streamingOf(responses: ApiOperation['responses']): ApiOperation['streaming'] {
  const successes = Object.keys(responses).filter((status) => status.startsWith('2'));
  for (const status of successes.length > 0 ? successes : ['default']) {
    for (const [mediaType, media] of Object.entries(responses[status]?.content ?? {})) {
      const streaming = streamingOfMedia(mediaType, media);
      if (streaming) return streaming;
    }
  }
  return undefined;
}

function streamingOfMedia(mediaType: string, media: ApiMedia): ApiOperation['streaming'] {
  const type = (mediaType.split(';')[0] ?? '').trim().toLowerCase();
  if (type === 'text/event-stream') return 'sse';
  if (JSON_LINES.has(type)) return 'jsonl';
  // Items that are declared for a JSON body can only come one after the other.
  return media.itemSchema !== undefined && /^application\/(?:.+\+)?json$/.test(type) ? 'jsonl' : undefined;
}
