import { UserError } from '../errors';
import { Lazy, propertyAccess, type TerraformHclModule, Token } from '../framework';
import { type PolicyStatement, statementSettings } from './policy-statement';

/** The key of the function that the operations share. */
export const ROUTER = '$router';

/** Who is told when something was added, and where the function's attributes come from. */
export interface FunctionOwner {
  readonly module: TerraformHclModule;
  changed(): void;
}

/**
 * A function of the module: what it may do and what it is told can be added to until the app is synthesized, and its
 * attributes can be given to other resources.
 *
 * @example api.integrations.sayHello.handler.addToRolePolicy({ actions: ['s3:GetObject'], resources: [`${bucket.arn}/*`] })
 */
export class FunctionHandle {
  private owner: FunctionOwner | undefined;
  private readonly statements: Record<string, unknown>[] = [];
  private readonly variables = new Map<string, string>();

  /** @param key what the function is called in the module's output `functions`: the operation's id, or `$router` */
  constructor(private readonly key: string) {}

  /** Lets the function do something. */
  addToRolePolicy(statement: PolicyStatement): this {
    this.statements.push(statementSettings(statement));
    this.owner?.changed();
    return this;
  }

  /** Sets an environment variable; what the options said of the same name gives way. */
  addEnvironment(name: string, value: string): this {
    this.variables.set(name, value);
    this.owner?.changed();
    return this;
  }

  /** Name of the function. */
  get functionName(): string {
    return this.attribute('function_name');
  }

  /** ARN of the function, without a version. */
  get functionArn(): string {
    return this.attribute('function_arn');
  }

  /** ARN of the alias that the API calls. */
  get aliasArn(): string {
    return this.attribute('alias_arn');
  }

  /** ARN of the function's role. */
  get roleArn(): string {
    return this.attribute('role_arn');
  }

  /** Name of the function's role, to attach policies to. */
  get roleName(): string {
    return this.attribute('role_name');
  }

  /** Name of the function's log group. */
  get logGroupName(): string {
    return this.attribute('log_group_name');
  }

  /** Statements that were added, as IAM writes them. @internal */
  get addedStatements(): readonly Record<string, unknown>[] {
    return this.statements;
  }

  /** Environment variables that were added. @internal */
  get addedEnvironment(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.variables);
  }

  /** @internal @throws UserError when the function is one of another API */
  bind(owner: FunctionOwner, where: string): void {
    if (this.owner) {
      throw new UserError([
        {
          where,
          what: `the integrations are those of ${this.owner.module.node.scope?.node.path ?? 'another API'}`,
          fix: 'call build() again for another API',
        },
      ]);
    }
    this.owner = owner;
  }

  // Late: integrations may be asked for the name of a role before there is an API.
  private attribute(name: string): string {
    if (this.owner) return this.tokenOf(this.owner, name);
    return Lazy.stringValue({
      produce: () => {
        if (this.owner) return this.tokenOf(this.owner, name);
        throw new UserError([
          {
            where: `integrations.${this.key}.handler`,
            what: `${name} of a function that no API has`,
            fix: 'give the integrations to an API',
          },
        ]);
      },
    });
  }

  private tokenOf({ module }: FunctionOwner, name: string): string {
    return Token.asString(propertyAccess(module.interpolationForOutput('functions'), [this.key, name]));
  }
}
