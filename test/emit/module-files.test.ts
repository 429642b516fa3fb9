import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { DataAwsRegion } from '@cdktf/provider-aws/lib/data-aws-region';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { Aspects, TerraformElement, TerraformIterator } from 'cdktf';
import { Construct } from 'constructs';
import { emitHcl, MARKER } from '../../src/emit';
import { UserError } from '../../src/errors';
import { call, raw, text, type Value } from '../../src/hcl';
import { ModuleStack } from '../../src/module-stack/module-stack';
import { as } from '../../src/module-stack/token';
import { parse } from '../hcl/parse';
import { data, emitted, lines, newModule, problem, problems } from './module';

/** A module with something of everything. */
function full(): ModuleStack {
  const stack = newModule('full');
  stack.variable('name', { type: 'string', description: 'Name.' });
  stack.locals({ prefix: text`${'var.name'}-x` });
  const region = stack.add(DataAwsRegion, 'current', {});
  const role = stack.add(IamRole, 'this', {
    name: `${as.string(raw('local.prefix'))}-${region.id}`,
    assumeRolePolicy: as.string(call('jsonencode', { Statement: [{ Effect: 'Allow' }] })),
  });
  stack.add(CloudwatchLogGroup, 'this', { name: role.name }, { file: 'logs.tf' });
  stack.call('api', './api', { role: role.arn });
  stack.moved('aws_iam_role.old', 'aws_iam_role.this');
  stack.output('arn', { description: 'ARN.', value: role.arn });
  return stack;
}

