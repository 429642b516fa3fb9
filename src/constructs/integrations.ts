import type { Authorization } from './authorization';
import type { FunctionHandle, ROUTER } from './function-handle';
import type { FunctionOptions } from './function-options';
import type { Integration } from './integration';
import type { ApiKind, For } from './kind';
import type { DedicatedFunction } from './lambda-function';
import type { ApiIntegration, DefaultOptions, OperationOptions, RouteOptions } from './route-options';

/** An operation of the app, as its document has it. */
export interface OperationDetails {
  /** Id of the operation in the app's document and in the module. @example 'say_hello' */
  readonly id: string;
  /** Method of the request. @example 'GET' */
  readonly method: string;
  /** Path of the request. @example '/hello/{name}' */
  readonly path: string;
}

/** The operations of an app by the names that TypeScript has for them. */
export type Operations<TOperation extends string = string> = Readonly<Record<TOperation, OperationDetails>>;

/**
 * The number of functions that serve an app. isolated: each operation has a function of its own. shared: one function
 * serves all, called `$router`.
 */
export type IntegrationPattern = 'isolated' | 'shared';

/**
 * The check of a pattern: accepts a pattern, and text that is known at run time alone; has a sentence for any other
 * text.
 */
export type CheckedPattern<P extends string | undefined> = string extends P
  ? unknown
  : P extends IntegrationPattern | undefined
    ? unknown
    : Mistake<'the pattern is isolated or shared'>;

/** A function of the module, which permissions and environment variables can be added to. */
export interface DefaultIntegration {
  /** The function: its attributes, its permissions and its environment. */
  readonly handler: FunctionHandle;
  /** The integration by which an operation runs on the function. */
  readonly integration: DedicatedFunction;
}

/** Integrations of an API: one for each operation, or the shared function and those that differ from it. */
export type ApiIntegrations<TOperation extends string, K extends ApiKind> =
  | ({
      /** The shared function. */
      readonly [ROUTER]: DefaultIntegration;
    } & {
      readonly [P in TOperation]?: ApiIntegration<K>;
    })
  | ({ readonly [P in TOperation]: ApiIntegration<K> } & {
      /** Absent where each operation has an integration. */
      readonly [ROUTER]?: never;
    });

/**
 * The constraint of integrations that are checked name by name. `object` takes all of them: the compiler would otherwise
 * report the constraint in place of the sentence that the check has for a mistake. The names are there for editors.
 */
export type AnyIntegrations<TOperation extends string, K extends ApiKind> =
  | { readonly [P in TOperation]?: ApiIntegration<K> }
  | object;

declare const mistake: unique symbol;

/**
 * The type of a value that is wrong in its place, with the sentence that says why: no value has it, and the compiler
 * prints it.
 */
export interface Mistake<S extends string> {
  /** The sentence that says what is wrong. No value has it. */
  readonly [mistake]: S;
}

/** Names that an editor offers; for the compiler they may have values of any type. */
export type Offered<P extends string> = { readonly [Q in P]?: unknown };

/** The names that an editor offers for what one operation runs on. */
export interface OfferedIntegration<K extends ApiKind> {
  /** The integration of the operation. @default - a function of the module */
  readonly integration?: unknown;
  /** Options of the operation's route. @default - those of the API */
  readonly options?: Offered<keyof RouteOptions<K> & string>;
}

/** The sentence for a name that no operation has. */
export type NoSuchOperation<P extends PropertyKey> =
  Mistake<`there is no operation ${Extract<P, string | number>}`>;

/** The sentence for an integration, or an authorization, that the other kind of API has. */
interface WrongKind {
  readonly integration: {
    readonly rest: Mistake<'this integration is for HTTP APIs only: a REST API calls services by AwsService.path, .action or .s3'>;
    readonly http: Mistake<'this integration is for REST APIs only: an HTTP API takes LambdaFunction, HttpProxy and AwsService.subtype'>;
  };
  readonly authorization: {
    readonly rest: Mistake<'this authorization is for HTTP APIs only: a REST API takes Authorization.cognito() or .authorizer()'>;
    readonly http: Mistake<'this authorization is for REST APIs only'>;
  };
}

