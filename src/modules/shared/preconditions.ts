import type { Rule } from '../../module-stack/declarations';
import { as } from '../../module-stack/token';

/** Rules between inputs, as preconditions of a resource: a rule of an input may only name that input. */
export function preconditions(rules: readonly Rule[]): { condition: string; errorMessage: string }[] {
  return rules.map(({ condition, message }) => ({
    condition: as.string(condition),
    errorMessage: as.string(message),
  }));
}
