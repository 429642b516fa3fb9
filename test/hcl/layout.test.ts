import {
  attribute,
  call,
  condition,
  conditional,
  type Expression,
  forObject,
  forTuple,
  HclError,
  heredoc,
  inline,
  object,
  print,
  raw,
  text,
  toExpression,
  type Value,
} from '../../src/hcl';
import { parse } from './parse';

/** The text of one attribute, which has to be HCL. */
function printed(value: Value): string {
  const hcl = print([attribute('a', value)]);
  parse(hcl);
  return hcl;
}

function lines(...all: string[]): string {
  return `${all.join('\n')}\n`;
}

const long = (length: number) => raw('x'.repeat(length));

describe('the width of a line', () => {
  it('holds a list of up to 120 columns', () => {
    expect(printed([long(50), long(62)])).toBe(`a = [${'x'.repeat(50)}, ${'x'.repeat(62)}]\n`);
    expect(print([attribute('a', [long(50), long(62)])]).length).toBe('a = [, ]'.length + 50 + 62 + 1);
  });

  it('breaks a list that is one column longer, one item a line', () => {
    const fits = 120 - 'a = [, ]'.length - 50;

    expect(printed([long(50), long(fits)]).split('\n')).toHaveLength(2);
    expect(printed([long(50), long(fits + 1)])).toBe(
      lines('a = [', `  ${'x'.repeat(50)},`, `  ${'x'.repeat(fits + 1)},`, ']'),
    );
  });

  it('counts the indent and the name before the value', () => {
    const list = [long(50), long(40)];
    const deep = (name: string) => print([attribute('o', object([{ key: name, value: list }]))]);

    expect(deep('n'.repeat(10)).split('\n')).toHaveLength(4);
    expect(deep('n'.repeat(30)).split('\n')).toHaveLength(7);
  });

  it('never breaks a text or a reference', () => {
    expect(printed('x'.repeat(300)).split('\n')).toHaveLength(2);
    expect(printed(long(300)).split('\n')).toHaveLength(2);
  });
});

describe('an object', () => {
  it('has one line for each entry, with the equals signs in one column', () => {
    expect(printed({ a: 1, long_name: 2 })).toBe(lines('a = {', '  a         = 1', '  long_name = 2', '}'));
  });

  it('is written {} when it is empty', () => {
    expect(printed({})).toBe('a = {}\n');
  });

  it('is on one line when it is inline and fits', () => {
    expect(printed(inline({ type: 'string', default: null }))).toBe(
      'a = { type = "string", default = null }\n',
    );
    expect(printed(inline({ type: long(60), other: long(60) })).split('\n')).toHaveLength(5);
  });

  it('starts a new column after an entry of several lines', () => {
    expect(printed({ a: 1, nested: { b: 2 }, long_name: 3, d: 4 })).toBe(
      lines(
        'a = {',
        '  a = 1',
        '  nested = {',
        '    b = 2',
        '  }',
        '  long_name = 3',
        '  d         = 4',
        '}',
      ),
    );
  });

  it('has comments above its entries, and a new column after each', () => {
    const value = object([
      { key: 'first', value: 1 },
      { key: 'b', value: 2, comment: 'two\nlines' },
    ]);

    expect(printed(value)).toBe(lines('a = {', '  first = 1', '  # two', '  # lines', '  b = 2', '}'));
  });

  it('is not put on one line when an entry has a comment', () => {
    const value: Expression = {
      $hcl: 'object',
      inline: true,
      entries: [{ key: 'a', value: raw('b'), comment: 'why' }],
    };

    expect(printed(value)).toBe(lines('a = {', '  # why', '  a = b', '}'));
  });

  it('counts a wide character as one column, as terraform fmt does', () => {
    expect(printed({ 日本: 1, 'e\u0301e': 2 })).toBe(lines('a = {', '  "日本" = 1', '  "e\u0301e" = 2', '}'));
  });
});

describe('a call', () => {
  it('hugs an object that is its only argument', () => {
    expect(printed(call('jsonencode', { a: 1 }))).toBe(lines('a = jsonencode({', '  a = 1', '})'));
  });

  it('hugs the object of a call that is its only argument', () => {
    expect(printed(call('sha1', call('jsonencode', { a: 1 })))).toBe(
      lines('a = sha1(jsonencode({', '  a = 1', '}))'),
    );
  });

  it('hugs an object that is its last argument', () => {
    expect(printed(call('merge', raw('var.tags'), { a: 1 }))).toBe(
      lines('a = merge(var.tags, {', '  a = 1', '})'),
    );
  });

  it('has one line for each argument when an object is not the last', () => {
    expect(printed(call('merge', { a: 1 }, raw('var.tags')))).toBe(
      lines('a = merge(', '  {', '    a = 1', '  },', '  var.tags', ')'),
    );
  });

  it('does not hug after an object: terraform fmt could take the first line for an assignment', () => {
    expect(printed([call('merge', inline({ b: 1 }), { a: 1 })])).toBe(
      lines('a = [', '  merge(', '    { b = 1 },', '    {', '      a = 1', '    }', '  ),', ']'),
    );
  });
});

