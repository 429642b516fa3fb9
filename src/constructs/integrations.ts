import type { FunctionHandle, ROUTER } from './function-handle';
import type { ApiKind } from './kind';
import type { DedicatedFunction } from './lambda-function';
import type { ApiIntegration, DefaultOptions, OperationOptions } from './route-options';

/** One operation of the app. */
export interface OperationDetails {
  /** As the module calls it. @example 'say_hello' */
  readonly id: string;
  /** @example 'GET' */
  readonly method: string;
  /** @example '/hello/{name}' */
  readonly path: string;
}

/** The operations of an app by the names that TypeScript has for them. */
export type Operations<TOperation extends string = string> = Readonly<Record<TOperation, OperationDetails>>;

/** isolated: each operation has a function of its own. shared: all have one, which is called `$router`. */
export type IntegrationPattern = 'isolated' | 'shared';

/** A function of the module, which permissions and environment variables can be added to. */
export interface DefaultIntegration {
  readonly handler: FunctionHandle;
  readonly integration: DedicatedFunction;
}

/** What an API can be given: one for each operation, or the shared function and what differs from it. */
export type ApiIntegrations<TOperation extends string, K extends ApiKind> =
  | ({ readonly [ROUTER]: DefaultIntegration } & {
      readonly [P in TOperation]?: ApiIntegration<K>;
    })
  | ({ readonly [P in TOperation]: ApiIntegration<K> } & { readonly [ROUTER]?: never });

/** Said in the place of a name that there is not. */
export type NoSuchOperation = 'there is no operation of this name';

/** Nothing for names that are right; for others a type that no value has, which says why. */
export type OnlyOperations<T, TOperation extends string> = {
  readonly [P in Exclude<keyof T, TOperation | typeof ROUTER | symbol>]: NoSuchOperation;
};

/** How the integrations of a builder came to be. */
export interface Plan {
  readonly pattern: IntegrationPattern;
  /** What was made by default, by operation or `$router`: those that are another object were put in their place later. */
  readonly made: ReadonlyMap<string, DefaultIntegration>;
  readonly defaults: DefaultOptions<ApiKind>;
  readonly operationOptions: ReadonlyMap<string, Partial<OperationOptions<ApiKind>>>;
}

/** The key of a plan beside the integrations: a copy by `{ ...integrations }` has it too. */
export const PLAN = Symbol.for('terragate/plan');
