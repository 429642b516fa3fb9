import {
  type ArnLike,
  arnOf,
  type CallOptions,
  Integration,
  integrationSettings,
  type MappingOptions,
} from './integration';
import { FOR_HTTP, FOR_REST, type ForHttp, type ForRest } from './kind';
import { address } from './literal';

/** Options of a call to a service of AWS. */
export interface AwsServiceOptions extends MappingOptions {
  /** The role that API Gateway calls as, or its ARN: what it may do is what callers may do. */
  readonly credentials: ArnLike;
  /** Method of the request to the service. @default 'POST' */
  readonly method?: string;
  /** Part of the address before that of the service, such as a bucket's name. @default - none */
  readonly subdomain?: string;
}

/** Options of a call to S3. */
export interface S3Options extends AwsServiceOptions {
  /** Bucket and key; `{name}` is a path variable or a declared request parameter. @example 'my-bucket/{fileName}' */
  readonly path: string;
  /** Method of the request to S3. @default 'GET' */
  readonly method?: string;
}

/** Options of a call that an HTTP API makes to a service. */
export interface SubtypeOptions extends CallOptions {
  /** The role that API Gateway calls as, or its ARN. */
  readonly credentials: ArnLike;
}

/**
 * A service of AWS as the integration of an operation, with no function between. REST APIs call any service, HTTP APIs
 * those for which API Gateway has a subtype.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-integration-settings.html
 *
 * @example AwsService.s3({ path: 'my-bucket/{fileName}', credentials: role })
 */
export class AwsService<S = ForRest> extends Integration<S> {
  /**
   * Reads or writes objects in S3.
   *
   * @example AwsService.s3({ path: `${bucket.bucket}/{fileName}`, credentials: role })
   */
  static s3({ path, ...options }: S3Options): AwsService {
    return AwsService.path('s3', path, { method: 'GET', ...options });
  }

  /**
   * Calls a service by the path of its address.
   *
   * @param service name of the service, as API Gateway has it in integration URIs: `s3`, `sqs`
   * @param path path of the address; `{name}` is a path variable or a declared request parameter
   *
   * @example AwsService.path('sqs', `${account}/${queue.name}`, { credentials: role })
   */
  static path(service: string, path: string, options: AwsServiceOptions): AwsService {
    return rest(service, { path: address(path) }, options, `AwsService.path(${JSON.stringify(service)})`);
  }

  /**
   * Calls an action of a service.
   *
   * @param action name of the action, as the service's API reference has it
   *
   * @example AwsService.action('dynamodb', 'GetItem', { credentials: role, requestTemplates: { 'application/json': '…' } })
   */
  static action(service: string, action: string, options: AwsServiceOptions): AwsService {
    return rest(service, { action }, options, `AwsService.action(${JSON.stringify(service)})`);
  }

  /**
   * Calls a service by a subtype of API Gateway. HTTP APIs only.
   *
   * @param subtype name of service and action, as API Gateway's list has it
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html
   * @example AwsService.subtype('SQS-SendMessage', { credentials: role, requestParameters: { QueueUrl: queue.url, MessageBody: '$request.body' } })
   */
  static subtype(subtype: string, { credentials, ...options }: SubtypeOptions): AwsService<ForHttp> {
    const settings = integrationSettings('AwsService.subtype', options);
    return new AwsService(FOR_HTTP, { type: 'aws', subtype, credentials: arnOf(credentials), ...settings });
  }
}

function rest(
  service: string,
  what: { readonly path: string } | { readonly action: string },
  { credentials, ...options }: AwsServiceOptions,
  where: string,
): AwsService {
  const settings = integrationSettings(where, options);
  return new AwsService(FOR_REST, {
    type: 'aws',
    service,
    ...what,
    credentials: arnOf(credentials),
    ...settings,
  });
}
