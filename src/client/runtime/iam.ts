/** Signs requests with AWS credentials (Signature Version 4), by Web Crypto alone. */
import { encode } from './request';
import type { Fetch } from './runtime';

/** AWS credentials. In a browser only temporary ones, such as those of a Cognito identity pool. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  /** End of temporary credentials: new ones are asked for a minute before. @default - they are asked for each time */
  readonly expiration?: Date | undefined;
}

export interface IamOptions {
  /** Credentials, or what gives them. @default - those in the environment of the process: AWS_ACCESS_KEY_ID and so on */
  readonly credentials?: Credentials | (() => Credentials | Promise<Credentials>) | undefined;
  /** Region of the API. @default - that in the host of the URL */
  readonly region?: string | undefined;
  /** Service that answers. @default - lambda for a function URL, else execute-api */
  readonly service?: 'execute-api' | 'lambda' | undefined;
  /** Sends the signed requests. @default - fetch */
  readonly fetch?: Fetch | undefined;
}

/**
 * A `fetch` that signs each request. It repeats none: a request that failed may have changed something. A redirect within
 * the API is followed with a signature of its own; one that leads elsewhere is not followed.
 *
 * @example new MyApi({ baseUrl, fetch: iam({ region: 'eu-central-1', credentials }) })
 */
export function iam(options: IamOptions = {}): Fetch {
  const send = options.fetch ?? ((url, init) => fetch(url, init));
  const credentials = kept(options.credentials ?? fromEnvironment);
  return async (url, init) => {
    const request = new Request(url, init);
    let call: Call = {
      url: request.url,
      method: request.method,
      headers: request.headers,
      body: request.body ? new Uint8Array(await request.arrayBuffer()) : undefined,
    };
    for (let hop = 0; ; hop++) {
      const signed = await sign(call, options, await credentials());
      const given: RequestInit = { ...init, method: call.method, headers: signed };
      if (call.body) given.body = call.body;
      else delete given.body;
      const response = await send(call.url, { ...given, redirect: 'manual' });
      const next = await redirected(call, response, () => send(call.url, { ...given, redirect: 'follow' }));
      if (next instanceof Response) return next;
      if (hop === MOST_HOPS) return response;
      await response.body?.cancel();
      call = next;
    }
  };
}

/** Bytes as Web Crypto takes them: their type has a parameter from TypeScript 5.7 on, and none before. */
type Bytes = ReturnType<(typeof ENCODER)['encode']>;

const MOST_HOPS = 5;

/** What is signed and sent. */
interface Call {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: Bytes | undefined;
}

/** The call that a redirect asks for, or the answer where there is none. @param follow sends the call, and lets fetch follow */
async function redirected(
  call: Call,
  response: Response,
  follow: () => Promise<Response>,
): Promise<Call | Response> {
  if (response.type === 'opaqueredirect') {
    // A browser tells where a redirect leads only once it has followed it, and there the signature is another's
    const answer = await follow();
    return answer.redirected && answer.status === 403 && isWithin(call.url, answer.url)
      ? { ...call, url: answer.url }
      : answer;
  }
  const location = response.headers.get('location');
  if (location === null || ![301, 302, 303, 307, 308].includes(response.status)) return response;
  const url = new URL(location, call.url).href;
  if (!isWithin(call.url, url)) return response;
  const isKept = response.status >= 307 || ['GET', 'HEAD'].includes(call.method);
  if (isKept) return { ...call, url };
  const headers = new Headers(call.headers);
  headers.delete('content-type');
  return { url, method: 'GET', headers, body: undefined };
}

function isWithin(url: string, other: string): boolean {
  return new URL(url).origin === new URL(other).origin;
}

/** The headers of a signed call. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
async function sign(call: Call, options: IamOptions, credentials: Credentials): Promise<Headers> {
  const url = new URL(call.url);
  const service = options.service ?? (/\.lambda-url\./.test(url.hostname) ? 'lambda' : 'execute-api');
  const region = options.region ?? /\.(?:execute-api|lambda-url)\.([^.]+)\./.exec(url.hostname)?.[1];
  if (region === undefined)
    throw new TypeError(`give iam() the region of the API: ${url.hostname} does not say it`);
  const time = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const payload = await sha256(call.body ?? new Uint8Array());
  const headers = new Headers(call.headers);
  headers.set('x-amz-date', time);
  if (credentials.sessionToken !== undefined) headers.set('x-amz-security-token', credentials.sessionToken);
  if (call.body) headers.set('x-amz-content-sha256', payload);
  const signed: (readonly [name: string, value: string])[] = [['host', url.host]];
  headers.forEach((value, name) => {
    if (name.startsWith('x-amz-')) signed.push([name, value]);
  });
  const sorted = signed.sort(([one], [other]) => (one < other ? -1 : 1));
  const names = sorted.map(([name]) => name).join(';');
  const canonical = [
    call.method,
    // The path is encoded once more than it is sent
    url.pathname.split('/').map(encode).join('/'),
    queryOf(url.search),
    ...sorted.map(([name, value]) => `${name}:${value.trim().replace(/ +/g, ' ')}`),
    '',
    names,
    payload,
  ].join('\n');
  const scope = [time.slice(0, 8), region, service, 'aws4_request'];
  const text = ['AWS4-HMAC-SHA256', time, scope.join('/'), await sha256(ENCODER.encode(canonical))].join(
    '\n',
  );
  let key: Bytes = ENCODER.encode(`AWS4${credentials.secretAccessKey}`);
  for (const part of [...scope, text]) key = await hmac(key, part);
  const credential = `${credentials.accessKeyId}/${scope.join('/')}`;
  headers.set(
    'authorization',
    `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${hex(key)}`,
  );
  return headers;
}

function queryOf(search: string): string {
  const pairs: (readonly [name: string, value: string])[] = [];
  new URLSearchParams(search).forEach((value, name) => {
    pairs.push([encode(name), encode(value)]);
  });
  return pairs
    .sort(([a, b], [c, d]) => (a === c ? (b < d ? -1 : 1) : a < c ? -1 : 1))
    .map((pair) => pair.join('='))
    .join('&');
}

const ENCODER = new TextEncoder();

async function sha256(bytes: Bytes): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}

async function hmac(key: Bytes, text: string): Promise<Bytes> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await crypto.subtle.importKey('raw', key, algorithm, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, ENCODER.encode(text)));
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Credentials that are asked for again when they end soon; calls at the same time ask once. */
function kept(given: NonNullable<IamOptions['credentials']>): () => Promise<Credentials> {
  if (typeof given !== 'function') return async () => given;
  let asked: Promise<Credentials> | undefined;
  return async () => {
    const before = asked;
    const found = await before?.catch(() => undefined);
    if (found?.expiration && found.expiration.getTime() - Date.now() > 60_000) return found;
    if (asked === before) asked = Promise.resolve().then(given);
    return asked as Promise<Credentials>;
  };
}

/** The environment of a process, where there is one. */
function fromEnvironment(): Credentials {
  const { process } = globalThis as { process?: { env?: { [name: string]: string | undefined } } };
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = process?.env ?? {};
  if (!accessKeyId || !secretAccessKey)
    throw new TypeError('give iam() credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set');
  return { accessKeyId, secretAccessKey, sessionToken };
}
