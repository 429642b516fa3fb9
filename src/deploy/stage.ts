import type { SigningService } from './signature';

/** A stage of a REST or HTTP API; or a function URL, which is served as one with the name `$default`. */
export interface Stage {
  /** Name of the API. */
  readonly name: string;
  readonly apiId: string;
  readonly stage: string;
  /** Address of the stage on AWS. */
  readonly invokeUrl: string;
  /** Whether the app's page `/docs` can be reached: there is a route for it, or one for all paths. */
  readonly docs: boolean;
  /** Custom domains that lead to the stage, each with its base path. @example ['api.example.com/orders'] */
  readonly domains: readonly string[];
  /** Address of a CloudFront distribution in front of it, which lets anyone call. It is not served on this machine. @default - none */
  readonly distribution?: string;
  /** Region that the stage is in, by its ARN; undefined where the state has none. */
  readonly region: string | undefined;
  /** Service that requests are signed for, where they are. */
  readonly service: SigningService;
}
