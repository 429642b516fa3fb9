import { type Problem, UserError } from '../errors';
import { ROUTER } from './function-handle';
import type { FunctionOptions } from './function-options';
import {
  type AnyIntegrations,
  type CheckedIntegration,
  type DefaultIntegration,
  type IntegrationPattern,
  type Mistake,
  type NoSuchOperation,
  type Offered,
  type OfferedIntegration,
  type Operations,
  PLAN,
  type Plan,
} from './integrations';
import type { ApiKind } from './kind';
import { LambdaFunction } from './lambda-function';
import type { ApiIntegration, DefaultOptions, OperationOptions, RouteOptions } from './route-options';

type Router = typeof ROUTER;

/**
 * The integrations of a builder: the functions of the operations, or the shared one. Where the pattern is known at run
 * time alone they are either, and `integrations.$router` or `integrations.sayHello` may be undefined.
 */
type Defaults<
  TOperation extends string,
  TPattern extends IntegrationPattern,
> = IntegrationPattern extends TPattern
  ?
      | ({ readonly [P in Router]: DefaultIntegration } & { readonly [P in TOperation]?: never })
      | ({ readonly [P in TOperation]: DefaultIntegration } & { readonly [P in Router]?: never })
  : { readonly [P in TPattern extends 'shared' ? Router : TOperation]: DefaultIntegration };

/** The sentence for options of functions that an operation does not have in the shared pattern. */
type FunctionOptionsOfShared = {
  readonly [P in keyof FunctionOptions]?: Mistake<`${P} is an option of the shared function: give it to $router, or to withDefaultOptions()`>;
};

/** Options that `P` can have; for a name that can have none, the sentence that says why. */
type OptionsOf<
  P,
  K extends ApiKind,
  TOperation extends string,
  TPattern extends IntegrationPattern,
  TOverridden extends string,
> = P extends Router
  ? [TPattern] extends ['shared']
    ? DefaultOptions<K>
    : Mistake<'$router is the function of the shared pattern: withDefaultOptions() is for all functions'>
  : P extends TOverridden
    ? Mistake<'it is overridden: options are about its default integration'>
    : P extends TOperation
      ? [TPattern] extends ['isolated']
        ? OperationOptions<K>
        : RouteOptions<K> & FunctionOptionsOfShared
      : NoSuchOperation<P & string>;

/** The integrations after some were overridden: `$router` goes when it serves nothing any more. */
type Overridden<T, TOverrides, TOperation extends string, TOverridden extends string> = T extends unknown
  ? Omit<T, keyof TOverrides | ([TOperation] extends [TOverridden] ? Router : never)> & TOverrides
  : never;

/** The check of overrides: accepts right ones, and has a sentence for each wrong one. */
type CheckedOverrides<
  T,
  K extends ApiKind,
  TOperation extends string,
  TOverridden extends string,
  TOptioned extends string,
> = {
  readonly [P in keyof T]: P extends TOptioned
    ? Mistake<'it has options, which are about its default integration: leave one of the two out'>
    : P extends TOverridden
      ? Mistake<'it is overridden already'>
      : P extends TOperation
        ? CheckedIntegration<T[P], K>
        : NoSuchOperation<P>;
};

interface State {
  readonly kind: ApiKind;
  readonly pattern: IntegrationPattern;
  readonly operations: Operations;
  readonly defaults: DefaultOptions<ApiKind>;
  readonly operationOptions: ReadonlyMap<string, Partial<OperationOptions<ApiKind>>>;
  readonly overrides: ReadonlyMap<string, ApiIntegration<ApiKind>>;
}

/**
 * A builder of integrations: defaults for all operations, and what differs for single ones. A builder never changes:
 * each call returns another.
 *
 * @example
 * MyApi.defaultIntegrations(this)
 *   .withDefaultOptions({ memorySize: 512 })
 *   .withOperationOptions({ sayHello: { memorySize: 1024 } })
 *   .withOverrides({ getDocumentation: { integration: HttpProxy.to('https://example.com/docs') } })
 *   .build()
 */
export class IntegrationBuilder<
  K extends ApiKind,
  TOperation extends string,
  TPattern extends IntegrationPattern,
  TIntegrations = Defaults<TOperation, TPattern>,
  TOverridden extends string = never,
  TOptioned extends string = never,
