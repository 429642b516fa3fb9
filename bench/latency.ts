import { Client, type Answer, type Call } from './client';
import type { Served } from './served';
import { median, pairedRatio, quantile } from './statistics';
import { Uvicorn } from './uvicorn';

/** A way that a request takes to the app, from the shortest to the whole one. */
export type Path = 'uvicorn' | 'invoke' | 'gateway' | 'door';

/** What one way costs. */
export interface LatencyRow {
  readonly path: Path;
  /** Seconds from a request to the end of its answer: the middle one, and what 99 of 100 stay below. */
  readonly p50: number;
  readonly p99: number;
  /** Over uvicorn alone. That of p50 is the median of the rounds' ratios. */
  readonly ratio: { readonly p50: number; readonly p99: number };
  /** Connections that were opened for all requests. */
  readonly connections: number;
  /** The middle one of each round. */
  readonly rounds: readonly number[];
}

export interface LatencyResults {
  /** Requests of each way. */
  readonly requests: number;
  /** Requests of one way that follow each other, before the next way has its turn. */
  readonly inRow: number;
  /** Bytes of an answer. */
  readonly bytes: number;
  readonly rows: readonly LatencyRow[];
}

const WARM_UP = 30;
const ROUTE = 'healthz';

/** Asks the app for a small document, on each way in turns. */
export async function measureLatency(served: Served, rounds: number, inRow: number): Promise<LatencyResults> {
  const uvicorn = await Uvicorn.start(served.twin);
  try {
    const { door, gateway, invocations } = served.addresses;
    const calls: Record<Path, Call> = {
      uvicorn: { url: uvicorn.url + ROUTE },
      invoke: invocation(invocations, ROUTE),
      gateway: { url: gateway + ROUTE },
      door: { url: door + ROUTE },
    };
    const ways = (Object.keys(calls) as Path[]).map((path) => ({
      path,
      client: new Client(),
      times: [] as number[],
      medians: [] as number[],
    }));
    const ask = async ({ path, client }: (typeof ways)[number]) =>
      checked(path, await client.ask(calls[path])).seconds;
    for (const way of ways) for (let i = 0; i < WARM_UP; i++) await ask(way);
    for (let round = 0; round < rounds; round++) {
      const from = round % ways.length;
      for (const way of [...ways.slice(from), ...ways.slice(0, from)]) {
        const times: number[] = [];
        for (let i = 0; i < inRow; i++) times.push(await ask(way));
        way.times.push(...times);
        way.medians.push(median(times));
      }
    }
    const base = ways.find(({ path }) => path === 'uvicorn') as (typeof ways)[number];
    const { text } = await base.client.ask(calls.uvicorn);
    return {
      requests: rounds * inRow,
      inRow,
      bytes: Buffer.byteLength(text),
      rows: ways.map(({ path, client, times, medians }) => {
        client.close();
        return {
          path,
          p50: median(times),
          p99: quantile(times, 0.99),
          ratio: {
            p50: pairedRatio(medians, base.medians),
            p99: quantile(times, 0.99) / quantile(base.times, 0.99),
          },
          connections: client.connections,
          rounds: medians,
        };
      }),
    };
  } finally {
    await uvicorn.stop();
  }
}

/** The request that API Gateway makes of a GET, sent as Lambda's own API takes it. */
export function invocation(url: string, route: string): Call {
  const event = {
    resource: `/${route}`,
    path: `/${route}`,
    httpMethod: 'GET',
    headers: { Host: 'localhost', Accept: '*/*' },
    multiValueHeaders: { Host: ['localhost'], Accept: ['*/*'] },
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    requestContext: {
      accountId: '000000000000',
      apiId: 'bench',
      httpMethod: 'GET',
      path: `/prod/${route}`,
      protocol: 'HTTP/1.1',
      requestId: 'bench',
      resourceId: 'bench',
      resourcePath: `/${route}`,
      stage: 'prod',
      identity: { sourceIp: '127.0.0.1' },
    },
    body: null,
    isBase64Encoded: false,
  };
  return { url, method: 'POST', headers: LAMBDA_HEADERS, body: JSON.stringify(event) };
}

/** The local AWS takes any signature. */
export const LAMBDA_HEADERS = {
  'content-type': 'application/json',
  authorization:
    'AWS4-HMAC-SHA256 Credential=000000000000/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=0',
};

/** An answer that is the app's. */
export function checked(path: Path, answer: Answer): Answer {
  // A streamed answer begins with its head as JSON, and NULs before the body
  const [head = ''] = answer.text.split('\0');
  const good =
    answer.status === 200 &&
    (path !== 'invoke' || (JSON.parse(head) as { statusCode?: number }).statusCode === 200);
  if (!good) throw new Error(`${path} answers ${answer.status}\n${answer.text.slice(0, 1000)}`);
  return answer;
}
