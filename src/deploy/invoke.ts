import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { request as requestByTls } from 'node:https';
import { UserError } from '../errors';
import type { Shell } from '../language';
import { callerKey } from '../local/issue';
import type { Project } from '../project';
import { endpointOf, instanceOf } from './endpoint';
import { signature } from './signature';
import { Interrupted } from './terraform';
import { localAwsOf } from './token';

export interface InvokeOptions {
  /** Method of the request. @example 'GET' */
  readonly method: string;
  /** Path with its query, sent as it is. */
  readonly path: string;
  /** Headers as `name: value`. */
  readonly headers: readonly string[];
  /** The body, or `@` and the name of a file. @default - none */
  readonly data?: string;
  /** Name of the API. @default - the only one */
  readonly api?: string;
  /** A user or a role of the local IAM, who signs the request. @default - it is not signed */
  readonly as?: string;
  /** Makes the user of `as` where it is missing, who may call this API. @default false */
  readonly create?: boolean;
  /** Token of the header `Authorization`. @default - none */
  readonly token?: string;
  /** Gets the head, before there is a body. @default - nobody */
  readonly onHead?: (head: AnswerHead) => void;
  /** Gets the body as text while it comes, up to the first byte that is no text. @default - nobody */
  readonly onText?: (text: string) => void;
}

/** The head of an answer of the API. */
export interface AnswerHead {
  readonly status: number;
  readonly statusText: string;
  /** Headers in the order in which they came, with repeated ones. */
  readonly headers: readonly (readonly [string, string])[];
  /** Milliseconds since the request was sent. */
  readonly milliseconds: number;
}

/** An answer of the API, whole. */
export interface Answer extends AnswerHead {
  /** The body; undefined where the body is not UTF-8 text. */
  readonly text: string | undefined;
  readonly bytes: number;
}

/**
 * Sends a request to an API of a project that runs, through its local proxy.
 *
 * @throws UserError when it does not run, the path has no `/` at its start, or the file of the body cannot be read
 */
export async function invoke(project: Project, options: InvokeOptions): Promise<Answer> {
  if (!options.path.startsWith('/')) {
    throw new UserError([
      {
        where: 'path',
        what: 'the path does not begin with /',
        got: options.path,
        fix: `give /${options.path}`,
      },
    ]);
  }
  const { port, apiId, service = 'execute-api' } = await endpointOf(project, options.api);
  const { headers, body } = requestOf(options, `localhost:${port}`);
  if (options.as !== undefined) {
    const aws = localAwsOf(await instanceOf(project));
    const key = await callerKey(aws, { name: options.as, api: apiId, create: options.create === true });
    headers.push(...(await signature(options, service, headers, body, key)));
  }
  if (body) headers.push('Content-Length', String(body.length));
  return exchange({ ...options, address: new URL(`http://127.0.0.1:${port}`), headers, body });
}

/** Headers, one after the other, and body of a request: with those that follow from its options. @param host the header */
export function requestOf(
  options: Pick<InvokeOptions, 'data' | 'headers' | 'token'>,
  host: string,
): { headers: string[]; body: Buffer | undefined } {
  const body = bodyOf(options.data);
  const headers = options.headers.flatMap((header) => {
    const at = header.indexOf(':');
    return [header.slice(0, at).trim(), header.slice(at + 1).trim()];
  });
  if (!hasHeader(headers, 'host')) headers.unshift('Host', host);
  if (body && !hasHeader(headers, 'content-type') && isJson(body))
    headers.push('Content-Type', 'application/json');
  if (options.token !== undefined) headers.push('Authorization', options.token);
  return { headers, body };
}

/** Whether a header is among headers that come one after the other. @param name in small letters */
export function hasHeader(headers: readonly string[], name: string): boolean {
  return headers.some((one, i) => i % 2 === 0 && one.toLowerCase() === name);
}

/** A request to a host, with its headers one after the other. */
export interface Exchange extends Pick<InvokeOptions, 'method' | 'path' | 'onHead' | 'onText'> {
  /** Protocol, host and port. */
  readonly address: URL;
  readonly headers: readonly string[];
  readonly body: Buffer | undefined;
  /** Options of the commands that say more where there is no answer. @default - none: it is of this machine */
  readonly place?: Shell;
  /** Ends the request. @default - nothing does */
  readonly signal?: AbortSignal;
}

/**
 * Sends a request and reads the whole answer. A redirect is an answer, too.
 *
 * @throws UserError where there is no answer, or where it breaks off
 * @throws Interrupted by its signal
 */
export function exchange({ address, headers, body, place, signal, ...options }: Exchange): Promise<Answer> {
  const start = performance.now();
  const ended = (error: UserError) => (signal?.aborted ? new Interrupted() : error);
  return new Promise((resolve, reject) => {
    const call = (address.protocol === 'https:' ? requestByTls : request)(
      {
        host: address.hostname.replace(/^\[|\]$/g, ''),
        port: address.port || undefined,
        method: options.method.toUpperCase(),
        path: options.path,
        headers: [...headers],
        ...(signal && { signal }),
      },
      (response) => {
        const raw = response.rawHeaders;
        const head = () => ({
          status: response.statusCode ?? 0,
          statusText: response.statusMessage ?? '',
          headers: raw.flatMap((name, i) => (i % 2 ? [] : [[name, raw[i + 1] ?? ''] as const])),
          milliseconds: Math.round(performance.now() - start),
        });
        options.onHead?.(head());
        const text = textReader(options.onText);
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          text.read(chunk);
        });
        response.on('error', (error) => reject(ended(brokenOff(error, bytes, place))));
        response.on('end', () => resolve({ ...head(), text: text.end(), bytes }));
      },
    );
    call.on('error', (error) => reject(ended(noAnswer(error, place))));
    call.end(body);
  });
}

function bodyOf(data: string | undefined): Buffer | undefined {
  if (data === undefined) return undefined;
  if (!data.startsWith('@')) return Buffer.from(data);
  const file = data.slice(1);
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UserError([
      {
        where: file,
        what: `the file cannot be read: ${(error as Error).message}`,
        fix: 'name a file, or give the body itself',
      },
    ]);
  }
}

function isJson(body: Buffer): boolean {
  try {
    JSON.parse(body.toString('utf8'));
    return true;
  } catch {
    return false;
  }
}

/** Reads bytes as UTF-8 while they come. */
function textReader(onText: (text: string) => void = () => {}) {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let all: string | undefined = '';
  const read = (chunk?: Buffer) => {
    if (all === undefined) return;
    try {
      const text = decoder.decode(chunk, { stream: chunk !== undefined });
      all += text;
      if (text) onText(text);
    } catch {
      all = undefined;
    }
  };
  return {
    read,
    /** The whole text; undefined where the bytes are none. */
    end: () => {
      read();
      return all;
    },
  };
}

function placed(place: Shell | undefined): string {
  return place ? ` ${place.text}` : '';
}

function noAnswer(error: Error, place?: Shell): UserError {
  return new UserError([
    {
      where: 'answer',
      what: `no answer came (${error.message})`,
      fix: `ask again: an apply may go on. terragate status${placed(place)} says whether the project runs`,
    },
  ]);
}

function brokenOff(error: Error, bytes: number, place?: Shell): UserError {
  return new UserError([
    {
      where: 'answer',
      what: `the answer broke off after ${bytes} bytes (${error.message})`,
      fix: `the reason is in the log of the function: terragate logs${placed(place)}`,
    },
  ]);
}
