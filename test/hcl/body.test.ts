import { arrange, attribute, type Block, type Body, blank, block, HclError, print, raw } from '../../src/hcl';
import { parse } from './parse';

function printed(body: Body): string {
  const hcl = print(body);
  parse(hcl);
  return hcl;
}

function lines(...all: string[]): string {
  return `${all.join('\n')}\n`;
}

describe('a block', () => {
  it('has its labels in quotes and its body indented', () => {
    expect(printed([block('resource', ['aws_iam_role', 'this'], [attribute('name', raw('var.name'))])])).toBe(
      lines('resource "aws_iam_role" "this" {', '  name = var.name', '}'),
    );
  });

  it('is written on one line when it is empty', () => {
    expect(printed([block('locals', [], [])])).toBe('locals {}\n');
  });

  it('has its comment above it, one # a line', () => {
    expect(printed([block('locals', [], [], 'one\n\ntwo')])).toBe(lines('# one', '#', '# two', 'locals {}'));
  });

  it('can have comments with the line ends of any system: none leaves the comment', () => {
    expect(printed([block('locals', [], [], 'one\r\ntwo\rthree')])).toBe(
      lines('# one', '# two', '# three', 'locals {}'),
    );
  });

  it('has a blank line before and after it', () => {
    expect(printed([attribute('a', 1), block('b', [], []), block('c', [], []), attribute('d', 1)])).toBe(
      lines('a = 1', '', 'b {}', '', 'c {}', '', 'd = 1'),
    );
  });

  it('nests', () => {
    expect(printed([block('a', [], [block('b', ['c'], [attribute('d', { e: 1 })])])])).toBe(
      lines('a {', '  b "c" {', '    d = {', '      e = 1', '    }', '  }', '}'),
    );
  });

  it.each(['', 'a b', '1a', 'a"'])('can not be of the type %j', (type) => {
    expect(() => print([block(type, [], [])])).toThrow(HclError);
  });
});

describe('attributes', () => {
  it('have their equals signs in one column', () => {
    expect(printed([attribute('a', 1), attribute('long_name', 2)])).toBe(
      lines('a         = 1', 'long_name = 2'),
    );
  });

  it('of several lines are paragraphs of their own', () => {
    expect(
      printed([attribute('a', 1), attribute('long_name', { b: 1 }), attribute('c', 1), attribute('dd', 2)]),
    ).toBe(lines('a = 1', '', 'long_name = {', '  b = 1', '}', '', 'c  = 1', 'dd = 2'));
  });

  it('with a comment begin a paragraph', () => {
    expect(printed([attribute('a', 1), attribute('bb', 2, 'why'), attribute('ccc', 3)])).toBe(
      lines('a = 1', '', '# why', 'bb  = 2', 'ccc = 3'),
    );
  });

  it('are kept apart by a blank that is asked for', () => {
    expect(printed([blank, attribute('a', 1), blank, blank, attribute('bb', 2), blank])).toBe(
      lines('a = 1', '', 'bb = 2'),
    );
  });

  it.each(['', 'a b', 'a.b', '1a', 'é'])('can not have the name %j', (name) => {
    expect(() => print([attribute(name, 1)])).toThrow(HclError);
  });
});

describe('arrange', () => {
  const names = (body: Body) =>
    body.map((item) =>
      item.kind === 'blank' || item.kind === 'verbatim'
        ? ''
        : item.kind === 'attribute'
          ? item.name
          : item.type,
    );
  const a = (name: string) => attribute(name, 1);
  const b = (type: string): Block => block(type, [], []);

  it('puts what decides on the number first and what concerns only Terraform last', () => {
    const body = [
      a('z'),
      b('lifecycle'),
      a('depends_on'),
      a('tags'),
      b('vpc_config'),
      a('b'),
      a('count'),
      a('provider'),
    ];

    expect(names(arrange(body))).toEqual([
      ...['count', 'provider', ''],
      ...['z', 'b', ''],
      ...['vpc_config', ''],
      ...['tags', ''],
      ...['depends_on', 'lifecycle'],
    ]);
  });

  it('keeps tags among the arguments, as their last, when there are no blocks', () => {
    expect(names(arrange([a('tags'), a('name')]))).toEqual(['name', 'tags']);
  });

  it('keeps the order of the author within a group', () => {
    expect(names(arrange([a('z'), a('a'), b('y'), b('b'), b('y')]))).toEqual(['z', 'a', '', 'y', 'b', 'y']);
  });

  it('puts the source of a module call first', () => {
    expect(names(arrange([a('name'), a('source'), a('for_each')]))).toEqual([
      'source',
      'for_each',
      '',
      'name',
    ]);
  });

  it('leaves a nested block that has the name of a meta-argument among the blocks', () => {
    expect(names(arrange([a('name'), b('source'), a('role')]))).toEqual(['name', 'role', '', 'source']);
  });

  it('drops nothing', () => {
    const body = [
      b('lifecycle'),
      a('source'),
      a('tags'),
      b('tags'),
      b('x'),
      a('y'),
      a('depends_on'),
      a('providers'),
    ];

    expect(names(arrange(body)).filter(Boolean).sort()).toEqual(names(body).sort());
  });
});