describe('a list', () => {
  it('hugs an object that is its only item', () => {
    expect(printed([{ a: 1 }])).toBe(lines('a = [{', '  a = 1', '}]'));
  });

  it('has one line for each item when there are objects among several', () => {
    expect(printed([{ a: 1 }, {}])).toBe(lines('a = [', '  {', '    a = 1', '  },', '  {},', ']'));
  });
});

describe('a for expression', () => {
  it('has lines for its head, value and condition when the value has several', () => {
    expect(printed(forObject(['k', 'v'], raw('var.m'), raw('k'), { id: raw('v') }, raw('v != null')))).toBe(
      lines('a = {', '  for k, v in var.m : k => {', '    id = v', '  }', '  if v != null', '}'),
    );
    expect(printed(forTuple(['v'], raw('var.l'), { id: raw('v') }))).toBe(
      lines('a = [', '  for v in var.l : {', '    id = v', '  }', ']'),
    );
  });

  it('keeps an object that it runs over in brackets where its value has several lines', () => {
    expect(printed(forTuple(['v'], inline({ b: 1 }), { id: raw('v') }))).toBe(
      lines('a = [', '  for v in({ b = 1 }) : {', '    id = v', '  }', ']'),
    );
  });
});

describe('a conditional', () => {
  it('is in brackets on several lines when it does not fit on one', () => {
    expect(printed(conditional(raw('var.on'), { a: 1 }, raw('null')))).toBe(
      lines('a = (', '  var.on', '  ? {', '    a = 1', '  }', '  : null', ')'),
    );
  });
});

describe('a template', () => {
  it('of one expression is laid out as that expression', () => {
    const alone = (value: Value): Expression => ({ $hcl: 'template', parts: ['', toExpression(value)] });

    expect(printed(alone({ a: 1 }))).toBe(printed({ a: 1 }));
    expect(printed([alone({ a: 1 })])).toBe(printed([{ a: 1 }]));
    expect(printed(call('f', alone({ a: 1 })))).toBe(printed(call('f', { a: 1 })));
    expect(printed({ b: alone({ a: 1 }) })).toBe(printed({ b: { a: 1 } }));
  });

  it('has everything in it on one line', () => {
    expect(printed(text`x${call('jsonencode', { a: [1], b: { c: 2 } })}y`)).toBe(
      'a = "x${jsonencode({ a = [1], b = { c = 2 } })}y"\n',
    );
  });
});

describe('a condition that is too long for one line', () => {
  const part = (letter: string) => `var.${letter.repeat(60)} == "x && (y"`;

  it('is a list of its parts', () => {
    expect(printed(condition(`${part('a')} && f(b && c) && ${part('d')}`))).toBe(
      lines('a = alltrue([', `  ${part('a')},`, '  f(b && c),', `  ${part('d')},`, '])'),
    );
  });

  it('stays where it has one part, or is short', () => {
    expect(printed(condition(part('a').repeat(1)))).toBe(`a = ${part('a')}\n`);
    expect(printed(condition('a && b'))).toBe('a = a && b\n');
  });
});

describe('a for whose first line is too long', () => {
  it('has its value below', () => {
    expect(printed(forTuple(['x'], long(60), long(60), raw('ok')))).toBe(
      lines('a = [', `  for x in ${'x'.repeat(60)} :`, `  ${'x'.repeat(60)}`, '  if ok', ']'),
    );
    expect(printed(forObject(['x'], long(60), raw('x.id'), long(60)))).toBe(
      lines('a = {', `  for x in ${'x'.repeat(60)} :`, `  x.id => ${'x'.repeat(60)}`, '}'),
    );
  });

  it('has a long collection on lines of its own', () => {
    const sizes = toExpression({ ['a'.repeat(50)]: [1, 2], ['b'.repeat(50)]: [3, 4] });
    expect(printed(forTuple(['name', 'size'], sizes, raw('size')))).toBe(
      lines(
        'a = [',
        '  for name, size in {',
        `    ${'a'.repeat(50)} = [1, 2]`,
        `    ${'b'.repeat(50)} = [3, 4]`,
        '  } :',
        '  size',
        ']',
      ),
    );
  });

  it('has the parts of a long condition on lines of their own', () => {
    const code = `${'b'.repeat(60)} && ${'c'.repeat(60)}`;
    expect(printed(forTuple(['x'], raw('y'), raw('x'), raw(code)))).toBe(
      lines('a = [', '  for x in y : x', `  if ${'b'.repeat(60)} &&`, `  ${'c'.repeat(60)}`, ']'),
    );
  });
});

describe('a heredoc', () => {
  it('has its lines one step further in, and no templates', () => {
    expect(printed(heredoc(['One ${a}.', 'Two %{b} "c" \\ d.']))).toBe(
      lines('a = <<-EOT', '  One $${a}.', '  Two %%{b} "c" \\ d.', 'EOT'),
    );
  });

  it.each([[[]], [['EOT']], [['  indented']], [['two\nlines']]])('of %j is refused', (all) => {
    expect(() => heredoc(all)).toThrow(HclError);
  });
});
