import type { Rule } from './declarations';
import { as } from './token';

/** Rules between inputs, as preconditions of a resource: a rule of an input may only name that input. */
export function preconditions(rules: readonly Rule[]): { condition: string; errorMessage: string }[] {
  return rules.map(({ condition, message }) => ({
    condition: as.string(condition),
    errorMessage: as.string(message),
  }));
}
