import type { ServerResponse } from 'node:http';
import { documentOf, type Loaded, load, TestServer } from './support';

const tick = { $ref: '#/components/schemas/Tick' };
const streamed = (type: string, media: object) => ({ 200: { description: '', content: { [type]: media } } });
const event = (data: object) => ({
  itemSchema: { type: 'object', properties: { data, event: { type: 'string' } } },
});
const jsonText = { type: 'string', contentMediaType: 'application/json', contentSchema: tick };

const DOCUMENT = documentOf(
  {
    '/lines': {
      get: {
        operationId: 'count_down',
        parameters: [{ in: 'query', name: 'start', schema: { type: 'integer' } }],
        responses: {
          ...streamed('application/jsonl', { itemSchema: tick }),
          404: { description: '', content: { 'application/json': { schema: { type: 'object' } } } },
        },
      },
    },
    '/events': { get: { operationId: 'watch', responses: streamed('text/event-stream', event(jsonText)) } },
    '/words': {
      get: { operationId: 'words', responses: streamed('text/event-stream', event({ type: 'string' })) },
    },
    '/values': {
      get: {
        operationId: 'values',
        'x-streaming': true,
        responses: streamed('application/json', { schema: tick }),
      },
    },
    '/text': {
      get: {
        operationId: 'text',
        'x-streaming': true,
        responses: streamed('text/plain', { schema: { type: 'string' } }),
      },
    },
    '/either': {
      post: {
        operationId: 'either',
        responses: {
          200: {
            description: '',
            content: { 'application/json': { schema: tick }, 'text/event-stream': event(jsonText) },
          },
        },
      },
    },
  },
  {
    Tick: {
      type: 'object',
      properties: {
        n: { type: 'integer' },
        at: { type: 'string', format: 'date-time' },
        text: { type: 'string' },
      },
    },
  },
);

const server = new TestServer();
let client: Loaded;
let api: Loaded;

beforeAll(async () => {
  api = load(DOCUMENT);
  client = new api.MyAPI({ baseUrl: await server.start() });
});
afterAll(() => server.stop());

/** The server answers with these bytes, each piece on its own. */
function pieces(
  type: string,
  bytes: readonly (string | Buffer)[],
  end: (response: ServerResponse) => void = (response) => response.end(),
) {
  server.answer(async (_, response) => {
    response.writeHead(200, { 'content-type': type });
    for (const piece of bytes) {
      await new Promise((done) => response.write(piece, done));
      await new Promise((done) => setImmediate(done));
    }
    end(response);
  });
}

async function all(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const piece of stream) found.push(piece);
  return found;
}

const AT = '2024-01-02T03:04:05Z';
const at = new Date(AT);

/** A text in pieces of one byte. */
const bytes = (text: string) => [...Buffer.from(text)].map((byte) => Buffer.from([byte]));

