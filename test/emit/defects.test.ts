import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { TerraformHclModule } from 'cdktf';
import { raw, text, type Value } from '../../src/hcl';
import { as } from '../../src/module-stack/token';
import { data, emitted, lines, newModule, problem } from './module';

// What CDKTF's own HCL output gets wrong (values and texts), each as what has to hold of a module.

/** How an argument that takes any string is written. */
function argument(value: string): string {
  const stack = newModule();
  stack.add(SsmParameter, 'p', { name: 'p', type: 'String', value });
  return /value = (.*)\n/.exec(emitted(stack))?.[1] ?? '';
}

function variableDefault(value: Value): unknown {
  const stack = newModule();
  stack.variable('v', { type: raw('any'), description: 'd', default: value });
  const { variable } = data(stack, 'variables.tf') as { variable: { v: [{ default?: unknown }] } };
  expect(variable.v[0]).toHaveProperty('default');
  return variable.v[0].default;
}

function localValue(value: Value): unknown {
  const stack = newModule();
  stack.locals({ l: value });
  const { locals } = data(stack) as { locals: [{ l?: unknown }] };
  expect(locals[0]).toHaveProperty('l');
  return locals[0].l;
}

function outputValue(value: Value): string {
  const stack = newModule();
  stack.output('o', { description: 'd', value });
  return /value += (.*)\n/.exec(emitted(stack, 'outputs.tf'))?.[1] ?? '';
}

function moduleInput(value: Value): string {
  const stack = newModule();
  stack.call('c', './c', { v: value });
  return /v = (.*)\n/.exec(emitted(stack))?.[1] ?? '';
}

describe('variables', () => {
  it.each([false, 0, ''])('a default of %j is kept', (value) => {
    expect(variableDefault(value)).toBe(value);
  });

  it('a default of null is kept, and null inside of a default', () => {
    expect(variableDefault(null)).toBeNull();
    expect(variableDefault({ a: null, b: [null] })).toEqual({ a: null, b: [null] });
  });

  it('nullable = false and sensitive = false are kept', () => {
    const stack = newModule();
    stack.variable('v', { type: 'string', description: 'd', nullable: false, sensitive: false });

    expect(emitted(stack, 'variables.tf')).toBe(
      lines(
        'variable "v" {',
        '  description = "d"',
        '  type        = string',
        '  nullable    = false',
        '  sensitive   = false',
        '}',
      ),
    );
  });

  it('the keys of a default keep their spelling', () => {
    const value = { 'GET /items': 1, 'x-api-key': 2, maxAge: 3, 'q"x': 4 };

    expect(variableDefault(value)).toEqual(value);
  });

  it.each(['[abc', '{"a":1}', '"quoted', '"x"', '8080', '007', 'true', 'null'])(
    'a default text %j stays a text',
    (value) => {
      expect(variableDefault(value)).toBe(value);
    },
  );

  it('a description keeps its quotes, newlines and dollars', () => {
    const description = 'The "x" of ${y}:\n  C:\\dir\nEOF\n';
    const stack = newModule();
    stack.variable('v', { type: 'string', description });

    expect(data(stack, 'variables.tf')).toEqual({ variable: { v: [{ description, type: '${string}' }] } });
  });

  it('a default that depends on a resource is an error', () => {
    const stack = newModule();
    const role = stack.add(IamRole, 'r', { assumeRolePolicy: '{}' });
    stack.variable('v', { type: 'string', description: 'd', default: role.arn });

    expect(problem(stack)).toMatch(/^its default depends on something of the module: default it to null/);
  });
});

describe('locals', () => {
  it.each([false, 0, '', null])('%j is kept', (value) => {
    expect(localValue(value)).toBe(value);
  });

  it('null inside of a value is kept', () => {
    expect(localValue({ a: null })).toEqual({ a: null });
  });

  it.each(['[abc', '{a', '"q', '12', '007', '{"a":1}'])('the text %j stays a text', (value) => {
    expect(localValue(value)).toBe(value);
  });

  it('an object that happens to have a comment is a value', () => {
    expect(localValue({ comment: 'c', a: 1 })).toEqual({ comment: 'c', a: 1 });
    expect(localValue({ comment: 'c' })).toEqual({ comment: 'c' });
  });
});

