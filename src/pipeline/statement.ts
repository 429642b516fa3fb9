import { type Hcl, hcl } from '../hcl';

/** A statement of a policy: what may be done with what, and why. */
export interface Statement {
  readonly sid: string;
  /** The reason, for the reader of the policy: lines of a comment. */
  readonly why: readonly Hcl[];
  /** @default 'Allow' */
  readonly effect?: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  /** ARNs, as an expression with `environment`. */
  readonly resource: Hcl;
  readonly condition?: Hcl;
}

/** What a pipeline may do with one service, where the root uses it. */
export interface Service {
  /** Words of the root that say that it is used. @default - every root uses it */
  readonly words?: RegExp;
  /** What a plan reads. */
  readonly read: readonly Statement[];
  /** What an apply does beside it. */
  readonly write: readonly Statement[];
  /** What functions may be allowed to do. @default - nothing */
  readonly functions?: readonly Statement[];
}

/** Any resource, for actions that AWS limits by none. */
export const ANY = hcl`["*"]`;

/** Statements in a list of HCL, as `terraform fmt` leaves them. */
export function statements(given: readonly Statement[]): Hcl {
  return hcl.join(given.map(written), '\n');
}

function written({ sid, why, effect = 'Allow', actions, resource, condition }: Statement): Hcl {
  const comment = why.map((line) => hcl`      # ${line}\n`);
  const list = [...actions].sort().map((action) => hcl`          ${action},\n`);
  return hcl`${comment}      {
        Sid    = ${sid}
        Effect = ${effect}
        Action = [
${list}        ]
        Resource${condition ? hcl` ` : hcl``} = ${resource}
${condition ? hcl`        Condition = ${condition}\n` : hcl``}      },`;
}
