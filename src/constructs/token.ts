import { type IResolvable, type IResolveContext, Token } from '../framework';
import { type Entry, type Expression, parseTemplate, type Raw, toExpression, type Value } from '../hcl';

/** An HCL expression that travels through CDKTF's tree as a token and comes out of it as the expression that it is. */
class ExpressionToken implements IResolvable {
  readonly creationStack: string[] = [];
  constructor(private readonly expression: Expression) {}

  resolve(context: IResolveContext): Expression {
    return resolveTokens(this.expression, (value) => context.resolve(value));
  }

  toString(): string {
    return Token.asString(this);
  }
}

/**
 * An HCL expression for an argument of a binding, in the type that the binding asks for.
 *
 * @example new CloudwatchLogGroup(this, 'logs', { retentionInDays: as.number(raw('var.log_retention_in_days')) })
 */
export const as = {
  string: (value: Value): string => Token.asString(new ExpressionToken(toExpression(value))),
  number: (value: Value): number => Token.asNumber(new ExpressionToken(toExpression(value))),
  boolean: (value: Value): IResolvable => new ExpressionToken(toExpression(value)),
  list: (value: Value): string[] => Token.asList(new ExpressionToken(toExpression(value))),
  map: (value: Value): { [key: string]: string } =>
    Token.asStringMap(new ExpressionToken(toExpression(value))),
  any: (value: Value): IResolvable => new ExpressionToken(toExpression(value)),
};

/** Replaces CDKTF's tokens inside an expression (`role.arn` in a policy) by what they stand for. */
export function resolveTokens(expression: Expression, resolve: (value: unknown) => unknown): Expression {
  const walk = (inner: Expression): Expression => resolveTokens(inner, resolve);
  switch (expression.$hcl) {
    case 'literal':
      return Token.isUnresolved(expression.value) ? fromResolved(resolve(expression.value)) : expression;
    case 'raw':
      return Token.isUnresolved(expression.code) ? resolveCode(expression, resolve) : expression;
    case 'template':
      return {
        ...expression,
        parts: expression.parts
          .map((part) => walk(typeof part === 'string' ? toExpression(part) : part))
          .map(unliteral),
      };
    case 'tuple':
      return { ...expression, items: expression.items.map(walk) };
    case 'object':
      return {
        ...expression,
        entries: expression.entries.map(
          (entry): Entry => ({
            ...entry,
            key: typeof entry.key === 'string' ? entry.key : walk(entry.key),
            value: walk(entry.value),
          }),
        ),
      };
    case 'call':
      return { ...expression, args: expression.args.map(walk) };
    case 'for':
      return {
        ...expression,
        in: walk(expression.in),
        value: walk(expression.value),
        ...(expression.key ? { key: walk(expression.key) } : {}),
        ...(expression.if ? { if: walk(expression.if) } : {}),
      };
    case 'conditional':
      return {
        ...expression,
        condition: walk(expression.condition),
        then: walk(expression.then),
        else: walk(expression.else),
      };
  }
}

function unliteral(part: Expression): string | Expression {
  return part.$hcl === 'literal' && typeof part.value === 'string' ? part.value : part;
}

function fromResolved(resolved: unknown): Expression {
  return typeof resolved === 'string' ? parseTemplate(resolved) : toExpression(resolved as Value);
}

/** Code with tokens in it: each token stands for one whole reference. */
function resolveCode(expression: Raw, resolve: (value: unknown) => unknown): Expression {
  const code = expression.code.replace(/\$\{TfToken\[[^\]]+\]\}/g, (token) => {
    const reference = fromResolved(resolve(token));
    if (reference.$hcl !== 'raw')
      throw new TypeError(`a token in code has to be one reference: ${expression.code}`);
    return reference.code;
  });
  return { $hcl: 'raw', code };
}
