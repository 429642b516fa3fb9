import {
  type Construct,
  DefaultTokenResolver,
  type IFragmentConcatenator,
  type IResolvable,
  type IResolveContext,
  Tokenization,
} from '../framework';
import { type Expression, isExpression, printInline } from '../hcl';
import { fromResolved, template, withNumbers } from '../module-stack/token';
import { UnsupportedExpression } from './unsupported';

type PostProcessor = Parameters<DefaultTokenResolver['resolveToken']>[2];
type Fragments = Parameters<DefaultTokenResolver['resolveString']>[0];

/** The parts of a string with an expression among them. */
class Parts {
  constructor(readonly list: readonly unknown[]) {}
}

/** Joins the parts of a string; where one of them is an expression they are kept until all are known. */
class PartsConcat implements IFragmentConcatenator {
  join(left: unknown, right: unknown): unknown {
    if (left === undefined || right === undefined) return left ?? right;
    if (isText(left) && isText(right)) return `${left}${right}`;
    return new Parts([...listed(left), ...listed(right)]);
  }
}

function listed(value: unknown): readonly unknown[] {
  if (value instanceof Parts) return value.list;
  if (isText(value) || isExpression(value)) return [value];
  throw new UnsupportedExpression(
    'a list, an object or null inside a text',
    'put it into the text by jsonencode() or join()',
  );
}

function isText(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** Resolves tokens to HCL expressions, and to the strings with `${…}` that CDKTF makes of its own. */
class ExpressionResolver extends DefaultTokenResolver {
  constructor() {
    super(new PartsConcat());
  }

  override resolveToken(token: IResolvable, context: IResolveContext, post: PostProcessor): unknown {
    refuseUnsafe(token);
    const resolved: unknown = super.resolveToken(token, context, post);
    if (!isExpression(resolved)) return resolved;
    // CDKTF joins a number's token into a text by itself, and asks for its text.
    return Object.defineProperty(resolved, 'toString', { value: () => `\${${printInline(resolved)}}` });
  }

  override resolveString(fragments: Fragments, context: IResolveContext): unknown {
    const joined: unknown = super.resolveString(fragments, context);
    if (isExpression(joined)) return { ...joined };
    if (!(joined instanceof Parts)) return joined;
    const parts: Expression[] = [];
    let source = '';
    const flush = () => {
      if (source) parts.push(fromResolved(withNumbers(source, (token) => context.resolve(token))));
      source = '';
    };
    for (const part of joined.list) {
      if (isExpression(part)) {
        flush();
        parts.push(part);
      } else source += String(part);
    }
    flush();
    return template(parts);
  }
}

// CDKTF's own expressions: they write texts between quotes as they are, and drop null.
const BUILDERS = new Set([
  'FunctionCall',
  'ConditionalExpression',
  'OperatorExpression',
  'ForExpression',
  'PropertyAccess',
  'RawString',
]);

function refuseUnsafe(token: IResolvable): void {
  const kind = token.constructor.name;
  if (!BUILDERS.has(kind) || !unsafe(Reflect.get(token, 'value'))) return;
  throw new UnsupportedExpression(
    `an expression of CDKTF (Fn, conditional, propertyAccess) with null, quotes, "\\", "\${" or "%{" in it`,
    'build it with call(), conditional() or text of the printer: as.string(call("jsonencode", …))',
  );
}

function unsafe(value: unknown): boolean {
  if (value === null) return true;
  if (typeof value === 'string') return /["\\\r\n]|[$%]\{(?!TfToken\[)/.test(value);
  if (typeof value !== 'object' || Tokenization.isResolvable(value)) return false;
  if (Array.isArray(value)) return value.some(unsafe);
  // What is neither a list nor a plain object is a construct: its own name is all that is written.
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return false;
  return Object.entries(value).some(([key, item]) => unsafe(key) || unsafe(item));
}

/** Replaces the tokens in a value by what they stand for. */
export function resolve(scope: Construct, value: unknown): unknown {
  const resolveOne = (one: unknown): unknown =>
    Tokenization.resolve(one, { scope, resolver: new ExpressionResolver(), preparing: false });
  const finish = (resolved: unknown): unknown => {
    if (typeof resolved === 'string') return withNumbers(resolved, resolveOne);
    if (typeof resolved !== 'object' || resolved === null || isExpression(resolved)) return resolved;
    if (Array.isArray(resolved)) return resolved.map(finish);
    return Object.fromEntries(Object.entries(resolved).map(([key, item]) => [key, finish(item)]));
  };
  return finish(resolveOne(value));
}