/** The sentence for an option that routes do not have. */
type NoRouteOption<P extends PropertyKey> = P extends keyof FunctionOptions
  ? Mistake<`${P} is an option of a function: give it to LambdaFunction.dedicated()`>
  : Mistake<`there is no option ${Extract<P, string | number>}`>;

/** The check of a route's options: accepts right ones, and has a sentence for each wrong one. */
type CheckedRouteOptions<O, K extends ApiKind> = {
  readonly [P in keyof O]: P extends 'authorization'
    ? O[P] extends Authorization<infer S>
      ? S extends For<K>
        ? unknown
        : WrongKind['authorization'][K]
      : RouteOptions<K>['authorization']
    : P extends keyof RouteOptions<K>
      ? RouteOptions<K>[P] & CheckedNames<O[P], RouteOptions<K>[P]>
      : NoRouteOption<P>;
};

/** The check of an object's names: accepts known ones, and has a sentence for each other one. Maps have any name. */
type CheckedNames<V, TKnown> = V extends object
  ? string extends keyof NonNullable<TKnown>
    ? unknown
    : {
        readonly [P in Exclude<
          keyof V,
          keyof NonNullable<TKnown>
        >]: Mistake<`there is no option ${Extract<P, string>}`>;
      }
  : unknown;

/** The check of an integration: accepts one that an API of this kind can have, and has a sentence for any other. */
export type CheckedIntegration<V, K extends ApiKind> = [V] extends [undefined]
  ? unknown
  : Exclude<V, undefined> extends { readonly integration: Integration<infer S> }
    ? (S extends For<K> ? unknown : { readonly integration: WrongKind['integration'][K] }) &
        (V extends { readonly options: infer O } ? { readonly options: CheckedRouteOptions<O, K> } : unknown)
    : Mistake<'give an integration: LambdaFunction, HttpProxy, Http, AwsService or Mock'> &
        Offered<'integration' | 'options'>;

/** The check of an API's integrations: accepts right ones, and has a sentence for each wrong one. */
export type CheckedIntegrations<I, TOperation extends string, K extends ApiKind> = I extends unknown
  ? CheckedEach<I, TOperation, K> & CheckedWhole<I, TOperation>
  : never;

type CheckedEach<I, TOperation extends string, K extends ApiKind> = {
  readonly [P in keyof I]: P extends symbol
    ? unknown
    : P extends typeof ROUTER
      ? [I[P]] extends [DefaultIntegration | undefined]
        ? unknown
        : Mistake<'$router is the function of a builder: take it from defaultIntegrations()'>
      : P extends TOperation
        ? CheckedIntegration<I[P], K>
        : NoSuchOperation<P>;
};

/** The check of integrations as a whole: each operation has one, or the shared function serves those that have none. */
type CheckedWhole<I, TOperation extends string> = typeof ROUTER extends keyof I
  ? unknown
  : [Exclude<TOperation, keyof I>] extends [never]
    ? unknown
    : Mistake<`${Exclude<TOperation, keyof I>} has no integration: give one for each operation, or begin with defaultIntegrations()`> &
        Offered<Exclude<TOperation, keyof I> | typeof ROUTER>;

/** The plan that a builder made integrations by. */
export interface Plan {
  readonly pattern: IntegrationPattern;
  /** Default integrations by operation or `$router`. Another object at the same name was put in its place later. */
  readonly made: ReadonlyMap<string, DefaultIntegration>;
  readonly defaults: DefaultOptions<ApiKind>;
  readonly operationOptions: ReadonlyMap<string, Partial<OperationOptions<ApiKind>>>;
}

/** The key of a plan beside the integrations: a copy by `{ ...integrations }` has it too. */
export const PLAN = Symbol.for('terragate/plan');
