/** Sends requests: what all operations of the client have in common. It needs `fetch`, and nothing else. */
import { convert, READ, type Shape } from './convert';
import { type Input, isJson, type RequestPlan, requestOf } from './request';

export type { Input, Shape };

/** A function that sends a request, as `fetch` does. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Headers by name; those without a value are left out. */
export type HeaderValues = { readonly [name: string]: string | undefined };

/** The API that requests go to, and how they are sent. */
export interface Connection {
  /** URL in front of the paths of all operations. @example 'https://example.com/prod' */
  readonly baseUrl: string;
  /** Sends the requests. @default - fetch */
  readonly fetch?: Fetch | undefined;
  /** Headers of all requests, or what gives them for each request. @default - none */
  readonly headers?: HeaderValues | (() => HeaderValues | Promise<HeaderValues>) | undefined;
  /** Milliseconds that a call may take; a stream, until it begins. @default - no limit */
  readonly timeout?: number | undefined;
  /** Whether a browser sends and takes cookies. @default - as fetch does: to its own origin */
  readonly credentials?: RequestInit['credentials'] | undefined;
}

/** What one call has that others do not. */
export interface CallOptions {
  /** Ends the call. The call then fails with the signal's reason. @default - none */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds that this call may take; a stream, until it begins. @default - that of the connection */
  readonly timeout?: number | undefined;
  /** Headers of this call. They come before those of the connection. @default - none */
  readonly headers?: HeaderValues | undefined;
  /** Called with the answer before its body is read: the place to read headers and status. @default - none */
  readonly onResponse?: ((response: Response) => void) | undefined;
}

/** An answer with the status of an error. */
export class ApiError<Status extends number = number, Body = unknown> extends Error {
  override readonly name: string = 'ApiError';
  /** Status of the answer. */
  readonly status: Status;
  /** Body of the answer. */
  readonly error: Body;
  /** Id of the operation. */
  readonly operation: string;
  readonly response: Response;

  constructor(operation: string, response: Response, error: Body) {
    super(`${operation} answered ${response.status} ${response.statusText}`.trimEnd());
    this.status = response.status as Status;
    this.error = error;
    this.operation = operation;
    this.response = response;
  }
}

/** A request that got no answer, or an answer that broke off: `cause` says why. An aborted call is none of these. */
export class NetworkError extends Error {
  override readonly name: string = 'NetworkError';
  /** Id of the operation. */
  readonly operation: string;

  constructor(operation: string, cause: unknown) {
    super(`${operation} got no whole answer: ${messageOf(cause)}`);
    because(this, cause);
    this.operation = operation;
  }
}

/** An answer with the status of a success whose body is not what the API's document says: `cause` says why. */
export class AnswerError extends Error {
  override readonly name: string = 'AnswerError';
  /** Id of the operation. */
  readonly operation: string;
  readonly response: Response;

  constructor(operation: string, response: Response, cause: unknown) {
    super(`the answer of ${operation} cannot be read: ${messageOf(cause)}`);
    because(this, cause);
    this.operation = operation;
    this.response = response;
  }
}

/** Statuses of errors of the caller. */
export type ClientStatus = Hundred<'4'>;
/** Statuses of errors of the server. */
export type ServerStatus = Hundred<'5'>;
/** Statuses of all errors. */
export type ErrorStatus = ClientStatus | ServerStatus;

type Digit = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
type Hundred<First extends string> = `${First}${Digit}${Digit}` extends `${infer Status extends number}`
  ? Status
  : never;

/** The body of an answer. */
export interface Answer {
  /** The form of the body. @default 'json' */
  readonly as?: 'text' | 'blob' | 'any' | 'none';
  readonly shape?: Shape;
}

/** An operation of the API. */
export interface Operation extends RequestPlan {
  /** Id in the API's document. */
  readonly id: string;
  /** Answers by status: `200`, `4XX` or `default`. */
  readonly answers: { readonly [status: string]: Answer };
}

/** Calls an operation. */
export async function call<Output>(
  connection: Connection,
  operation: Operation,
  input?: Input,
  options: CallOptions = {},
): Promise<Output> {
  const limit = new Limit(options, connection);
  try {
    const response = await send(connection, operation, input, options, limit.signal);
    return (await limit.until(bodyOf(operation, response))) as Output;
  } catch (error) {
    throw limit.reasonOr(error);
  } finally {
    limit.end();
  }
}