describe('the files of a module', () => {
  it('are the standard ones and those that blocks were placed in', () => {
    expect([...emitHcl(full()).files.keys()].sort()).toEqual([
      'logs.tf',
      'main.tf',
      'moved.tf',
      'outputs.tf',
      'variables.tf',
      'versions.tf',
    ]);
  });

  it('of an empty module are its versions alone', () => {
    expect([...emitHcl(newModule()).files.keys()]).toEqual(['versions.tf']);
  });

  it('begin with the line that says where they come from, are HCL and end with one newline', () => {
    for (const hcl of emitHcl(full()).files.values()) {
      expect(hcl.startsWith(`# ${MARKER}\n\n`)).toBe(true);
      expect(hcl).toMatch(/[^\n]\n$/);
      parse(hcl);
    }
  });

  it('say above a type of any which form a value has', () => {
    const stack = newModule();
    const shape = 'map(object({\n  arn     = string\n  enabled = optional(bool)\n}))';
    stack.variable('queues', { type: 'any', shape, description: 'Queues.', default: {} });
    const written = emitHcl(stack).files.get('variables.tf') ?? '';

    expect(written).toMatch(
      /\n {2}# map\(object\(\{\n {2}# {3}arn {5}= string\n[\s\S]*\n {2}# \}\)\)\n {2}type {4}= any\n/,
    );
    parse(written);
  });

  it('are the same on a second run of the same stack, and of another', () => {
    const stack = full();
    const first = [...emitHcl(stack).files];

    expect([...emitHcl(stack).files]).toEqual(first);
    expect([...emitHcl(full()).files]).toEqual(first);
  });

  it('hold no provider block, no backend, no token and no hash', () => {
    const text = [...emitHcl(full()).files.values()].join('\n');

    expect(Object.keys(parse(text)).sort()).toEqual(
      ['data', 'locals', 'module', 'moved', 'output', 'resource', 'terraform', 'variable'].sort(),
    );
    expect(Object.keys((parse(text) as { terraform: [object] }).terraform[0]).sort()).toEqual([
      'required_providers',
      'required_version',
    ]);
    expect(text).not.toMatch(/TfToken|_[0-9A-F]{8}\b|\/tmp\//);
  });

  it('name the providers that are required, each with its range', () => {
    const stack = new ModuleStack('two', {
      description: 'd',
      requiredVersion: '>= 1.5.7, < 2.0',
      providers: {
        aws: { source: 'hashicorp/aws', version: '>= 5.100, < 7.0' },
        archive: { source: 'hashicorp/archive', version: '>= 1.3.0, < 3.0.0' },
      },
    });

    expect(emitted(stack, 'versions.tf')).toBe(
      lines(
        'terraform {',
        '  required_version = ">= 1.5.7, < 2.0"',
        '',
        '  required_providers {',
        '    aws = {',
        '      source  = "hashicorp/aws"',
        '      version = ">= 5.100, < 7.0"',
        '    }',
        '',
        '    archive = {',
        '      source  = "hashicorp/archive"',
        '      version = ">= 1.3.0, < 3.0.0"',
        '    }',
        '  }',
        '}',
      ),
    );
  });
});

describe('the addresses of a module', () => {
  it('are all that others can name', () => {
    expect([...emitHcl(full()).addresses].sort()).toEqual([
      'aws_cloudwatch_log_group.this',
      'aws_iam_role.this',
      'data.aws_region.current',
      'local.prefix',
      'module.api',
      'output.arn',
      'var.name',
    ]);
  });

  it('that are used twice are one error that lists all', () => {
    const stack = newModule();
    for (let i = 0; i < 2; i++) {
      stack.variable('v', { type: 'string', description: 'd' });
      stack.output('o', { description: 'd', value: 1 });
      stack.locals({ l: 1 });
      stack.add(IamRole, 'r', { assumeRolePolicy: '{}' });
      stack.add(DataAwsRegion, 'd', {});
      stack.call('m', './m', {});
    }

    expect(problems(stack).map(({ where, what }) => `${where}: ${what}`)).toEqual([
      'modules/m: m/var.v (2): the address var.v is taken by m/var.v',
      'modules/m: m/output.o (2): the address output.o is taken by m/output.o',
      'modules/m: m/locals.2: the address local.l is taken by m/locals.1',
      'modules/m: m/aws_iam_role.r (2): the address aws_iam_role.r is taken by m/aws_iam_role.r',
      'modules/m: m/aws_region.d (2): the address data.aws_region.d is taken by m/aws_region.d',
      'modules/m: m/module.m (2): the address module.m is taken by m/module.m',
    ]);
    expect(() => emitHcl(stack)).toThrow(UserError);
  });

  it('may be the same for a resource and a data source, a variable and a local value', () => {
    const stack = newModule();
    stack.variable('x', { type: 'string', description: 'd' });
    stack.locals({ x: 1 });
    stack.output('x', { description: 'd', value: 1 });

    expect(emitHcl(stack).addresses).toEqual(['var.x', 'local.x', 'output.x']);
  });

  it.each([
    ['a variable', (stack: ModuleStack) => stack.variable('a b', { type: 'string', description: 'd' })],
    ['an output', (stack: ModuleStack) => stack.output('a b', { description: 'd', value: 1 })],
    ['a local value', (stack: ModuleStack) => stack.locals({ 'a b': 1 })],
    ['a resource', (stack: ModuleStack) => stack.add(IamRole, 'a b', { assumeRolePolicy: '{}' })],
    ['a module call', (stack: ModuleStack) => stack.call('a b', './m', {})],
    ['an input of a module call', (stack: ModuleStack) => stack.call('m', './m', { 'a b': 1 })],
    ['a provider', () => undefined],
  ])('are words: the name of %s with a space in it is an error', (kind, declare) => {
    const providers = { 'a b': { source: 's', version: 'v' } };
    const stack =
      kind === 'a provider'
        ? new ModuleStack('m', { description: 'd', requiredVersion: 'v', providers })
        : newModule();
    declare(stack);

    expect(problem(stack)).toMatch(/"a b"/);
  });

  it('of two moves from one place are an error', () => {
    const stack = newModule();
    stack.moved('a.b', 'a.c');
    stack.moved('a.b', 'a.d');

    expect(problem(stack)).toBe('a.b is moved twice: give it one new address');
  });
});

describe('an element that is not of add()', () => {
  it('is emitted all the same, with the name that CDKTF gives it', () => {
    const stack = newModule();
    const group = new Construct(stack, 'group');
    new IamRole(group, 'role', { assumeRolePolicy: '{}' });

    expect(emitted(stack)).toMatch(/^resource "aws_iam_role" "group_role_[0-9A-F]{8}" \{\n/);
  });

  it('can be placed', () => {
    const stack = newModule();
    const role = new IamRole(stack, 'role', { name: 'n', assumeRolePolicy: '{}' });
    stack.place(role, { file: 'iam.tf', comment: 'c' }, ['name', 'assume_role_policy']);

    expect(emitted(stack, 'iam.tf')).toBe(
      lines(
        '# c',
        'resource "aws_iam_role" "role" {',
        '  name               = "n"',
        '  assume_role_policy = "{}"',
        '}',
      ),
    );
  });

  it('and says nothing is an error', () => {
    const stack = newModule();
    new TerraformElement(stack, 'nothing');

    expect(problem(stack)).toBe("an element that says nothing can't be written as HCL: leave it out");
  });

  it('may run over a map by an iterator of CDKTF', () => {
    const stack = newModule();
    const each = TerraformIterator.fromMap({ a: 'x', b: 'y' });
    stack.add(IamRole, 'r', { forEach: each, assumeRolePolicy: '{}', name: Token(each.value) });

    expect(emitted(stack)).toBe(
      lines(
        'resource "aws_iam_role" "r" {',
        '  for_each = {',
        '    a = "x"',
        '    b = "y"',
        '  }',
        '',
        '  assume_role_policy = "{}"',
        '  name               = each.value',
        '}',
      ),
    );
  });
});

describe('what can not be emitted', () => {
  it('is told all at once, each with where it is', () => {
    const stack = newModule();
    stack.add(SsmParameter, 'a', { name: 'a', type: 'String', value: '${aws:username}' });
    stack.add(SsmParameter, 'b', { name: 'b', type: 'String' }).addOverride('tags', { a: 1 });
    stack.locals({ c: Number.NaN });
    stack.output('d', { description: 'd', value: undefined as unknown as Value });
    stack.variable('e', { type: 'string', description: 'd', default: new Date(0) as unknown as Value });
    stack.moved('', 'x');

    expect(problems(stack).map(({ where, what }) => `${where}: ${what}`)).toEqual([
      'modules/m: m/aws_ssm_parameter.a: "${aws:username}" is not an expression: as text it is "$${aws:username}"',
      "modules/m: m/aws_ssm_parameter.b: tags can't be written as HCL",
      'modules/m: m/locals.1: HCL has no number NaN',
      'modules/m: m/output.d: HCL has no value for undefined',
      'modules/m: m/var.e: HCL has no value for an instance of Date',
      'modules/m: m/moved.: not an expression of one line: ""',
    ]);
  });

  it('is told when CDKTF itself refuses it', () => {
    const stack = newModule();
    const each = TerraformIterator.fromMap({ a: 'x' });
    stack.add(IamRole, 'r', { forEach: each, count: 1, assumeRolePolicy: '{}' });

    expect(problem(stack)).toMatch(/^CDKTF refuses it: forEach and count are both set/);
  });

  it('is an aspect: it would not be run', () => {
    const stack = newModule();
    Aspects.of(stack);
    expect([...emitHcl(stack).files.keys()]).toEqual(['versions.tf']);
    Aspects.of(stack).add({ visit: () => undefined });

    expect(problem(stack)).toBe("an aspect can't be written as HCL: change the elements themselves");
  });

  it("is shown with its stack when the fault is not the user's", () => {
    const stack = newModule();
    const broken = new TerraformElement(stack, 'broken');
    broken.toHclTerraform = () => {
      throw new RangeError('a fault of the program');
    };

    expect(() => emitHcl(stack)).toThrow(RangeError);
  });
});

function Token(value: unknown): string {
  return String(value);
}

describe('the variables of a module', () => {
  it('have a heading above those of one section', () => {
    const stack = newModule();
    stack.variable('a', { type: 'string', description: 'A.', section: 'One' });
    stack.variable('b', { type: 'string', description: 'B.', section: 'One' });
    stack.variable('c', { type: 'string', description: 'C.', section: 'Two' });

    const headings = emitted(stack, 'variables.tf').match(/^#{80}\n# .*\n#{80}\n\nvariable "\w+"/gm);
    expect(headings?.map((heading) => heading.replaceAll('#'.repeat(80), '').trim())).toEqual([
      '# One\n\n\nvariable "a"',
      '# Two\n\n\nvariable "c"',
    ]);
  });

  it('say what null means at the end of their description', () => {
    const stack = newModule();
    stack.variable('a', {
      type: 'string',
      description: 'A key.',
      nullMeans: 'the key of AWS',
      default: null,
    });

    expect(data(stack, 'variables.tf')).toMatchObject({
      variable: { a: [{ description: 'A key. Null: the key of AWS.' }] },
    });
  });

  it('have a long description as lines, with nothing of it evaluated', () => {
    const first =
      'What is ${written} or %{written} here is text, however long the sentence may be that it is a part of in here.';
    const stack = newModule();
    stack.variable('a', {
      type: 'string',
      description: `${first} And this is the second one. And this is more.`,
    });

    const hcl = emitted(stack, 'variables.tf');
    expect(hcl).toContain('  description = <<-EOT\n    What is $${written} or %%{written} here');
    expect(hcl).toContain('second one. And this is more.\n  EOT\n');
    expect(Math.max(...hcl.split('\n').map((line) => line.length))).toBeLessThan(125);
  });

  it('keep a description on one line that a heredoc cannot hold', () => {
    const text = `${'A long sentence. '.repeat(8)}\nEOT\nMore.`;
    const stack = newModule();
    stack.variable('a', { type: 'string', description: text });

    expect(emitted(stack, 'variables.tf')).toContain('\\nEOT\\nMore."');
  });

  it('have no rules that a module below has', () => {
    const validation = [{ condition: raw('var.a != ""'), message: 'a is empty: give a text.' }];
    const stack = newModule();
    stack.variable('a', { type: 'string', description: 'A.', validation, checkedBelow: true });
    stack.variable('b', { type: 'string', description: 'B.', validation });

    expect(emitted(stack, 'variables.tf').match(/validation \{/g)).toHaveLength(1);
  });

  it('have a long message in parts, between whose words nothing changes', () => {
    const words = Array.from({ length: 40 }, (_, i) => `word${i}`).join(' ');
    const message: Value = {
      $hcl: 'template',
      parts: ['a is ', raw('var.a'), `: ${words}, "quoted" \\ and $`],
    };
    const stack = newModule();
    stack.variable('a', {
      type: 'string',
      description: 'A.',
      validation: [{ condition: raw('var.a != ""'), message }],
    });

    const hcl = emitted(stack, 'variables.tf');
    const [, parts = ''] = /error_message = join\(" ", \[\n([\s\S]*?)\n {4}\]\)/.exec(hcl) ?? [];
    const texts = parts.split('\n').map((line) => JSON.parse(line.trim().replace(/,$/, '')) as string);
    expect(texts.join(' ')).toBe(`a is \${var.a}: ${words}, "quoted" \\ and $`);
    expect(texts.length).toBeGreaterThan(2);
  });
});
