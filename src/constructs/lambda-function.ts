import type { FunctionOptions } from './function-options';
import { type ArnLike, arnOf, Integration, integrationSettings } from './integration';
import { FOR_BOTH, type ForBoth } from './kind';

/** How a function that exists is called. */
export interface ExistingFunctionOptions {
  /** Whether the module permits the API to call it. @default true */
  readonly createPermission?: boolean;
  /** Seconds until the gateway gives up. @default - that of the API */
  readonly timeout?: number;
}

/**
 * A Lambda function.
 *
 * @example { integration: LambdaFunction.existing(alias) }
 */
export class LambdaFunction extends Integration<ForBoth> {
  private constructor(
    settings: Readonly<Record<string, unknown>>,
    /** What the operation is set to by its function; where that exists, no more than `timeout`. */
    readonly functionOptions?: FunctionOptions,
  ) {
    super(FOR_BOTH, settings);
  }

  /** A function that exists, or an alias of it: the construct or its ARN. It gets the event of API Gateway. */
  static existing(lambda: ArnLike, { timeout, ...options }: ExistingFunctionOptions = {}): LambdaFunction {
    const settings = integrationSettings('LambdaFunction.existing', options);
    return new LambdaFunction(
      { type: 'lambda', arn: arnOf(lambda), ...settings },
      timeout === undefined ? undefined : { timeout },
    );
  }

  /** A function of the operation's own, from the app's package: also where the others share one. */
  static own(options: FunctionOptions = {}): LambdaFunction {
    return new LambdaFunction({ type: 'lambda' }, options);
  }
}
