import { call, type Expression, raw } from './expression';
import { columns, WIDTH } from './quote';
import { outermost } from './template';

/** The parts of code between those `&&` that stand in no bracket and no string. */
export function conjuncts(code: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (const { index } of outermost(code).matchAll(/ && /g)) {
    parts.push(code.slice(from, index));
    from = index + ' && '.length;
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
