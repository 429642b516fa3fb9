import { ANYONE, type ApiRoute, IAM } from './api-routes';
import { arnPlace } from './arn';
import type { Stage } from './stage';

/** A function URL, as a stage and its only route. */
export interface FunctionUrl {
  readonly stage: Stage;
  readonly route: ApiRoute;
}

type Attributes = Readonly<Record<string, unknown>>;

/**
 * The function URLs of a state. Each is called as its function and `-url`: an API beside it may have the name of the function.
 *
 * @param attributes of the resources `aws_lambda_function_url`
 * @param distributions attributes of the resources `aws_cloudfront_distribution`: one in front of a URL signs for anyone
 */
export function functionUrls(
  attributes: readonly Attributes[],
  distributions: readonly Attributes[] = [],
): FunctionUrl[] {
  return attributes.map(({ function_name, function_arn, function_url, url_id, authorization_type }) => ({
    stage: {
      name: `${function_name}-url`,
      apiId: String(url_id),
      stage: '$default',
      invokeUrl: String(function_url ?? ''),
      docs: true,
      domains: [],
      ...frontOf(function_url, distributions),
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

/** The address of the distribution in front of a URL: its first domain, or that which CloudFront gave it. */
function frontOf(url: unknown, distributions: readonly Attributes[]): Pick<Stage, 'distribution'> {
  const host = /^https:\/\/([^/]+)/.exec(String(url))?.[1];
  const front = distributions.find(({ origin }) =>
    ((origin ?? []) as readonly Attributes[]).some((one) => host !== undefined && one.domain_name === host),
  );
  if (!front) return {};
  const [alias] = (front.aliases ?? []) as readonly string[];
  return { distribution: `https://${alias ?? front.domain_name}` };
}