describe('a stream of JSON lines', () => {
  it('gives each line with its dates, wherever the bytes are parted', async () => {
    const text = `{"n":1,"at":"${AT}"}\r\n\n{"n":2,"text":"日本 👩‍👩‍👧"}\n{"n":3}`;
    const expected = [{ n: 1, at }, { n: 2, text: '日本 👩‍👩‍👧' }, { n: 3 }];
    pieces('application/jsonl', bytes(text));
    expect(await all(client.countDown({ start: 3 }))).toEqual(expected);
    expect(server.seen[0]).toMatchObject({ url: '/lines?start=3', headers: { accept: 'application/jsonl' } });
    pieces('application/jsonl', [text]);
    expect(await all(client.countDown())).toEqual(expected);
  });

  it('gives a line as soon as it is there, and ends the request when the reader stops', async () => {
    let closed: (() => void) | undefined;
    const end = new Promise<void>((done) => {
      closed = done;
    });
    server.answer((_, response) => {
      response.on('close', () => closed?.());
      response.writeHead(200, { 'content-type': 'application/jsonl' });
      response.write('{"n":1}\n'); // and no more: who waits for the end waits for ever
    });
    for await (const piece of client.countDown()) {
      expect(piece).toEqual({ n: 1 });
      break;
    }
    await end;
  });

  it('that breaks off throws after its last line', async () => {
    pieces('application/jsonl', ['{"n":1}\n{"n"'], (response) => response.socket?.destroy());
    const found: unknown[] = [];
    const reading = (async () => {
      for await (const piece of client.countDown()) found.push(piece);
    })();
    await expect(reading).rejects.toBeInstanceOf(api.NetworkError);
    expect(found).toEqual([{ n: 1 }]);
    expect(server.seen).toHaveLength(1);
  });

  it('with a line that is no JSON throws an error that names the operation', async () => {
    pieces('application/jsonl', ['{"n":1}\n<html>\n']);
    await expect(all(client.countDown())).rejects.toMatchObject({
      name: 'AnswerError',
      operation: 'count_down',
    });
  });

  it('that does not begin throws the error of its status', async () => {
    server.json({ detail: 'no' }, 404);
    const error = await all(client.countDown()).catch((caught: unknown) => caught);
    expect(api.isCountDownError(error)).toBe(true);
    expect(error).toMatchObject({ status: 404, error: { detail: 'no' } });
  });

  it('ends with the reason of its signal, and has no time limit once it has begun', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    server.answer((_, response) => {
      response.writeHead(200);
      response.write('{"n":1}\n');
      setTimeout(() => response.write('{"n":2}\n'), 1600);
    });
    const found: unknown[] = [];
    const reading = (async () => {
      for await (const piece of client.countDown({}, { signal: controller.signal, timeout: 1500 })) {
        found.push(piece);
        if (found.length === 2) controller.abort(reason);
      }
    })();
    await expect(reading).rejects.toBe(reason);
    expect(found).toEqual([{ n: 1 }, { n: 2 }]);
  });
});

describe('a stream of server-sent events', () => {
  it('gives the data of each event, and tells the rest to who asks', async () => {
    const text = `: hello\r\nevent: tick\r\nid: 7\r\ndata: {"n":1,\r\ndata: "at":"${AT}"}\r\n\r\nretry: 5\n\ndata:{"n":2}\n\ndata: lost`;
    const events: unknown[] = [];
    pieces('text/event-stream', bytes(text));
    expect(await all(client.watch({ onEvent: (one: unknown) => events.push(one) }))).toEqual([
      { n: 1, at },
      { n: 2 },
    ]);
    expect(events).toEqual([
      { event: 'tick', id: '7', data: `{"n":1,\n"at":"${AT}"}` },
      { event: 'message', id: '7', data: '{"n":2}' },
    ]);
  });

  it('gives texts where the data are texts', async () => {
    pieces('text/event-stream', ['data: [DONE]\n\ndata:  two\n\n']);
    expect(await all(client.words())).toEqual(['[DONE]', ' two']);
  });

  it('ends at [DONE] where the data are JSON', async () => {
    pieces('text/event-stream', ['data: {"n":1}\n\ndata: [DONE]\n\n']);
    expect(await all(client.watch())).toEqual([{ n: 1 }]);
  });

  it('is asked for again after its last event only where that is asked for', async () => {
    const broken = () =>
      pieces('text/event-stream', ['retry: 1\nid: a1\ndata: {"n":1}\n\n'], (response) =>
        response.socket?.destroy(),
      );
    broken();
    await expect(all(client.watch())).rejects.toBeInstanceOf(api.NetworkError);
    expect(server.seen).toHaveLength(1);
    broken();
    await expect(all(client.watch({ reconnect: 2 }))).rejects.toBeInstanceOf(api.NetworkError);
    expect(server.seen.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, 'a1', 'a1']);
  });
});

describe('a stream of an operation with x-streaming', () => {
  it('gives values of JSON that come one after the other, wherever they are parted', async () => {
    const text = `{"n":1,"text":"}{\\"","at":"${AT}"}{"n":2} \n{"n":3}`;
    pieces('application/json', bytes(text));
    expect(await all(client.values())).toEqual([{ n: 1, text: '}{"', at }, { n: 2 }, { n: 3 }]);
  });

  it('gives text as it comes', async () => {
    pieces('text/plain', bytes('日本'));
    expect((await all(client.text())).join('')).toBe('日本');
  });
});

describe('an operation that answers as a whole or in pieces', () => {
  it('has a function for each', async () => {
    server.json({ n: 1, at: AT });
    expect(await client.either()).toEqual({ n: 1, at });
    pieces('text/event-stream', ['data: {"n":1}\n\n']);
    expect(await all(client.eitherStream())).toEqual([{ n: 1 }]);
  });
});
