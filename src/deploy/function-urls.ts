import { ANYONE, type ApiRoute, IAM } from './api-routes';
import { arnPlace } from './arn';
import type { Stage } from './stage';

/** A function URL, as a stage and its only route. */
export interface FunctionUrl {
  readonly stage: Stage;
  readonly route: ApiRoute;
}

/**
 * The function URLs of a state. Each is called as its function and `-url`: an API beside it may have the name of the function.
 *
 * @param attributes of the resources `aws_lambda_function_url`
 */
export function functionUrls(attributes: readonly Readonly<Record<string, unknown>>[]): FunctionUrl[] {
  return attributes.map(({ function_name, function_arn, function_url, url_id, authorization_type }) => ({
    stage: {
      name: `${function_name}-url`,
      apiId: String(url_id),
      stage: '$default',
      invokeUrl: String(function_url ?? ''),
      docs: true,
      domains: [],
      region: arnPlace(function_arn)?.region,
      service: 'lambda',
    },
    route: {
      method: 'ANY',
      path: '$default',
      callers: authorization_type === 'NONE' ? ANYONE : IAM,
      text: String(authorization_type),
    },
  }));
}
