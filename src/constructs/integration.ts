import { velocity } from './literal';
import { type NameMap, snakeNames, toTerraformNames } from './names';

/**
 * The integration of an operation: what API Gateway calls for it. `S` says which kinds of API can have it:
 * `{ rest: true }`, `{ http: true }` or both.
 *
 * @see LambdaFunction, HttpProxy, Http, AwsService, Mock
 */
export abstract class Integration<S> {
  constructor(
    /** The kinds of API that can have the integration. The compiler compares them with the kind of the API. */
    readonly worksWith: S,
    /** The object that the module's `operations` hold as `integration`. */
    readonly settings: Readonly<Record<string, unknown>>,
  ) {}
}

/** Options of all integrations but functions and mocks. */
export interface CallOptions {
  /**
   * Parameters of the request to the integration, and their sources: `integration.request.querystring.q` from
   * `method.request.querystring.search` on a REST API, `overwrite:path` and the like on an HTTP API.
   *
   * @default - `{name}` in the address that is a path variable or a declared request parameter is sent
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
   */
  readonly requestParameters?: Readonly<Record<string, string>>;
  /** Milliseconds after which API Gateway ends the request. @default - the timeout of the API */
  readonly timeoutMilliseconds?: number;
}

/** Options of the integrations of REST APIs. */
export interface RestCallOptions extends CallOptions {
  /** Treatment of a body whose media type has no template. @default 'WHEN_NO_MATCH' */
  readonly passthroughBehavior?: 'WHEN_NO_MATCH' | 'WHEN_NO_TEMPLATES' | 'NEVER';
}

/** Options of integrations that map requests and answers. REST APIs only. */
export interface MappingOptions extends RestCallOptions {
  /**
   * Velocity templates by media type; `${x}` is Velocity's.
   *
   * @default - none
   * @example { 'application/json': '{"q": "$input.params(\'q\')"}' }
   */
  readonly requestTemplates?: Readonly<Record<string, string>>;
  /** Answers by the status that comes back, a regular expression, or `default`. @default - 200 for all */
  readonly responses?: Readonly<Record<string, IntegrationResponse>>;
}

/** An answer of API Gateway, made from one of the integration. */
export interface IntegrationResponse {
  /** Status of the answer. @example 404 */
  readonly statusCode: number;
  /** Headers of the answer, and their sources. @default - none @example { 'method.response.header.ETag': 'integration.response.header.ETag' } */
  readonly responseParameters?: Readonly<Record<string, string>>;
  /** Velocity templates by media type; `${x}` is Velocity's. @default - the answer as it comes */
  readonly responseTemplates?: Readonly<Record<string, string>>;
}

/** The ARN of something, or a construct with an ARN. */
export type ArnLike =
  | string
  | {
      /** The ARN. @example 'arn:aws:iam::123456789012:role/reports' */
      readonly arn: string;
    };

/** A VPC link, or its id. */
export type VpcLinkLike =
  | string
  | {
      /** The id. */
      readonly id: string;
    };

/** The ARN of something. */
export function arnOf(value: ArnLike): string {
  return typeof value === 'string' ? value : value.arn;
}

const RESPONSE_NAMES = snakeNames(['statusCode', 'responseParameters', 'responseTemplates']);

const NAMES: NameMap = {
  ...snakeNames([
    'requestParameters',
    'timeoutMilliseconds',
    'passthroughBehavior',
    'requestTemplates',
    'method',
    'credentials',
    'subdomain',
    'statusCode',
    'body',
    'contentType',
    'createPermission',
    'vpcLinkId',
  ]),
  responses: { name: 'responses', depth: 1, of: RESPONSE_NAMES },
};

/** Options as the module's settings of an integration. @param where the function that was called, for the message */
export function integrationSettings(where: string, options: object): Record<string, unknown> {
  const settings = toTerraformNames(options, NAMES, where);
  if (settings.request_templates) settings.request_templates = templates(settings.request_templates);
  if (settings.responses) {
    settings.responses = mapped(settings.responses as Record<string, object>, (response) => ({
      ...response,
      ...('response_templates' in response
        ? { response_templates: templates(response.response_templates) }
        : {}),
    }));
  }
  return settings;
}

function templates(value: unknown): Record<string, string> {
  return mapped(value as Record<string, string>, velocity);
}

function mapped<T, R>(values: Readonly<Record<string, T>>, map: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}
