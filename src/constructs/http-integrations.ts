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

/** How another server is called. */
interface ServerOptions {
  /** Its method. @default - that of the operation @example 'GET' */
  readonly method?: string;
  /** The VPC link (or its id) through which a private server is reached. @default - over the internet */
  readonly vpcLink?: VpcLinkLike;
}

/** How another server is called by an API of either kind. */
export interface HttpProxyOptions extends ServerOptions, CallOptions {}

/** How another server is called by a REST API. */
export interface RestHttpProxyOptions extends ServerOptions, RestCallOptions {}

/** How another server is called, and what is made of its answers. */
export interface HttpOptions extends ServerOptions, MappingOptions {}

/**
 * Another server, to which requests go as they are and whose answers come back as they are.
 *
 * @example { integration: HttpProxy.to('https://example.com/docs') }
 */
export class HttpProxy<S = ForBoth> extends Integration<S> {
  /**
   * @param uri its address; `{name}` is a variable of the path
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
 * Another server, with templates between it and the caller. REST APIs only.
 *
 * @example Http.to('https://example.com/v1', { responses: { default: { statusCode: 200 } } })
 */
export class Http extends Integration<ForRest> {
  /** @param uri its address; `{name}` is a variable of the path */
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
      { where, what: 'there is no address', got: uri, fix: `give one: ${where}('https://example.com/docs')` },
    ]);
  }
  return {
    type,
    uri: address(uri),
    ...(vpcLink === undefined ? {} : { vpc_link_id: typeof vpcLink === 'string' ? vpcLink : vpcLink.id }),
    ...integrationSettings(where, options),
  };
}
