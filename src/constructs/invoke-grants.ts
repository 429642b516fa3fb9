import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import {
  type Construct,
  DefaultTokenResolver,
  Fn,
  Lazy,
  StringConcat,
  type TerraformHclModule,
  Tokenization,
} from '../framework';
import { appended } from './resource-values';

/** A role that may be let in: an IAM role, or the name and ARN of one. */
export type Grantee =
  | {
      /** Name of the role, without a path. */
      readonly name: string;
      /** ARN of the role. */
      readonly arn: string;
    }
  | {
      /** Name of the function's role. */
      readonly roleName: string;
      /** ARN of the function's role. */
      readonly roleArn: string;
    };

/** The operations that a role may call, as METHOD/PATH; undefined: all of them. */
interface Grant {
  readonly roleArn: string;
  paths: Set<string> | undefined;
}

/** The roles that may call an API: one policy for each. */
export class InvokeGrants {
  private readonly grants = new Map<string, Grant>();
  private readonly statementsGiven: unknown;

  constructor(
    private readonly scope: Construct,
    private readonly module: TerraformHclModule,
  ) {
    this.statementsGiven = (module.variables as Record<string, unknown>).resource_policy_statements;
  }

  /** Adds a grant. @param resourcePolicy whether the module has a resource policy of statements */
  add(grantee: Grantee, paths: readonly string[] | undefined, resourcePolicy: boolean): void {
    const { roleName, roleArn } =
      'roleName' in grantee ? grantee : { roleName: grantee.name, roleArn: grantee.arn };
    // The same role gives another token each time: what a token resolves to is the same.
    const key = String(resolved(this.scope, roleName));
    const known = this.grants.get(key);
    if (known) known.paths = paths && known.paths ? new Set([...known.paths, ...paths]) : undefined;
    else {
      const grant: Grant = { roleArn, paths: paths && new Set(paths) };
      this.grants.set(key, grant);
      this.attach(key, roleName, grant);
    }
    if (resourcePolicy && this.statementsGiven !== undefined) {
      const statements = [...this.grants.values()].map(resourceStatement);
      this.module.set('resource_policy_statements', appended(this.statementsGiven, statements));
    }
  }

  private attach(key: string, roleName: string, grant: Grant): void {
    const stage = this.module.getString('stage_execution_arn');
    new IamRolePolicy(this.scope, `Invoke-${key.replace(/[^\w-]+/g, '-')}`, {
      // A role has one policy of a name: the API's id is in the name, as two APIs may grant the same role.
      name: `invoke-${this.module.getString('api_id')}`,
      role: roleName,
      // Resolved late: a further grant to the same role is part of the same policy.
      policy: Lazy.stringValue({
        produce: () =>
          Fn.jsonencode({
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Action: ['execute-api:Invoke'],
                Resource: endings(grant).map((path) => `${stage}/${path}`),
              },
            ],
          }),
      }),
    });
  }
}

function resolved(scope: Construct, value: string): unknown {
  const resolver = new DefaultTokenResolver(new StringConcat());
  return Tokenization.resolve(value, { scope, resolver, preparing: false });
}

function endings({ paths }: Grant): string[] {
  return paths ? [...paths].sort() : ['*'];
}

/** The statement of a resource policy for a grant. It names the API by `execute-api:/`, without the ARN of the API. */
function resourceStatement(grant: Grant): Record<string, unknown> {
  return {
    Effect: 'Allow',
    Principal: { AWS: [grant.roleArn] },
    Action: ['execute-api:Invoke'],
    Resource: grant.paths ? endings(grant).map((path) => `execute-api:/*/${path}`) : ['execute-api:/*'],
  };
}
