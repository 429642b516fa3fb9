import {
  call,
  conditional,
  forObject,
  forTuple,
  HclError,
  inline,
  isExpression,
  literal,
  object,
  printExpression,
  raw,
  text,
  toExpression,
  type Value,
} from '../../src/hcl';

describe('toExpression', () => {
  it('makes literals, tuples and objects of JavaScript values', () => {
    expect(printExpression(toExpression({ a: [1, null, true], 'x y': 'z', nested: { b: {} } }))).toBe(
      ['{', '  a     = [1, null, true]', '  "x y" = "z"', '  nested = {', '    b = {}', '  }', '}'].join(
        '\n',
      ),
    );
  });

  it('keeps expressions inside of values', () => {
    expect(toExpression({ a: raw('var.a') })).toEqual(object([{ key: 'a', value: raw('var.a') }]));
  });

  it('keeps a key named __proto__', () => {
    const value = JSON.parse('{"__proto__": 1}') as Value;

    expect(printExpression(toExpression(value))).toBe('{\n  __proto__ = 1\n}');
  });

  it.each([
    ['NaN', Number.NaN, 'HCL has no number NaN'],
    ['Infinity', Number.POSITIVE_INFINITY, 'HCL has no number Infinity'],
    ['half a character', '\ud800', 'a lone surrogate'],
    ['undefined', undefined, 'HCL has no value for undefined'],
    ['undefined in a list', [undefined], 'HCL has no value for undefined'],
    ['a function', () => 1, 'HCL has no value for function'],
    ['a bigint', 1n, 'HCL has no value for bigint'],
    ['a date', new Date(0), 'HCL has no value for an instance of Date'],
    ['a map', { a: new Map() }, 'HCL has no value for an instance of Map'],
  ])('refuses %s', (_, value, message) => {
    expect(() => toExpression(value as Value)).toThrow(HclError);
    expect(() => toExpression(value as Value)).toThrow(message);
  });
});

describe('raw', () => {
  it.each(['', '  ', 'a\nb'])('refuses %j, which is not an expression of one line', (code) => {
    expect(() => raw(code)).toThrow(HclError);
  });
});

describe('isExpression', () => {
  it('distinguishes expressions from other values', () => {
    expect([raw('a'), literal(1), call('f'), inline({})].every(isExpression)).toBe(true);
    expect([null, 1, 'raw', {}, { $hcl: 'other' }, []].some(isExpression)).toBe(false);
  });
});

describe('an expression on one line', () => {
  it.each([
    [literal('a"b'), '"a\\"b"'],
    [literal(-0), '0'],
    [literal(1e21), '1e+21'],
    [literal(5e-324), '5e-324'],
    [literal(null), 'null'],
    [raw('var.name'), 'var.name'],
    [text`${'local.name'}-${'var.x'}`, '"${local.name}-${var.x}"'],
    [text`${'local.name'}`, 'local.name'],
    [text``, '""'],
    [text`${literal('x')}`, '"x"'],
    [call('join', ',', raw('var.l')), 'join(",", var.l)'],
    [inline({ type: 'string', 'x y': 1 }), '{ type = "string", "x y" = 1 }'],
    [inline({}), '{}'],
    [toExpression([1, 'a']), '[1, "a"]'],
    [object([{ key: raw('var.k'), value: 1 }]), '{\n  (var.k) = 1\n}'],
    [object([{ key: text`a-${'var.k'}`, value: 1 }]), '{\n  "a-${var.k}" = 1\n}'],
    [forTuple(['x'], raw('var.l'), raw('x.id'), raw('x.on')), '[for x in var.l : x.id if x.on]'],
    [
      forObject(['k', 'v'], raw('var.m'), raw('k'), call('upper', raw('v')), raw('k != ""')),
      '{ for k, v in var.m : k => upper(v) if k != "" }',
    ],
    [conditional(raw('var.on'), 'a', 'b'), 'var.on ? "a" : "b"'],
  ])('is printed from %j', (expression, code) => {
    expect(printExpression(expression)).toBe(code);
  });

  it('keeps a conditional whole where it is a condition itself', () => {
    const inner = conditional(raw('a'), raw('b'), raw('c'));

    expect(printExpression(conditional(inner, 1, 2))).toBe('(a ? b : c) ? 1 : 2');
    expect(printExpression(conditional(raw('a ? b : c'), 1, 2))).toBe('(a ? b : c) ? 1 : 2');
    expect(printExpression(conditional(raw('a == "x ? y"'), 1, inner))).toBe('a == "x ? y" ? 1 : a ? b : c');
  });

  it('keeps a minus a sign where terraform fmt would take it for a subtraction', () => {
    expect(printExpression(forObject(['k'], raw('-var.n'), raw('k'), -1, raw('-var.n')))).toBe(
      '{ for k in(-var.n) : k => (-1) if(-var.n) }',
    );
    expect(printExpression(text`${literal(-1)}x`)).toBe('"${(-1)}x"');
  });

  it('has spaces where terraform fmt puts them: not between a word and a bracket, but around an object in a text', () => {
    expect(printExpression(forTuple(['x'], toExpression([1]), raw('x'), raw('(a || b)')))).toBe(
      '[for x in [1] : x if(a || b)]',
    );
    expect(printExpression(forTuple(['x'], raw('l'), raw('x'), raw('[a][0]')))).toBe(
      '[for x in l : x if[a][0]]',
    );
    expect(printExpression(text`x${inline({ a: 1 })}`)).toBe('"x${ { a = 1 } }"');
  });

  it('takes a dollar or a percent sign right before an expression', () => {
    expect(printExpression(text`costs $${'var.x'}, %${'var.y'}`)).toBe(
      '"costs \\u0024${var.x}, \\u0025${var.y}"',
    );
  });

  it('joins the texts of a template before it escapes them', () => {
    expect(printExpression({ $hcl: 'template', parts: ['$', '{x', raw('y')] })).toBe('"$${x${y}"');
  });
});
