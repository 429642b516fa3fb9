import { literal, parseTemplate, raw, text } from '../../src/hcl';
import { withoutStrings } from '../../src/hcl/template';

describe('parseTemplate', () => {
  it.each([
    ['${var.name}', raw('var.name')],
    ['${ var.name }', raw('var.name')],
    ['${var.a["${each.key}"]}', raw('var.a["${each.key}"]')],
    ['${jsonencode({"a" = {"b" = "}"}})}', raw('jsonencode({"a" = {"b" = "}"}})')],
    ['${var.a ? "x:y" : "}"}', raw('var.a ? "x:y" : "}"')],
    ['${[for x in var.l : x]}', raw('[for x in var.l : x]')],
    ['${join(":", var.l)}', raw('join(":", var.l)')],
    ['${provider::aws::arn_parse(var.arn)}', raw('provider::aws::arn_parse(var.arn)')],
    ['${var.a["\\"}"]}', raw('var.a["\\"}"]')],
  ])('takes %s for one expression and prints it bare', (source, expression) => {
    expect(parseTemplate(source)).toEqual(expression);
  });

  it('takes an expression with text around it for a template', () => {
    expect(parseTemplate('${var.name}-logs')).toEqual(text`${'var.name'}-logs`);
    expect(parseTemplate('a${x}b${y}')).toEqual({ $hcl: 'template', parts: ['a', raw('x'), 'b', raw('y')] });
    expect(parseTemplate('${x}${y}')).toEqual({ $hcl: 'template', parts: [raw('x'), raw('y')] });
  });

  it.each([
    ['', ''],
    ['plain', 'plain'],
    ['$${aws:username}', '${aws:username}'],
    ['%%{x}', '%{x}'],
    ['date +%{x}', 'date +%{x}'],
    ['$$${x}', '$${x}'],
    ['$', '$'],
    ['a $ b % c', 'a $ b % c'],
    ['{"a": 1}', '{"a": 1}'],
    ['[abc', '[abc'],
    ['8080', '8080'],
    ['"quoted"', '"quoted"'],
  ])('takes %j for the text %j', (source, value) => {
    expect(parseTemplate(source)).toEqual(literal(value));
  });

  it('reads quotes and backslashes beside an expression as text', () => {
    expect(parseTemplate('say "hi" \\ ${var.n}')).toEqual({
      $hcl: 'template',
      parts: ['say "hi" \\ ', raw('var.n')],
    });
  });

  it.each([
    ['a ${var.x', '"${" without its "}" in "a ${var.x"'],
    ['${foo("a}', 'a string without its end in "${foo(\\"a}"'],
    ['${}', '"${}" holds no expression: as text it is "$${"'],
    ['${aws:username}', '"${aws:username}" is not an expression: as text it is "$${aws:username}"'],
    [
      'x/${cognito-identity.amazonaws.com:sub}/*',
      '"${cognito-identity.amazonaws.com:sub}" is not an expression',
    ],
    ['${AWS::AccountId}', '"${AWS::AccountId}" is not an expression'],
    ['${~ var.x ~}', 'strips spaces'],
    ['${foo(\n1)}', 'has several lines'],
  ])('refuses %j and says why', (source, message) => {
    expect(() => parseTemplate(source)).toThrow(SyntaxError);
    expect(() => parseTemplate(source)).toThrow(message);
  });
});

describe('withoutStrings', () => {
  it('leaves the brackets and signs of the code itself', () => {
    expect(withoutStrings('foo("a(${bar("}")}", b) + "x"')).toBe('foo(, b) + ');
  });
});
