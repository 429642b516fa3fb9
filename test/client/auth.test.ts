import { documentOf, type Loaded, load, TestServer } from './support';

const parameter = (name: string) => ({ in: 'query', name, schema: { type: 'string' } });
const DOCUMENT = documentOf({
  '/': {
    get: { operationId: 'root', parameters: [parameter('Param1'), parameter('Param2')], responses: {} },
    post: {
      operationId: 'send',
      requestBody: { required: true, content: { 'application/json': { schema: { type: 'string' } } } },
      responses: {},
    },
  },
  '/files/{path}': {
    get: {
      operationId: 'get_file',
      parameters: [{ in: 'path', name: 'path', required: true, schema: { type: 'string' } }, parameter('q')],
      responses: {},
    },
  },
  '/lines': {
    get: {
      operationId: 'lines',
      responses: { 200: { description: '', content: { 'application/jsonl': { itemSchema: {} } } } },
    },
  },
});

/** The credentials and the time of AWS's examples for signatures. */
const credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};
const NOW = new Date('2015-08-30T12:36:00Z');

let api: Loaded;
beforeAll(() => {
  api = load(DOCUMENT, { auth: 'IAM' });
});
beforeEach(() => {
  jest.useFakeTimers({
    now: NOW,
    doNotFake: [
      'setTimeout',
      'clearTimeout',
      'setImmediate',
      'nextTick',
      'queueMicrotask',
      'setInterval',
      'clearInterval',
    ],
  });
});
afterEach(() => jest.useRealTimers());

/** A client whose requests go nowhere, and what it sent. */
function noting(baseUrl: string, options: object = {}) {
  const sent: { url: string; headers: Headers; method: string }[] = [];
  const fetch = api.iam({
    credentials,
    ...options,
    fetch: async (url: string, init: RequestInit) => {
      sent.push({ url, headers: init.headers as Headers, method: init.method ?? '' });
      return new Response('null', { headers: { 'content-type': 'application/json' } });
    },
  });
  return { client: new api.MyAPI({ baseUrl, fetch }), sent };
}

const signatureOf = (headers: Headers | undefined) =>
  /Signature=(\w+)$/.exec(headers?.get('authorization') ?? '')?.[1];

describe('a signed request', () => {
  // Signatures of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html, by botocore
  // 1.44: SigV4Auth(credentials, service, region).add_auth(AWSRequest(...)), at this time
  it.each(VECTORS())(
    'has the signature that AWS computes: %s',
    async (_, { baseUrl, call, options, expected, scope }) => {
      const { client, sent } = noting(baseUrl, options);
      await call(client);
      expect(signatureOf(sent[0]?.headers)).toBe(expected);
      expect(sent[0]?.headers.get('authorization')).toContain(
        `/20150830/${scope}/aws4_request, SignedHeaders=host;x-amz-`,
      );
    },
  );

  it('needs the region where the URL does not say it', async () => {
    const { client } = noting('https://api.example.com');
    await expect(client.root()).rejects.toMatchObject({
      name: 'NetworkError',
      message: expect.stringContaining('the region of the API'),
    });
  });
});

function VECTORS(): [
  string,
  {
    baseUrl: string;
    call: (client: Loaded) => Promise<unknown>;
    options?: object;
    expected: string;
    scope: string;
  },
][] {
  const vector = { region: 'us-east-1', service: 'service' };
  return [
    [
      'a GET',
      {
        baseUrl: 'https://example.amazonaws.com',
        call: (client) => client.root(),
        options: vector,
        expected: '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
        scope: 'us-east-1/service',
      },
    ],
    [
      'a query in its order',
      {
        baseUrl: 'https://example.amazonaws.com',
        call: (client) => client.root({ param2: 'value2', param1: 'value1' }),
        options: vector,
        expected: 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
        scope: 'us-east-1/service',
      },
    ],
    [
      'execute-api, a path and a query with signs',
      {
        baseUrl: 'https://abc.execute-api.eu-central-1.amazonaws.com/prod',
        call: (client) => client.getFile({ path: "a/b c+ü'(*)~", q: 'x y&z=+/ü*' }),
        expected: 'b0c421fc595496ffeb50de9723bf413065fc312d2b5ae3ba6627c61fd7ab044e',
        scope: 'eu-central-1/execute-api',
      },
    ],
    [
      'a function URL, a body and a session',
      {
        baseUrl: 'https://abc.lambda-url.eu-central-1.on.aws',
        call: (client) => client.send({ body: 'ü' }),
        options: { credentials: { ...credentials, sessionToken: 'TOKEN' } },
        expected: '5fb9d490de1d4889d7a83fb67a1eaca233089b7d7b95356d9ceb605585cf8655',
        scope: 'eu-central-1/lambda',
      },
    ],
  ];
}

describe('signed requests', () => {
  const server = new TestServer();
  let baseUrl = '';
  beforeAll(async () => {
    baseUrl = await server.start();
  });
  afterAll(() => server.stop());
  const client = (options: object = {}) =>
    new api.MyAPI({ baseUrl, fetch: api.iam({ credentials, region: 'us-east-1', ...options }) });

  it('follow a redirect within the API with a signature of its own, and keep body and method of a 307', async () => {
    server.answer((seen, response) => {
      if (seen.url === '/') response.writeHead(307, { location: '/other/?a=b' }).end();
      else response.writeHead(200, { 'content-type': 'application/json' }).end(seen.body);
    });
    expect(await client().send({ body: 'text' })).toBe('text');
    const [first, second] = server.seen;
    expect(second).toMatchObject({ method: 'POST', url: '/other/?a=b', body: '"text"' });
    expect(second?.headers.authorization).not.toBe(first?.headers.authorization);
  });

  it('do not follow a redirect that leads elsewhere: the signature stays with the API', async () => {
    server.answer((_, response) => response.writeHead(307, { location: 'http://localhost:1/' }).end());
    await expect(client().root()).rejects.toMatchObject({ status: 307 });
    expect(server.seen).toHaveLength(1);
  });

  it('are not repeated when they fail', async () => {
    server.answer((_, response) => response.writeHead(503).end());
    await expect(client().send({ body: 'a' })).rejects.toMatchObject({ status: 503 });
    expect(server.seen).toHaveLength(1);
  });

  it('stream', async () => {
    server.answer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/jsonl' });
      response.write('{"n":1}\n');
    });
    for await (const piece of client().lines()) {
      expect(piece).toEqual({ n: 1 });
      break;
    }
    expect(server.seen[0]?.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 /);
  });

  it('ask for credentials again only a minute before they end', async () => {
    server.json(null);
    const expiration = new Date(NOW.getTime() + 120_000);
    const ask = jest.fn(async () => ({ ...credentials, expiration }));
    const own = client({ credentials: ask });
    await Promise.all([own.root(), own.root()]);
    await own.root();
    expect(ask).toHaveBeenCalledTimes(1);
    jest.setSystemTime(NOW.getTime() + 61_000);
    await own.root();
    expect(ask).toHaveBeenCalledTimes(2);
  });
});

describe('a client of an API behind a user pool', () => {
  it('sends the token as it is at each request', async () => {
    const server = new TestServer();
    const own = load(DOCUMENT, { auth: 'Cognito' });
    let token: string | undefined = 'one';
    const client = new own.MyAPI({ baseUrl: await server.start(), headers: own.cognito(() => token) });
    server.json(null);
    await client.root();
    token = undefined;
    await client.root();
    expect(server.seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer one', undefined]);
    await server.stop();
  });
});