> {
  private constructor(private readonly state: State) {}

  /**
   * A builder for an API: generated classes call it as `MyApi.defaultIntegrations(this)`.
   *
   * @param pattern isolated: a function for each operation. shared: one for all of them
   */
  static of<K extends ApiKind, TOperation extends string>(
    kind: K,
    operations: Operations<TOperation>,
    pattern: string,
  ): IntegrationBuilder<K, TOperation, IntegrationPattern> {
    if (pattern !== 'isolated' && pattern !== 'shared') {
      const allowed = ['isolated', 'shared'];
      throw new UserError([
        {
          where: 'defaultIntegrations',
          what: `${JSON.stringify(pattern)} is not an integration pattern`,
          got: pattern,
          allowed,
          fix: 'correct the pattern, or leave it out: shared is the default',
        },
      ]);
    }
    return new IntegrationBuilder({
      kind,
      pattern,
      operations,
      defaults: {},
      operationOptions: new Map(),
      overrides: new Map(),
    });
  }

  /**
   * Sets options of all functions that are made by default. A later call wins where both have the same option.
   *
   * They are written as inputs of the module: an operation's environment and permissions add to them, other options
   * take their place.
   */
  withDefaultOptions(
    options: DefaultOptions<K>,
  ): IntegrationBuilder<K, TOperation, TPattern, TIntegrations, TOverridden, TOptioned> {
    return new IntegrationBuilder({ ...this.state, defaults: { ...this.state.defaults, ...options } });
  }

  /**
   * Sets options of single operations that keep their default integration. In the shared pattern the function is
   * `$router`, and operations have only options of their routes.
   *
   * @throws UserError for names that there are not, and for operations that are overridden.
   */
  withOperationOptions<P extends string>(
    options: {
      readonly [Q in P]?: OptionsOf<Q, K, TOperation, TPattern, TOverridden>;
    } & Offered<([TPattern] extends ['shared'] ? Router : never) | Exclude<TOperation, TOverridden>>,
  ): IntegrationBuilder<K, TOperation, TPattern, TIntegrations, TOverridden, TOptioned | Exclude<P, Router>> {
    const names = Object.keys(options);
    const { pattern, overrides } = this.state;
    this.check('withOperationOptions', names, pattern === 'shared' ? [ROUTER] : [], (name) =>
      overrides.has(name) ? 'has an override, which replaces the default integration' : undefined,
    );
    const operationOptions = new Map(this.state.operationOptions);
    for (const [name, given] of Object.entries(options as Readonly<Record<string, object | undefined>>)) {
      if (given !== undefined) operationOptions.set(name, { ...operationOptions.get(name), ...given });
    }
    return new IntegrationBuilder({ ...this.state, operationOptions });
  }

  /**
   * Gives single operations other integrations. Further properties stay there, typed, for those who use the API.
   *
   * @throws UserError for names that there are not, for operations that are overridden already, and for those that
   * have options.
   */
  withOverrides<T extends AnyIntegrations<Exclude<TOperation, TOverridden | TOptioned>, K>>(
    overrides: T &
      CheckedOverrides<T, K, TOperation, TOverridden, TOptioned> & {
        readonly [P in Exclude<TOperation, TOverridden | TOptioned>]?: OfferedIntegration<K>;
      },
  ): IntegrationBuilder<
    K,
    TOperation,
    TPattern,
    Overridden<TIntegrations, T, TOperation, TOverridden | (keyof T & string)>,
    TOverridden | (keyof T & string),
    TOptioned
  > {
    const { operationOptions } = this.state;
    this.check('withOverrides', Object.keys(overrides), [], (name) => {
      if (operationOptions.has(name)) return 'has options, which are about its default integration';
      return this.state.overrides.has(name) ? 'is overridden already' : undefined;
    });
    const given = Object.entries(overrides as Readonly<Record<string, ApiIntegration<ApiKind> | undefined>>);
    const all = new Map(this.state.overrides);
    for (const [name, override] of given) if (override !== undefined) all.set(name, override);
    return new IntegrationBuilder({ ...this.state, overrides: all });
  }

  /** Builds the integrations. Give them to one API, which has functions of its own. */
  build(): TIntegrations {
    const { operations, overrides, defaults, operationOptions } = this.state;
    const names = Object.keys(operations);
    const left = names.filter((name) => !overrides.has(name));
    // A shared function is only made when it serves an operation.
    const pattern = left.length ? this.state.pattern : 'isolated';
    const made = new Map<string, DefaultIntegration>();
    for (const name of pattern === 'shared' ? [ROUTER] : left) {
      const integration = LambdaFunction.dedicated();
      made.set(name, { handler: integration.handler, integration });
    }
    const plan: Plan = { pattern, made, defaults, operationOptions };
    return { ...Object.fromEntries([...made, ...overrides]), [PLAN]: plan } as unknown as TIntegrations;
  }

  private check(
    call: string,
    names: readonly string[],
    further: readonly string[],
    clash: (name: string) => string | undefined,
  ): void {
    const { operations } = this.state;
    const problems = names.flatMap((name): Problem[] => {
      if (!Object.hasOwn(operations, name) && !further.includes(name)) {
        const what = `the app has no operation ${name}`;
        const known = [...further, ...Object.keys(operations)];
        return [{ where: call, what, got: name, allowed: known, fix: 'correct the name' }];
      }
      const what = clash(name);
      return what === undefined ? [] : [{ where: call, what: `${name} ${what}`, fix: 'keep one of the two' }];
    });
    if (problems.length) throw new UserError(problems);
  }
}
