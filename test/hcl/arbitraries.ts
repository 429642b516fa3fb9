import fc from 'fast-check';
import {
  type Attribute,
  attribute,
  type Block,
  type Body,
  blank,
  block,
  call,
  conditional,
  type Expression,
  forObject,
  forTuple,
  inline,
  literal,
  object,
  raw,
  toExpression,
} from '../../src/hcl';

/** Words that a name without quotes may be. */
export const name = fc
  .stringMatching(/^[a-z][a-z0-9_]{0,11}$/)
  .filter((word) => word !== 'for' && word !== 'in');

/** Text of any kind, with what HCL gives a meaning far more often than chance would. */
export const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
      fc.constantFrom(
        '${',
        '%{',
        '$${',
        '$$${',
        '%%{',
        '%%%{',
        '$%{',
        '%${',
        '$',
        '$$',
        '%',
        '{',
        '}',
        '"',
        '\\',
        '\\u0024',
      ),
      fc.constantFrom(
        '\n',
        '\r\n',
        '\t',
        '\u0000',
        '\u001b',
        '\u007f',
        '\u0085',
        '\u2028',
        '\ufeff',
        '\u00ad',
        '\u200d',
      ),
      fc.constantFrom(
        'EOT',
        '<<-EOT',
        '#',
        '//',
        '/*',
        '~}',
        '${~',
        'e\u0301',
        '\u1100\u1161',
        '👩‍👩‍👧‍👦',
        'ﬁ',
        'क्षि',
        'が',
      ),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''));

/** Text as people write it, short and long. */
const plainText = fc.oneof(
  fc.string({ unit: 'grapheme-ascii', maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.lorem({ maxCount: 30 }),
);
const someText = fc.oneof(plainText, anyText);

/** Code that `terraform fmt` leaves as it is. */
const code = fc
  .constantFrom(
    'var.name',
    'local.routes["GET /items"].arn',
    'aws_iam_role.this[0].name',
    'aws_iam_role.this[*].arn',
    'var.a == null ? "" : var.a',
    '!var.enabled',
    '-var.offset',
    'var.a && (var.b || !var.c)',
    'length(var.list) - 1',
    '[for item in var.list : item if item != ""]',
    '{ for k, v in var.map : k => v }',
    '"${var.name}-logs"',
    'jsondecode(file("${path.module}/operations.json"))',
    'each.value',
    'merge(local.defaults, { a = 1, b = [1, 2] })',
  )
  .map(raw);

/** What a key may be beyond a text. */
const keyCode: fc.Arbitrary<Expression> = fc.oneof(
  fc.constantFrom('var.name', 'each.key', 'upper(var.name)').map(raw),
  plainText.map((text): Expression => ({ $hcl: 'template', parts: [text, raw('var.name')] })),
);

const comment = fc.option(
  fc.array(fc.lorem({ maxCount: 8 }), { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n')),
  { nil: undefined, freq: 6 },
);

const withComment = <T extends object>(value: T, text: string | undefined): T & { comment?: string } =>
  text === undefined ? value : { ...value, comment: text };

/** Expressions of every kind, nested in each other. */
export const expression: fc.Arbitrary<Expression> = fc.letrec<{ any: Expression }>((tie) => {
  const any = tie('any');
  const few = (most: number) => fc.array(any, { maxLength: most });
  const scalar = fc.oneof(
    someText,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
  );
  const key = fc.oneof(
    { weight: 4, arbitrary: name },
    { weight: 3, arbitrary: plainText },
    { weight: 2, arbitrary: keyCode },
  );
  const entry = fc.tuple(key, any, comment).map(([k, value, text]) => withComment({ key: k, value }, text));
  return {
    any: fc.oneof(
      { maxDepth: 4, depthSize: 'small', withCrossShrink: true },
      scalar.map((value) => literal(value)),
      code,
      fc
        .array(fc.oneof(someText, any), { maxLength: 4 })
        .map((parts): Expression => ({ $hcl: 'template', parts })),
      few(5).map((items) => toExpression(items)),
      fc.array(entry, { maxLength: 5 }).map((entries) => object(entries)),
      fc.dictionary(name, any, { maxKeys: 4 }).map((entries) => inline(entries)),
      fc.tuple(name, few(4)).map(([fn, args]) => call(fn, ...args)),
      fc
        .tuple(any, keyCode, any, fc.option(code, { nil: undefined }))
        .map(([collection, k, value, condition]) => forObject(['k', 'v'], collection, k, value, condition)),
      fc
        .tuple(any, any, fc.option(code, { nil: undefined }))
        .map(([collection, value, condition]) => forTuple(['item'], collection, value, condition)),
      fc.tuple(any, any, any).map(([condition, then, otherwise]) => conditional(condition, then, otherwise)),
    ),
  };
}).any;

/** Files of blocks, attributes, comments and blank lines. */
export const body: fc.Arbitrary<Body> = fc.letrec<{ any: Body }>((tie) => {
  const attributes = fc.tuple(name, expression, comment).map(([n, value, text]) => attribute(n, value, text));
  const blocks = fc
    .tuple(name, fc.array(name, { maxLength: 2 }), tie('any'), comment)
    .map(([type, labels, inner, text]) => block(type, labels, inner, text));
  return {
    any: fc
      .array(
        fc.oneof(
          { maxDepth: 3, depthSize: 'small' },
          { weight: 5, arbitrary: attributes as fc.Arbitrary<Attribute | Block | typeof blank> },
          { weight: 3, arbitrary: blocks },
          { weight: 1, arbitrary: fc.constant(blank) },
        ),
        { maxLength: 6 },
      )
      .map(distinct),
  };
}).any;

/** HCL refuses an attribute that is given twice, and a block of its name beside it. */
function distinct(items: Body): Body {
  const seen = new Set<string>();
  return items.filter((item) => {
    if (item.kind === 'blank' || item.kind === 'verbatim') return true;
    const word = item.kind === 'attribute' ? item.name : item.type;
    if (seen.has(word)) return false;
    seen.add(word);
    return true;
  });
}
