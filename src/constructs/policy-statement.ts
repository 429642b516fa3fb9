import { policyText } from './literal';

/** A statement of a function's policy. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_statement.html */
export interface PolicyStatement {
  /** Actions that the statement is about. @example ['s3:GetObject'] */
  readonly actions: readonly string[];
  /**
   * ARNs of the resources. `${aws:username}` and the like are variables of IAM.
   *
   * @example ['arn:aws:s3:::my-bucket/*']
   */
  readonly resources: readonly string[];
  /** Effect of the statement. @default 'Allow' */
  readonly effect?: 'Allow' | 'Deny';
  /** Operators, each with keys and their values. @default - none @example { StringEquals: { 'aws:PrincipalTag/team': ['a'] } } */
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
  /** A name of the statement in its policy: letters and digits. @default - none */
  readonly sid?: string;
}

/**
 * A statement as IAM writes it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_statement.html
 */
export function statementSettings(statement: PolicyStatement): Record<string, unknown> {
  const { sid, effect = 'Allow', actions, resources, conditions } = statement;
  return {
    ...(sid === undefined ? {} : { Sid: sid }),
    Effect: effect,
    Action: [...actions],
    Resource: texts(resources),
    ...(conditions === undefined ? {} : { Condition: conditionSettings(conditions) }),
  };
}

function conditionSettings(conditions: NonNullable<PolicyStatement['conditions']>): Record<string, unknown> {
  return mapped(conditions, (keys) =>
    mapped(keys, (values) => texts(typeof values === 'string' ? [values] : values)),
  );
}

function texts(values: readonly string[]): string[] {
  return values.map(policyText);
}

function mapped<T>(values: Readonly<Record<string, T>>, map: (value: T) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}
