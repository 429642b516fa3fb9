import type { JsonObject } from './json-value';

/** A schema as the document writes it. `true` allows everything, `false` nothing (OpenAPI 3.1). */
export type RawSchema = boolean | JsonObject;

/** Methods that an OpenAPI path item can hold, in the order of the specification; `query` came with 3.2. */
export const HTTP_METHODS = [
  'get',
  'put',
  'post',
  'delete',
  'options',
  'head',
  'patch',
  'trace',
  'query',
] as const;

/** A method, in lower case as OpenAPI writes it. */
export type HttpMethod = (typeof HTTP_METHODS)[number];

/** Places that a parameter can stand in; `querystring` (the whole query as one value) came with 3.2. */
export const PARAMETER_PLACES = ['path', 'query', 'header', 'cookie', 'querystring'] as const;

/** The place of a parameter in a request. */
export type ParameterPlace = (typeof PARAMETER_PLACES)[number];

/**
 * An OpenAPI document as plain data.
 *
 * References to path items, operations, parameters, bodies, responses and media types are followed; schemas stay as
 * they are written, with their `$ref`s (`references` says where they lead; one to another file, on which a request depends,
 * stops the reading). Records
 * have no prototype: `schemas['constructor']` is undefined unless the document has a schema of that name.
 */
export interface ApiModel {
  /** The name that the document was read by, usually its path. Findings begin with it. */
  readonly source: string;
  /** The version that the document says, for example `3.1.0`. */
  readonly openapi: string;
  /** Title, version and description of the API. */
  readonly info: ApiInfo;
  /** Operations of the document, at least one, in its order; every id is there once. */
  readonly operations: readonly ApiOperation[];
  /** `components.schemas`, as written. */
  readonly schemas: Readonly<Record<string, RawSchema>>;
  /**
   * Targets of the `$ref`s of schemas, by the text of the `$ref`: `#/components/schemas/Pet`, but any other place of
   * the document and any way of writing it too. A `$ref` that leads nowhere is not there, and is a warning.
   */
  readonly references: Readonly<Record<string, RawSchema>>;
  /** `components.securitySchemes`, as written. */
  readonly securitySchemes: Readonly<Record<string, JsonObject>>;
  /** The tags that the document declares, in its order. Operations may have others. */
  readonly tags: readonly ApiTag[];
  /** The base URLs that the document names, in its order; empty where it names none. */
  readonly servers: readonly ApiServer[];
  /** Warnings for the user about a document that could be read. */
  readonly warnings: readonly ApiWarning[];
}

/** The title and version of an API. */
export interface ApiInfo {
  /** Title of the API. @default - 'API' when the document has none, with a warning */
  readonly title: string;
  /** Version of the API, not of OpenAPI. @default - '0.0.0' when the document has none, with a warning */
  readonly version: string;
  /** Description of the API, in Markdown. @default - none */
  readonly description?: string;
}

/** A method of a path, as the document describes it. */
export interface ApiOperation {
  /** Id of the operation, unique in the document. Any text: quote it where a name is wanted. */
  readonly id: string;
  /** Source of the id: `operationId` when it is what the document writes; `derived` when it was made here. */
  readonly idSource: 'operationId' | 'derived';
  /** The operationId of the document; several operations can have the same. @default - none */
  readonly operationId?: string;
  /** Method of the requests. */
  readonly method: HttpMethod;
  /** The path as written, `{…}` for variables. Begins with `/`. */
  readonly path: string;
  /** Place of the operation: a JSON pointer into the document, for example `/paths/~1items/get`. */
  readonly pointer: string;
  /** Names of the operation's tags, each once. */
  readonly tags: readonly string[];
  /** Summary of the operation. @default - none */
  readonly summary?: string;
  /** Description of the operation, in Markdown. @default - none */
  readonly description?: string;
  /** Whether the document marks the operation as deprecated. */
  readonly deprecated: boolean;
  /**
   * The parameters of the operation and of its path item, the operation's first where both have one. Those with
   * `in: 'path'` are exactly the variables of the path.
   */
  readonly parameters: readonly ApiParameter[];
  /** The body that a request carries. @default - none */
  readonly requestBody?: ApiRequestBody;
  /** Responses by status: three digits, `4XX`, or `default`. */
  readonly responses: Readonly<Record<string, ApiResponse>>;
  /**
   * Requirements of which one must hold, with all its schemes; an empty list, or an empty requirement among them,
   * asks for nothing.
   *
   * @default - neither the operation nor the document says
   */
  readonly security?: readonly SecurityRequirement[];
  /** Place where `security` is written. @default - nowhere */
  readonly securitySource?: 'operation' | 'document';
  /** The form of a streamed success: JSON lines, or server-sent events. @default - the answer does not stream */
  readonly streaming?: 'jsonl' | 'sse';
  /** The operation's `x-…` keys, as written. */
  readonly extensions: JsonObject;
}

