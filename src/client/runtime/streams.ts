/** Reads answers that come in pieces. */
import {
  AnswerError,
  type CallOptions,
  type Connection,
  type Input,
  Limit,
  NetworkError,
  type Operation,
  read,
  type Shape,
  send,
} from './runtime';

/** An operation whose answer comes in pieces. */
export interface StreamOperation extends Operation {
  readonly stream: {
    /** The form of the answer: JSON on lines, JSON values one after the other, server-sent events, or plain text. */
    readonly form: 'lines' | 'values' | 'events' | 'text';
    /** Of events: whether their data is text, not JSON. */
    readonly text?: true;
    readonly shape?: Shape;
  };
}

/** An event of the server beside its data. */
export interface StreamEvent {
  /** Kind of the event. @default 'message' */
  readonly event: string;
  /** Id by which a stream can go on after it. @default '' - none */
  readonly id: string;
  /** The data as it came. */
  readonly data: string;
}

/** What one call of a stream has that others do not. */
export interface StreamOptions extends CallOptions {
  /** Called with each server-sent event, before its data is given. @default - none */
  readonly onEvent?: ((event: StreamEvent) => void) | undefined;
  /**
   * How often a stream of server-sent events that broke off is asked for again, after its last event. Each time it waits
   * as long as the server says, or a second.
   *
   * @default 0
   */
  readonly reconnect?: number | undefined;
}

const TYPES = {
  lines: 'application/jsonl',
  values: 'application/json',
  events: 'text/event-stream',
  text: '*/*',
};

/** Calls an operation, and gives each piece of its answer as it comes. Who stops reading ends the request. */
export async function* stream<Item>(
  connection: Connection,
  operation: StreamOperation,
  input?: Input,
  options: StreamOptions = {},
): AsyncGenerator<Item, void, undefined> {
  const { form, shape, text } = operation.stream;
  const last = { id: '', wait: 1000 };
  for (let again = options.reconnect ?? 0; ; again--) {
    const limit = new Limit(options, connection);
    try {
      const headers = { accept: TYPES[form], ...(last.id ? { 'last-event-id': last.id } : {}) };
      const response = await send(connection, operation, input, options, limit.signal, headers);
      limit.begun();
      for await (const piece of piecesOf(form, textsOf(operation, response), last, options)) {
        if (!text && form === 'events' && piece === '[DONE]') return;
        yield (text || form === 'text' ? piece : read(operation, response, piece, shape)) as Item;
      }
      return;
    } catch (error) {
      const reason = limit.reasonOr(error);
      if (again <= 0 || form !== 'events' || !(reason instanceof NetworkError)) throw reason;
      await pause(last.wait, options.signal);
    } finally {
      limit.end();
    }
  }
}

interface Last {
  id: string;
  wait: number;
}

function piecesOf(
  form: keyof typeof TYPES,
  texts: AsyncIterable<string>,
  last: Last,
  options: StreamOptions,
) {
  if (form === 'text') return texts;
  if (form === 'values') return valuesOf(texts);
  return form === 'events' ? dataOf(texts, last, options.onEvent) : filled(linesOf(texts, /\r?\n/));
}

/** The answer as text: characters that come in two pieces are put together. */
async function* textsOf(operation: Operation, response: Response): AsyncGenerator<string, void, undefined> {
  if (!response.body) throw new AnswerError(operation.id, response, 'it has no body');
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      yield decoder.decode(value, { stream: !done });
      if (done) return;
    }
  } catch (error) {
    throw new NetworkError(operation.id, error);
  } finally {
    // Who stops reading ends the request; at the end of the answer there is nothing to end
    reader.cancel().catch(() => undefined);
  }
}

async function* filled(lines: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  for await (const line of lines) if (line.trim() !== '') yield line;
}

async function* linesOf(texts: AsyncIterable<string>, end: RegExp): AsyncGenerator<string, void, undefined> {
  let rest = '';
  for await (const text of texts) {
    // An end of two characters can come in two pieces
    const whole = rest + text;
    const held = whole.endsWith('\r') ? '\r' : '';
    const lines = (held ? whole.slice(0, -1) : whole).split(end);
    rest = (lines.pop() ?? '') + held;
    yield* lines;
  }
  if (rest.replace(/\r$/, '') !== '') yield rest.replace(/\r$/, '');
}

/** The data of server-sent events. @see https://html.spec.whatwg.org/multipage/server-sent-events.html */
async function* dataOf(texts: AsyncIterable<string>, last: Last, onEvent: StreamOptions['onEvent']) {
  let data: string[] = [];
  let event = '';
  for await (const line of linesOf(texts, /\r\n|\r|\n/)) {
    if (line === '') {
      if (data.length) {
        onEvent?.({ event: event || 'message', id: last.id, data: data.join('\n') });
        yield data.join('\n');
      }
      data = [];
      event = '';
      continue;
    }
    const [, field = '', value = ''] = /^\ufeff?([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === 'data') data.push(value);
    else if (field === 'event') event = value;
    else if (field === 'id' && !value.includes('\0')) last.id = value;
    else if (field === 'retry' && /^\d+$/.test(value)) last.wait = Number(value);
  }
}

/** The sign before each value of a sequence. @see https://www.rfc-editor.org/rfc/rfc7464 */
const RECORD = '\u001e';

/** The texts of values of JSON that come one after the other, with or without space between. */
async function* valuesOf(texts: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  let rest = '';
  let depth = 0;
  let quoted = false;
  let escaped = false;
  for await (const text of texts) {
    for (const sign of text) {
      const blank = !quoted && (sign.trim() === '' || sign === RECORD);
      if (blank && depth === 0) {
        if (rest) yield rest;
        rest = '';
        continue;
      }
      rest += sign;
      if (escaped) escaped = false;
      else if (quoted && sign === '\\') escaped = true;
      else if (sign === '"') quoted = !quoted;
      else if (!quoted && (sign === '{' || sign === '[')) depth++;
      else if (!quoted && (sign === '}' || sign === ']')) depth--;
      if (depth === 0 && !quoted && /["}\]]/.test(sign)) {
        yield rest;
        rest = '';
      }
    }
  }
  if (rest.trim()) yield rest;
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', abort);
  });
}
