import {
  type IResolvable,
  type IResolveContext,
  type ITerraformDependable,
  Token,
  Tokenization,
} from '../framework';
import {
  type Entry,
  type Expression,
  isExpression,
  literal,
  type ObjectExpression,
  parseTemplate,
  printInline,
  printOperand,
  type Raw,
  type Tuple,
  toExpression,
  type Value,
} from '../hcl';

/** An HCL expression that travels through CDKTF's tree as a token and comes out of it as the expression that it is. */
class ExpressionToken implements IResolvable {
  readonly creationStack: string[] = [];
  constructor(private readonly expression: Expression) {}

  /** An expression; its code where CDKTF is inside of code already. */
  resolve(context: IResolveContext): Expression | string {
    const insideCode = context.suppressBraces === true;
    context.suppressBraces = false;
    const expression = resolveTokens(this.expression, (value) => context.resolve(value));
    return insideCode ? printOperand(expression) : expression;
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
  /** A string token of an expression. */
  string: (value: Value): string => Token.asString(new ExpressionToken(toExpression(value))),
  /** A number token of an expression. */
  number: (value: Value): number => Token.asNumber(new ExpressionToken(toExpression(value))),
  /** A boolean token of an expression. */
  boolean: (value: Value): IResolvable => new ExpressionToken(toExpression(value)),
  /** A token for a list of strings. */
  list: (value: Value): string[] => Token.asList(new ExpressionToken(toExpression(value))),
  /** A token for a map of strings. */
  map: (value: Value): { [key: string]: string } =>
    Token.asStringMap(new ExpressionToken(toExpression(value))),
  /** A token for a value of any type. */
  any: (value: Value): IResolvable => new ExpressionToken(toExpression(value)),
};

/**
 * An input of the module, for `dependsOn`: what its value comes from is waited for.
 *
 * @example stack.add(ApiGatewayStage, 'this', { ..., dependsOn: [variable('stage_depends_on')] })
 */
export function variable(name: string): ITerraformDependable {
  return { fqn: `var.${name}` };
}

type Resolve = (value: unknown) => unknown;

/** Replaces CDKTF's tokens inside an expression (`role.arn` in a policy) by what they stand for. */
export function resolveTokens(expression: Expression, resolve: Resolve): Expression {
  const walk = (inner: Expression): Expression => resolveTokens(inner, resolve);
  switch (expression.$hcl) {
    case 'literal':
      if (typeof expression.value === 'string') return resolveText(expression.value, resolve);
      return Token.isUnresolved(expression.value) ? fromResolved(resolve(expression.value)) : expression;
    case 'heredoc':
      return expression;
    case 'raw':
      return resolveCode(expression, resolve);
    case 'template':
      return template(expression.parts.map((part) => walk(typeof part === 'string' ? literal(part) : part)));
    case 'tuple':
      return resolveList(expression, resolve) ?? { ...expression, items: expression.items.map(walk) };
    case 'object':
      return (
        resolveMap(expression, resolve) ?? { ...expression, entries: expression.entries.map(resolveEntry) }
      );
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
        yes: walk(expression.yes),
        no: walk(expression.no),
      };
  }

  function resolveEntry(entry: Entry): Entry {
    const key = walk(typeof entry.key === 'string' ? literal(entry.key) : entry.key);
    return { ...entry, key: unliteral(key), value: walk(entry.value) };
  }
}

/** A resolved value as an expression: its strings are templates in Terraform's sense. */
export function fromResolved(value: unknown): Expression {
  if (isExpression(value)) return value;
  if (typeof value === 'string') return parseTemplate(value);
  if (Array.isArray(value)) return { $hcl: 'tuple', items: value.map((item) => fromResolved(item)) };
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => ({
      key: unliteral(parseTemplate(key)),
      value: fromResolved(item),
    }));
    return { $hcl: 'object', entries };
  }
  return toExpression(value as Value);
}

/** Expressions as one text: those that are templates themselves lend it their parts, one alone stays what it is. */
export function template(expressions: readonly Expression[]): Expression {
  const [only, ...more] = expressions;
  if (only !== undefined && more.length === 0) return only;
  const parts = expressions.flatMap((part) => (part.$hcl === 'template' ? part.parts : [unliteral(part)]));
  return { $hcl: 'template', parts };
}

function unliteral(part: Expression): string | Expression {
  return part.$hcl === 'literal' && typeof part.value === 'string' ? part.value : part;
}

// How a token looks where it stands inside a text: one of a string, of a list whose brackets JavaScript took away, of a
// number that JavaScript wrote out.
const TOKEN = /([$#&]\{TfToken\[[^\]]+\]\}|-\d(?:\.\d+)?e\+\d+)/;

type Piece = string | { readonly token: string | number };

/** A text's pieces: its own, and the tokens in it as the values that they are. */
function pieces(text: string): readonly Piece[] {
  return text.split(TOKEN).flatMap((piece, i): readonly Piece[] => {
    if (i % 2 === 0) return piece ? [piece] : [];
    if (piece.includes('TfToken[')) return [{ token: piece }];
    return [Tokenization.reverseNumber(Number(piece)) ? { token: Number(piece) } : piece];
  });
}

/**
 * A string of Terraform's with the tokens of numbers in it, which CDKTF does not find behind a minus or a dot: each
 * becomes an interpolation.
 */
export function withNumbers(source: string, resolve: Resolve): string {
  return pieces(source)
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      return typeof piece.token === 'string'
        ? piece.token
        : `\${${printInline(fromResolved(resolve(piece.token)))}}`;
    })
    .join('');
}

/** Escapes the text around a token, also where it looks like a template. */
function resolveText(text: string, resolve: Resolve): Expression {
  const parts = pieces(text).map((piece) =>
    typeof piece === 'string' ? literal(piece) : fromResolved(resolve(piece.token)),
  );
  return parts.length ? template(parts) : literal(text);
}

/** Code with tokens in it: each stands for one operand. */
function resolveCode(expression: Raw, resolve: Resolve): Raw {
  const parts = pieces(expression.code).map((piece) => {
    if (typeof piece === 'string') return piece;
    const { token } = piece;
    return printOperand(fromResolved(resolve(String(token).startsWith('#') ? [token] : token)));
  });
  return { $hcl: 'raw', code: parts.join('') };
}

/** The expression of a list's token, which stands as the one item of a list. */
function resolveList({ items }: Tuple, resolve: Resolve): Expression | undefined {
  const [item, ...more] = items;
  if (item?.$hcl !== 'literal' || more.length || !Token.isUnresolved([item.value])) return undefined;
  return fromResolved(resolve([item.value]));
}

/** The expression of a map's token, which stands as the one name in a map. */
function resolveMap({ entries }: ObjectExpression, resolve: Resolve): Expression | undefined {
  const [entry, ...more] = entries;
  if (entry?.value.$hcl !== 'literal' || typeof entry.key !== 'string' || more.length) return undefined;
  const map = { [entry.key]: entry.value.value };
  return entry.key.startsWith('&{TfToken[') ? fromResolved(resolve(map)) : undefined;
}
