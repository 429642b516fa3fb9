import { type Problem, UserError } from '../errors';
import type { Construct } from '../framework';
import { ROUTER } from './function-handle';
import type { AnyIntegrations, CheckedIntegrations, Operations } from './integrations';
import { type Grantee, InvokeGrants } from './invoke-grants';
import type { ApiKind } from './kind';
import { ModuleCall, type ModuleDefinition, type ModuleProps } from './module-call';
import { isToken } from './names';
import { type OperationPlan, operationPlan } from './operation-plan';
import { type DistributionLike, originList } from './origins';
import { appended, merged } from './resource-values';

/** The facts on a router module that its generated class has. */
export interface RouterDefinition<K extends ApiKind, TOperation extends string> extends ModuleDefinition {
  /** The kind of API that the module makes. */
  readonly kind: K;
  /** The operations of the app, by their names in TypeScript. */
  readonly operations: Operations<TOperation>;
  /** Default of the module's input `auth`. @example 'IAM' */
  readonly auth: string;
}

/** Properties of every API, beside the inputs of its router module. */
export interface RouterApiProps<K extends ApiKind, TOperation extends string, I> extends ModuleProps {
  /** Integrations of the operations: those of a builder, or one for each operation. */
  readonly integrations: I & CheckedIntegrations<I, TOperation, K>;
}

/** Limits of a grant. */
export interface GrantOptions<TOperation extends string> {
  /** Operations that may be called. @default - all of them, and whatever else the API serves */
  readonly operations?: readonly TOperation[];
}

/** Words that say who may call, beside the names of authorizers. */
const AUTH_WORDS = ['IAM', 'COGNITO', 'JWT', 'NONE'];

/**
 * An API, by the router module that was emitted for it. It writes the module's inputs and nothing else: what runs is
 * the module.
 */
export abstract class RouterApi<
  K extends ApiKind,
  TOperation extends string,
  I extends AnyIntegrations<TOperation, K>,
