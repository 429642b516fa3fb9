import { UserError } from '../errors';
import {
  type CallOptions,
  Integration,
  integrationSettings,
  type MappingOptions,
  type RestCallOptions,
  type VpcLinkLike,
} from './integration';
import { FOR_BOTH, FOR_REST, type ForBoth, type ForRest } from './kind';
import { address } from './literal';

/** Options of a call to another server. */
interface ServerOptions {
  /** Method of the request to the server. @default - the method of the operation @example 'GET' */
  readonly method?: string;
  /** The VPC link (or its id) through which a private server is reached. @default - over the internet */
  readonly vpcLink?: VpcLinkLike;
}

/** Options of a proxy to another server, for either kind of API. */
export interface HttpProxyOptions extends ServerOptions, CallOptions {}

/** Options of a proxy to another server, for REST APIs. */
export interface RestHttpProxyOptions extends ServerOptions, RestCallOptions {}

/** Options of a call to another server whose requests and answers are mapped. */
export interface HttpOptions extends ServerOptions, MappingOptions {}

/**
 * Another server as the integration of an operation. Requests and answers are passed on as they are.
 *
 * @example { integration: HttpProxy.to('https://example.com/docs') }
 */
export class HttpProxy<S = ForBoth> extends Integration<S> {
  /**
   * Passes requests on to a server.
   *
   * @param uri address of the server; `{name}` is a variable of the path
   * @throws UserError for an empty address
   * @example HttpProxy.to('https://example.com/items/{item_id}', { vpcLink: link })
   */
  static to(uri: string, options?: HttpProxyOptions): HttpProxy;
  static to(uri: string, options: RestHttpProxyOptions): HttpProxy<ForRest>;
  static to(uri: string, options: RestHttpProxyOptions = {}): HttpProxy<ForRest> {
    const settings = serverSettings('http_proxy', uri, options, 'HttpProxy.to');
    return new HttpProxy(options.passthroughBehavior === undefined ? FOR_BOTH : FOR_REST, settings);
  }
}

/**
 * Another server as the integration of an operation, with templates between it and the caller. REST APIs only.
 *
 * @example Http.to('https://example.com/v1', { responses: { default: { statusCode: 200 } } })
 */
export class Http extends Integration<ForRest> {
  /**
   * Calls a server.
   *
   * @param uri address of the server; `{name}` is a variable of the path
   * @throws UserError for an empty address
   */
  static to(uri: string, options: HttpOptions = {}): Http {
    return new Http(FOR_REST, serverSettings('http', uri, options, 'Http.to'));
  }
}

function serverSettings(
  type: string,
  uri: string,
  { vpcLink, ...options }: HttpOptions,
  where: string,
): Record<string, unknown> {
  if (typeof uri !== 'string' || uri === '') {
    throw new UserError([
      {
        where,
        what: 'the address is missing',
        got: uri,
        fix: `give one: ${where}('https://example.com/docs')`,
      },
    ]);
  }
  return {
    type,
    uri: address(uri),
    ...(vpcLink === undefined ? {} : { vpc_link_id: typeof vpcLink === 'string' ? vpcLink : vpcLink.id }),
    ...integrationSettings(where, options),
  };
}