/** A value that a request carries beside its body. */
export interface ApiParameter {
  /** Name of the parameter. Header names keep their case, but two that differ only in it are one parameter. */
  readonly name: string;
  /** Place of the parameter in a request. */
  readonly in: ParameterPlace;
  /** Whether a request without the parameter is wrong. Always true in a path. */
  readonly required: boolean;
  /** Whether the document marks the parameter as deprecated. */
  readonly deprecated: boolean;
  /** Description of the parameter, in Markdown. @default - none */
  readonly description?: string;
  /** Schema of the value. @default - the document does not say */
  readonly schema?: RawSchema;
  /** The media type of the value when the document describes it by `content`. @default - by `schema` */
  readonly contentType?: string;
  /** The serialization style of lists and objects, for example `deepObject`. @default - the specification's, by place */
  readonly style?: string;
  /** Whether each item of a list or object is a value of its own. @default - the specification's, by style */
  readonly explode?: boolean;
  /**
   * Whether the value can hold slashes; only in a path, and only ever true. The path says so (`{file+}`, or
   * `{file:path}` as Starlette has it), or the parameter does: `x-starlette-convertor: path`.
   *
   * @default - it can't
   */
  readonly greedy?: true;
}

/** The body that an operation takes. */
export interface ApiRequestBody {
  /** Whether a request without a body is wrong. */
  readonly required: boolean;
  /** Description of the body, in Markdown. @default - none */
  readonly description?: string;
  /** The media types that the operation takes, with what each carries. */
  readonly content: ApiContent;
}

/** A response of an operation, by its status. */
export interface ApiResponse {
  /** Description of the response, in Markdown. Empty when the document has none. */
  readonly description: string;
  /** The media types of the response, with what each carries; empty where it has no body. */
  readonly content: ApiContent;
}

/** Media types as written (`application/json; charset=utf-8`) and what each carries. */
export type ApiContent = Readonly<Record<string, ApiMedia>>;

/** A body of one media type. */
export interface ApiMedia {
  /** Schema of the whole body. @default - the document does not say */
  readonly schema?: RawSchema;
  /**
   * Schema of one piece of a body that comes in pieces: `itemSchema` of OpenAPI 3.2, which FastAPI writes in 3.1 too, or
   * the registered extension `x-oai-itemSchema` of older versions.
   *
   * @default - none
   */
  readonly itemSchema?: RawSchema;
}

/** Security schemes that hold together, by name, each with the scopes that it asks for. */
export type SecurityRequirement = Readonly<Record<string, readonly string[]>>;

/** A group of operations. */
export interface ApiTag {
  /** Name of the tag, as operations have it. */
  readonly name: string;
  /** Description of the group, in Markdown. @default - none */
  readonly description?: string;
}

/** A base URL, as written: it can be relative and can hold `{variables}`. */
export interface ApiServer {
  /** The URL. @example 'https://example.com/{stage}' */
  readonly url: string;
  /** Description of the server, in Markdown. @default - none */
  readonly description?: string;
  /** The variables of the URL by name, as written. @default - none */
  readonly variables?: JsonObject;
}

/**
 * The subject of a warning.
 * - `id`: an id was derived or made unique, or nearly meets another
 * - `path-parameter`: the variables of a path and its declared parameters differ
 * - `ignored`: a part that Terragate does not use
 * - `repaired`: a part that the specification forbids, read as what it most likely means
 * - `reference`: the `$ref` of a schema, or the name of a security scheme, leads nowhere; or a `$ref` that answers alone
 *   depend on leads to another file
 */
export type WarningKind = 'id' | 'path-parameter' | 'ignored' | 'repaired' | 'reference';

/** Something in the document that the user should know, and that does not stop the reading. */
export interface ApiWarning {
  /** Subject of the warning. */
  readonly kind: WarningKind;
  /** The source and a JSON pointer (`openapi.json#/paths/~1items/get`), or a line and column (`openapi.yaml:3:5`). */
  readonly where: string;
  /** The finding, in plain words. */
  readonly what: string;
}
