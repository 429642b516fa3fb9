import { FunctionHandle } from './function-handle';
import type { FunctionOptions } from './function-options';
import { type ArnLike, arnOf, Integration, integrationSettings } from './integration';
import { FOR_BOTH, type ForBoth } from './kind';

/** Options of a call to a function that exists already. */
export interface ImportedFunctionOptions {
  /** Whether the module permits the API to call the function. @default true */
  readonly createPermission?: boolean;
  /** Seconds after which API Gateway ends the request. @default - the timeout of the API */
  readonly timeout?: number;
}

/**
 * A Lambda function as the integration of an operation: one that exists (`fromArn`), or one that the module creates for
 * this operation alone (`dedicated`).
 *
 * @example { integration: LambdaFunction.fromArn(alias) }
 * @example { integration: LambdaFunction.dedicated({ memorySize: 1024 }) }
 */
export class LambdaFunction extends Integration<ForBoth> {
  protected constructor(
    settings: Readonly<Record<string, unknown>>,
    /** Settings of the operation that are options of its function. @internal */
    readonly functionOptions?: FunctionOptions,
  ) {
    super(FOR_BOTH, settings);
  }

  /**
   * Refers to a function that exists, or to an alias of one. The function gets the event of API Gateway.
   *
   * @param lambda the construct, or its ARN
   * @example LambdaFunction.fromArn('arn:aws:lambda:eu-west-1:123456789012:function:reports:live', { timeout: 5 })
   */
  static fromArn(lambda: ArnLike, { timeout, ...options }: ImportedFunctionOptions = {}): LambdaFunction {
    const settings = integrationSettings('LambdaFunction.fromArn', options);
    return new LambdaFunction(
      { type: 'lambda', arn: arnOf(lambda), ...settings },
      timeout === undefined ? undefined : { timeout },
    );
  }

  /**
   * Creates a function for one operation, from the app's package, with a role and a log group of its own. It works in
   * either pattern.
   *
   * @example
   * const reports = LambdaFunction.dedicated({ memorySize: 1024 });
   * reports.handler.addToRolePolicy({ actions: ['s3:GetObject'], resources: [`${bucket.arn}/*`] });
   */
  static dedicated(options: FunctionOptions = {}): DedicatedFunction {
    return new DedicatedFunction(options);
  }
}

/**
 * A function that the module creates for one operation.
 *
 * @see LambdaFunction.dedicated
 */
export class DedicatedFunction extends LambdaFunction {
  /**
   * The function: its attributes, its permissions and its environment. Given to several operations, each has a function
   * of its own with all that was added, and the attributes are those of none.
   */
  readonly handler: FunctionHandle = new FunctionHandle();

  /** Use `LambdaFunction.dedicated()`. @internal */
  constructor(options: FunctionOptions) {
    super({ type: 'lambda' }, options);
  }
}