describe('texts', () => {
  it.each([
    ['C:\\path', '"C:\\\\path"'],
    ['\\d+', '"\\\\d+"'],
    ['say "hi"', '"say \\"hi\\""'],
    ['[abc', '"[abc"'],
    ['{"a":1}', '"{\\"a\\":1}"'],
    ['8080', '"8080"'],
    ['a\nb', '"a\\nb"'],
    ['a\r\nb', '"a\\r\\nb"'],
    ['first\nEOF\nlast\n', '"first\\nEOF\\nlast\\n"'],
    ['$${aws:username}', '"$${aws:username}"'],
    ['date +%{x}', '"date +%%{x}"'],
    ['%%{x}', '"%%{x}"'],
  ])('the argument %j is written as %s', (value, written) => {
    expect(argument(value)).toBe(written);
  });

  it('a text with quotes and an expression has its quotes escaped', () => {
    expect(argument('say "hi" ${var.n}')).toBe('"say \\"hi\\" ${var.n}"');
  });

  it('a policy made by JSON.stringify with a reference in it has its quotes escaped', () => {
    const stack = newModule();
    const role = stack.add(IamRole, 'r', { assumeRolePolicy: '{}' });
    stack.add(SsmParameter, 'p', {
      name: 'p',
      type: 'String',
      value: JSON.stringify({ Resource: role.arn }),
    });

    expect(emitted(stack)).toContain('  value = "{\\"Resource\\":\\"${aws_iam_role.r.arn}\\"}"\n');
  });

  it('an IAM variable in a text is an error that says how it is written', () => {
    const stack = newModule();
    stack.add(SsmParameter, 'p', { name: 'p', type: 'String', value: 'home/${aws:username}' });

    expect(problem(stack)).toBe(
      '"${aws:username}" is not an expression: as text it is "$${aws:username}": correct the expression, or give the text as as.string("…"): it is escaped',
    );
  });

  it('an IAM variable in a text of as.string() is text', () => {
    expect(argument(as.string('home/${aws:username}'))).toBe('"home/$${aws:username}"');
  });

  it('an interpolation without an end is an error', () => {
    const stack = newModule();
    stack.add(SsmParameter, 'p', { name: 'p', type: 'String', value: 'a ${var.x' });

    expect(problem(stack)).toContain('"${" without its "}" in "a ${var.x"');
  });

  it.each(['12', '007', '{"a":1}', '[abc', '"q', 'a\nb', 'C:\\dir', '${aws:username}', 'date +%{x}'])(
    'the text %j is one in an output, and in an input of a module call',
    (value) => {
      const written = JSON.stringify(value).replace(/[$%](?=\{)/, '$&$&');

      expect(outputValue(value)).toBe(written);
      expect(moduleInput(value)).toBe(written);
    },
  );

  it('a map key with a quote in it is escaped', () => {
    expect(localValue({ 'q"x': 5 })).toEqual({ 'q"x': 5 });
    const stack = newModule();
    stack.add(IamRole, 'r', { assumeRolePolicy: '{}', tags: { 'q"x': 'v', maxAge: 'w' } });
    expect(emitted(stack)).toContain(lines('  tags = {', '    "q\\"x" = "v"', '    maxAge = "w"', '  }'));
  });
});

describe('outputs', () => {
  it('a precondition is emitted', () => {
    const stack = newModule();
    stack.output('o', {
      description: 'd',
      value: 'v',
      precondition: [{ condition: raw('var.on'), message: text`is ${'var.on'}` }],
    });

    expect(emitted(stack, 'outputs.tf')).toBe(
      lines(
        'output "o" {',
        '  description = "d"',
        '  value       = "v"',
        '',
        '  precondition {',
        '    condition     = var.on',
        '    error_message = "is ${var.on}"',
        '  }',
        '}',
      ),
    );
  });
});

describe('module calls', () => {
  it('what a call depends on is a reference without quotes', () => {
    const stack = newModule();
    const role = stack.add(IamRole, 'r', { assumeRolePolicy: '{}' });
    new TerraformHclModule(stack, 'c', {
      source: './c',
      skipAssetCreationFromLocalModules: true,
      dependsOn: [role],
    }).overrideLogicalId('c');

    expect(emitted(stack)).toContain(
      lines('module "c" {', '  source = "./c"', '', '  depends_on = [aws_iam_role.r]', '}'),
    );
  });

  it('null as an input is said: it is not the same as nothing', () => {
    expect(moduleInput(null)).toBe('null');
  });

  it.each(['source', 'version', 'providers', 'depends_on', 'for_each'])(
    'an input called %s is an error: CDKTF would drop it',
    (name) => {
      expect(problem(() => newModule().call('c', './c', { [name]: 'x' }))).toMatch(
        new RegExp(`^${name} is no input of a module: Terraform keeps the name for itself`),
      );
    },
  );
});

describe('the text of a module', () => {
  it('is HCL whatever the environment asks CDKTF for', () => {
    const before = process.env.SYNTH_HCL_OUTPUT;
    try {
      const texts = ['true', 'false'].map((value) => {
        process.env.SYNTH_HCL_OUTPUT = value;
        const stack = newModule();
        stack.add(CloudwatchLogGroup, 'l', { name: 'n' });
        return emitted(stack);
      });
      expect(texts).toEqual(Array(2).fill('resource "aws_cloudwatch_log_group" "l" {\n  name = "n"\n}\n'));
    } finally {
      if (before === undefined) delete process.env.SYNTH_HCL_OUTPUT;
      else process.env.SYNTH_HCL_OUTPUT = before;
    }
  });

  it('names providers by floor and ceiling, with no backend and no path of this machine', () => {
    expect(emitted(newModule(), 'versions.tf')).toBe(
      lines(
        'terraform {',
        '  required_version = ">= 1.5.7"',
        '',
        '  required_providers {',
        '    aws = {',
        '      source  = "hashicorp/aws"',
        '      version = ">= 5.100, < 7.0"',
        '    }',
        '  }',
        '}',
      ),
    );
  });
});
