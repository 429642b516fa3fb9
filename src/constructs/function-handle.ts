import { UserError } from '../errors';
import { Lazy, propertyAccess, type TerraformHclModule, Token } from '../framework';
import { snakeCase } from '../naming';
import { type PolicyStatement, statementSettings } from './policy-statement';

/** The key of the function that the operations share. */
export const ROUTER = '$router';

/** The call of a module that a function belongs to, and the function to call after something was added. */
export interface FunctionOwner {
  readonly module: TerraformHclModule;
  changed(): void;
}

/** The place of a function in a module call: its key in the output `functions`. */
interface Placement {
  readonly owner: FunctionOwner;
  readonly key: string;
}

/**
 * A function that the module creates. Permissions and environment variables can be added to it until the app is
 * synthesized, and its attributes can be given to other resources.
 *
 * It is the `handler` of a default integration and of `LambdaFunction.dedicated()`.
 *
 * @example api.integrations.sayHello.handler.addToRolePolicy({ actions: ['s3:GetObject'], resources: [`${bucket.arn}/*`] })
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function
 */
export class FunctionHandle {
  private readonly placements: Placement[] = [];
  private readonly statements: Record<string, unknown>[] = [];
  private readonly variables = new Map<string, string>();

  /**
   * Adds a statement to the policy of the function's role.
   *
   * @example handler.addToRolePolicy({ actions: ['dynamodb:GetItem'], resources: [table.arn] })
   */
  addToRolePolicy(statement: PolicyStatement): this {
    this.statements.push(statementSettings(statement));
    this.changed();
    return this;
  }

  /**
   * Sets an environment variable of the function. The value takes the place of one that the options gave.
   *
   * @example handler.addEnvironment('LOG_LEVEL', 'DEBUG')
   */
  addEnvironment(name: string, value: string): this {
    this.variables.set(name, value);
    this.changed();
    return this;
  }

  /** Name of the function. */
  get functionName(): string {
    return this.attribute('functionName');
  }

  /** ARN of the function, without a version. */
  get functionArn(): string {
    return this.attribute('functionArn');
  }

  /** Version that was published last. */
  get version(): string {
    return this.attribute('version');
  }

  /** ARN of the version that was published last. */
  get qualifiedArn(): string {
    return this.attribute('qualifiedArn');
  }

  /** Name of the alias that the API calls. */
  get aliasName(): string {
    return this.attribute('aliasName');
  }

  /** ARN of the alias that the API calls. */
  get aliasArn(): string {
    return this.attribute('aliasArn');
  }

  /** ARN by which API Gateway calls the alias, as the `uri` of an integration has it. */
  get invokeArn(): string {
    return this.attribute('invokeArn');
  }

  /** ARN of the function's role. */
  get roleArn(): string {
    return this.attribute('roleArn');
  }

  /** Name of the function's role, to attach policies to. */
  get roleName(): string {
    return this.attribute('roleName');
  }

  /** Name of the function's log group. */
  get logGroupName(): string {
    return this.attribute('logGroupName');
  }

  /** ARN of the function's log group. */
  get logGroupArn(): string {
    return this.attribute('logGroupArn');
  }

  /** Statements that were added, as IAM writes them. @internal */
  get addedStatements(): readonly Record<string, unknown>[] {
    return this.statements;
  }

  /** Environment variables that were added. @internal */
  get addedEnvironment(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.variables);
  }

  /** Path of the API that the function was given to first. @internal */
  get api(): string | undefined {
    return this.placements[0]?.owner.module.node.scope?.node.path;
  }

  /** Gives the function to a module call, where it has this key in the output `functions`. @internal */
  place(owner: FunctionOwner, key: string): void {
    this.placements.push({ owner, key });
  }

  private changed(): void {
    for (const { owner } of this.placements) owner.changed();
  }

  // Resolved late: integrations may be asked for the name of a role before there is an API, or before they are given to another.
  private attribute(name: string): string {
    return Lazy.stringValue({ produce: () => this.tokenOf(name) });
  }

  private tokenOf(name: string): string {
    const [placement, ...more] = this.placements;
    if (!placement) {
      throw new UserError([
        {
          where: `handler.${name}`,
          what: 'the function belongs to no API',
          fix: 'give the integration of the function to an API',
        },
      ]);
    }
    const { owner, key } = placement;
    if (more.length) {
      throw new UserError([
        {
          where: owner.module.node.scope?.node.path ?? 'handler',
          what: `${name} of ${this.placements.length} functions: one LambdaFunction.dedicated() is given to ${this.placements.map((one) => one.key).join(', ')}`,
          fix: 'call LambdaFunction.dedicated() once for each operation',
        },
      ]);
    }
    return Token.asString(
      propertyAccess(owner.module.interpolationForOutput('functions'), [key, snakeCase(name)]),
    );
  }
}