/** Sends the request of an operation, and gives an answer that is a success. @throws ApiError for another answer */
export async function send(
  connection: Connection,
  operation: Operation,
  input: Input,
  options: CallOptions,
  signal: AbortSignal,
  more: HeaderValues = {},
): Promise<Response> {
  const { url, headers, body } = requestOf(connection.baseUrl, operation, input);
  const common = typeof connection.headers === 'function' ? await connection.headers() : connection.headers;
  for (const [name, value] of Object.entries({ ...more, ...common, ...options.headers }))
    if (value !== undefined) headers.set(name, value);
  const init: RequestInit = { method: operation.method, headers, signal };
  if (body !== undefined) init.body = body;
  if (connection.credentials) init.credentials = connection.credentials;
  let response: Response;
  try {
    response = await (connection.fetch ?? fetch)(url, init);
  } catch (error) {
    throw new NetworkError(operation.id, error);
  }
  options.onResponse?.(response);
  if (response.ok) return response;
  throw new ApiError(operation.id, response, await errorOf(operation, response));
}

/** Whether an error is an answer of the operation with a status that the API's document names. */
export function isErrorOf(operation: Operation, error: unknown): boolean {
  return (
    error instanceof ApiError &&
    error.operation === operation.id &&
    answerOf(operation, error.status) !== undefined
  );
}

/** The end of a call: by the caller's signal, or by its time. */
export class Limit {
  readonly #controller = new AbortController();
  readonly #given: AbortSignal | undefined;
  readonly #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #abort = () => this.#controller.abort(this.#given?.reason);

  constructor({ signal, timeout }: CallOptions, connection: Connection) {
    this.#given = signal;
    if (signal?.aborted) this.#abort();
    signal?.addEventListener('abort', this.#abort);
    const milliseconds = timeout ?? connection.timeout;
    if (milliseconds !== undefined)
      this.#timer = setTimeout(
        () => this.#controller.abort(new DOMException(`no answer in ${milliseconds} ms`, 'TimeoutError')),
        milliseconds,
      );
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The error of the call: the reason of its end, where it was ended. */
  reasonOr(error: unknown): unknown {
    return this.signal.aborted ? this.signal.reason : error;
  }

  /** A promise that fails when the call ends. */
  until<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.signal.addEventListener('abort', () => reject(this.signal.reason));
      promise.then(resolve, reject);
    });
  }

  /** From now on the call is not ended by its time. */
  begun(): void {
    clearTimeout(this.#timer);
  }

  end(): void {
    this.begun();
    this.#given?.removeEventListener('abort', this.#abort);
  }
}

function answerOf({ answers }: Operation, status: number): Answer | undefined {
  const { [status]: own, [`${Math.floor(status / 100)}XX`]: group, default: other } = answers;
  return own ?? group ?? other;
}

async function bodyOf(operation: Operation, response: Response): Promise<unknown> {
  const { as, shape } = answerOf(operation, response.status) ?? { as: 'any' };
  const type = response.headers.get('content-type') ?? '';
  try {
    if (as === 'none' || [204, 205].includes(response.status)) return void (await response.body?.cancel());
    if (as === 'blob') return await response.blob();
    const blob = await response.blob();
    if (as === 'any' && !isJson(type))
      return type.startsWith('text/') ? await blob.text() : blob.size ? blob : undefined;
    const text = await blob.text();
    if (as === 'text') return text;
    return read(operation, response, text, shape);
  } catch (error) {
    throw error instanceof AnswerError ? error : new NetworkError(operation.id, error);
  }
}

/** The value of a text of JSON. @throws AnswerError for another text */
export function read(
  operation: Operation,
  response: Response,
  text: string,
  shape: Shape | undefined,
): unknown {
  try {
    return text === '' ? undefined : convert(shape, JSON.parse(text), READ);
  } catch (error) {
    throw new AnswerError(operation.id, response, error);
  }
}

/** The body of an error: JSON where it is, a text where it is not. Gateways answer with texts of their own. */
async function errorOf(operation: Operation, response: Response): Promise<unknown> {
  const answer = answerOf(operation, response.status);
  try {
    if (answer?.as === 'blob') return await response.blob();
    const text = await response.text();
    if (text === '') return undefined;
    return isJson(response.headers.get('content-type') ?? '') ? jsonOr(text, answer?.shape) : text;
  } catch (error) {
    throw new NetworkError(operation.id, error);
  }
}

/** The value of a text that should be JSON, or the text: the status of an error is worth more than its form. */
function jsonOr(text: string, shape: Shape | undefined): unknown {
  try {
    return convert(shape, JSON.parse(text), READ);
  } catch {
    return text;
  }
}

/** Gives an error its `cause`, as its constructor does: types of ES2020 do not know that. */
function because(error: Error, cause: unknown): void {
  Object.defineProperty(error, 'cause', { value: cause, configurable: true, writable: true });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
