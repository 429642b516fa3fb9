import { type Construct, DefaultTokenResolver, type IFragmentConcatenator, Tokenization } from '../framework';
import { type Expression, isExpression, parseTemplate, toExpression, type Value } from '../hcl';

/** Joins the parts of a string: where one of them is an expression, the whole becomes a template, not text. */
class TemplateConcat implements IFragmentConcatenator {
  join(left: unknown, right: unknown): unknown {
    if (left === undefined) return right;
    if (right === undefined) return left;
    if (!isExpression(left) && !isExpression(right)) return `${left}${right}`;
    return { $hcl: 'template', parts: [...parts(left), ...parts(right)] };
  }
}

function parts(value: unknown): readonly (string | Expression)[] {
  const expression = isExpression(value) ? value : parseTemplate(String(value));
  if (expression.$hcl === 'template') return expression.parts;
  return [
    expression.$hcl === 'literal' && typeof expression.value === 'string' ? expression.value : expression,
  ];
}

/** Replaces the tokens in a value by what they stand for. */
export function resolve(scope: Construct, value: unknown): unknown {
  return Tokenization.resolve(value, {
    scope,
    resolver: new DefaultTokenResolver(new TemplateConcat()),
    preparing: false,
  });
}

/** A resolved value as an expression: its strings are templates in Terraform's sense. */
export function fromResolved(value: unknown): Expression {
  if (isExpression(value)) return value;
  if (typeof value === 'string') return parseTemplate(value);
  if (Array.isArray(value)) return { $hcl: 'tuple', items: value.map((item) => fromResolved(item)) };
  if (typeof value === 'object' && value !== null) {
    return {
      $hcl: 'object',
      entries: Object.entries(value).map(([key, item]) => ({ key: keyOf(key), value: fromResolved(item) })),
    };
  }
  return toExpression(value as Value);
}

function keyOf(key: string): string | Expression {
  const expression = parseTemplate(key);
  return expression.$hcl === 'literal' ? String(expression.value) : expression;
}
