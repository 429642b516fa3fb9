import { type Expression, forTuple, raw, type Value } from '../../hcl';

/** One line for each item of a collection that a condition holds for. */
export function each(
  names: readonly string[],
  collection: string,
  message: Expression,
  condition: string,
): Value {
  return forTuple(names, raw(collection), message, raw(condition));
}

/** One line when a condition holds. */
export function one(condition: string, message: Value): Value {
  return forTuple(['problem'], raw('[true]'), message, raw(condition));
}
