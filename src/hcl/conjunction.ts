import { call, type Expression, raw } from './expression';
import { columns } from './quote';
import { blankedStrings } from './template';

/** Columns of a condition on one line. */
const WIDTH = 110;

/** The parts of code between those `&&` that stand in no bracket and no string. */
export function conjuncts(code: string): string[] {
  const shape = blankedStrings(code);
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < shape.length; at++) {
    const sign = shape.charAt(at);
    if (/[[({]/.test(sign)) depth += 1;
    if (/[\])}]/.test(sign)) depth -= 1;
    if (depth > 0 || !shape.startsWith(' && ', at)) continue;
    parts.push(code.slice(from, at));
    from = at + ' && '.length;
  }
  return [...parts, code.slice(from)];
}

/**
 * A condition: as it is where it is short, else `alltrue` of its parts, which has a line for each.
 *
 * @param code conditions joined by `&&`, without a `||` or a `? :` beside them that stands in no bracket
 * @example condition('var.size >= 1 && var.size <= 10')
 */
export function condition(code: string): Expression {
  const parts = columns(code) > WIDTH ? conjuncts(code) : [code];
  return parts.length > 1 ? call('alltrue', parts.map(raw)) : raw(code);
}