> extends ModuleCall {
  /** Integrations of the operations, as they were given. */
  readonly integrations: I;
  readonly #definition: RouterDefinition<K, TOperation>;
  readonly #plan: OperationPlan;
  readonly #operationSettings: Record<string, Readonly<Record<string, unknown>>> = {};
  readonly #origins: (string | DistributionLike)[] = [];
  readonly #originsGiven: boolean;
  readonly #grants: InvokeGrants;
  /** The options of the shared function, before additions by its handler. */
  #routerBase: { readonly env?: unknown; readonly statements?: unknown } = {};

  protected constructor(
    scope: Construct,
    id: string,
    definition: RouterDefinition<K, TOperation>,
    props: RouterApiProps<K, TOperation, I>,
  ) {
    const { integrations, ...rest } = props;
    super(scope, id, definition, rest);
    const where = this.node.path;
    this.#definition = definition;
    this.integrations = integrations;
    this.#plan = operationPlan(definition.kind, definition.operations, integrations, where);
    this.#checkAuthorizers();
    this.#writeFunctionInputs();
    this.module.set('integration_pattern', this.#plan.pattern);
    for (const key of this.#plan.operations.keys()) this.#writeOperation(key);
    for (const [key, handle] of this.#plan.handles) {
      const changed = () => (key === ROUTER ? this.#writeRouter() : this.#writeOperation(key));
      handle.place({ module: this.module, changed }, key);
      changed();
    }
    this.#originsGiven = this.#variable('cors_allow_origins') !== undefined;
    this.#grants = new InvokeGrants(this, this.module);
  }

  /**
   * Lets a role call the API: a policy of the role, and, where the API has `resourcePolicyStatements`, a statement of
   * its resource policy.
   *
   * @param grantee an IAM role, or name and ARN of one: also the handler of an integration
   * @throws UserError when what is granted is not asked for by IAM.
   * @example api.grantInvokeAccess(role, { operations: ['sayHello'] })
   */
  grantInvokeAccess(grantee: Grantee, options: GrantOptions<TOperation> = {}): this {
    const { operations } = this.#definition;
    const names = options.operations ?? [];
    const where = `${this.node.path}.grantInvokeAccess`;
    const problems = names.flatMap((name): Problem[] => {
      if (!Object.hasOwn(operations, name)) {
        const allowed = Object.keys(operations);
        const what = `the app has no operation ${name}`;
        return [{ where, what, got: name, allowed, fix: 'correct the name' }];
      }
      const auth = this.#authorizationOf(operations[name].id);
      if (auth === undefined || auth === 'IAM') return [];
      return [notIam(where, `${name} is called by ${auth}, not by IAM`)];
    });
    if (options.operations === undefined && !this.#asksIam())
      problems.push(notIam(where, `the API is called by ${this.#authorizationOf()}, not by IAM`));
    if (problems.length) throw new UserError(problems);
    const paths = options.operations?.map((name) => invokePath(operations[name]));
    this.#grants.add(grantee, paths, definitionHas(this.#definition, 'resource_policy_statements'));
    return this;
  }

  /**
   * Lets the pages of these origins call the API, and no others: the first call takes the place of the module's default,
   * further ones add to it.
   *
   * @param origins texts such as `https://app.example.com`, and CloudFront distributions: their domain and all aliases
   * @throws UserError when `corsAllowOrigins` was given, and when there is no origin.
   */
  restrictCorsTo(...origins: readonly (string | DistributionLike)[]): this {
    const where = `${this.node.path}.restrictCorsTo`;
    if (origins.length === 0) {
      const fix = 'give one at least; corsAllowOrigins: [] lets no page of another origin in';
      throw new UserError([{ where, what: 'the origin is missing', fix }]);
    }
    if (this.#originsGiven) {
      const fix = 'give all origins in one of the two';
      throw new UserError([{ where, what: 'the origins are in corsAllowOrigins already', fix }]);
    }
    this.#origins.push(...origins);
    this.module.set('cors_allow_origins', originList(this.#origins));
    return this;
  }

  #variable(name: string): unknown {
    return (this.module.variables as Record<string, unknown> | undefined)?.[name];
  }

  /** The builder's defaults as inputs; two values for one input are a mistake. */
  #writeFunctionInputs(): void {
    const problems: Problem[] = [];
    for (const [name, value] of Object.entries(this.#plan.defaults)) {
      const given = this.#variable(name);
      if (given === undefined) this.module.set(name, value);
      else if (name === 'env') this.module.set(name, merged(given, value as Record<string, unknown>));
      else if (name === 'additional_iam_policy_statements')
        this.module.set(name, appended(given, value as readonly unknown[]));
      else {
        const fix = 'leave one of the two out';
        const what = `${name} is given twice: as an input, and as an option of the integrations`;
        problems.push({ where: this.node.path, what, fix });
      }
    }
    if (problems.length) throw new UserError(problems);
    this.#routerBase = {
      env: this.#variable('env'),
      statements: this.#variable('additional_iam_policy_statements'),
    };
  }

  #writeRouter(): void {
    const handle = this.#plan.handles.get(ROUTER);
    if (!handle) return;
    const { env, statements } = this.#routerBase;
    const { addedEnvironment, addedStatements } = handle;
    if (Object.keys(addedEnvironment).length) this.module.set('env', merged(env, addedEnvironment));
    if (addedStatements.length)
      this.module.set('additional_iam_policy_statements', appended(statements, addedStatements));
  }

  #writeOperation(id: string): void {
    const settings = this.#plan.operations.get(id) ?? {};
    const { addedEnvironment = {}, addedStatements = [] } = this.#plan.handles.get(id) ?? {};
    const all = {
      ...settings,
      ...(Object.keys(addedEnvironment).length ? { env: merged(settings.env, addedEnvironment) } : {}),
      ...(addedStatements.length
        ? { iam_policy_statements: appended(settings.iam_policy_statements, addedStatements) }
        : {}),
    };
    if (Object.keys(all).length === 0) return;
    this.#operationSettings[id] = all;
    this.module.set('operations', this.#operationSettings);
  }

  /** The authorization of an operation, or of the API where it sets none; undefined when only Terraform knows. */
  #authorizationOf(id?: string): string | undefined {
    const own = id === undefined ? undefined : this.#plan.operations.get(id)?.authorization;
    const auth = own ?? this.#variable('auth') ?? this.#definition.auth;
    return isToken(auth) ? undefined : String(auth);
  }

  #asksIam(): boolean {
    const ids = [undefined, ...this.#plan.operations.keys()];
    return ids.some((id) => [undefined, 'IAM'].includes(this.#authorizationOf(id)));
  }

  /** Refuses names of authorizers that do not exist, as Terraform does when it plans. */
  #checkAuthorizers(): void {
    const given = this.#variable('authorizers') ?? {};
    if (isToken(given)) return;
    const allowed = [...AUTH_WORDS, ...Object.keys(given)];
    const problems = [...this.#plan.operations].flatMap(([id, { authorization }]): Problem[] => {
      if (authorization === undefined || isToken(authorization) || allowed.includes(String(authorization)))
        return [];
      const where = `${this.node.path}: ${id}`;
      const fix = 'correct the name, or add it to authorizers';
      return [
        { where, what: `there is no authorizer ${String(authorization)}`, got: authorization, allowed, fix },
      ];
    });
    if (problems.length) throw new UserError(problems);
  }
}

function notIam(where: string, what: string): Problem {
  const fix = "let IAM ask: auth = 'IAM', or Authorization.iam() for the operation";
  return { where, what, fix };
}

function definitionHas({ inputs }: ModuleDefinition, input: string): boolean {
  return Object.values(inputs).some((name) => (typeof name === 'string' ? name : name.name) === input);
}

/** The end of the ARN of an operation, with `*` in place of variables. */
function invokePath({ method, path }: { readonly method: string; readonly path: string }): string {
  return `${method}${path.replace(/\{[^}]*\}/g, '*')}`;
}
