import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { DataAwsRegion } from '@cdktf/provider-aws/lib/data-aws-region';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { App, TerraformStack } from 'cdktf';
import { inline, raw, text } from '../../src/hcl';
import { ModuleStack } from '../../src/module-stack/module-stack';
import { as } from '../../src/module-stack/token';
import { emitted, lines, newModule } from '../emit/module';

describe('variable()', () => {
  it('declares an input with all that it can say, in the order that readers know', () => {
    const stack = newModule();
    stack.variable('memory_size', {
      validation: [
        {
          condition: raw('var.memory_size >= 128'),
          message: text`memory_size is ${'var.memory_size'}: give 128 or more.`,
        },
        { condition: raw('var.memory_size <= 10240'), message: 'too much' },
      ],
      sensitive: true,
      nullable: false,
      default: 1024,
      type: 'number',
      description: 'Memory in MB.',
    });

    expect(emitted(stack, 'variables.tf')).toBe(
      lines(
        'variable "memory_size" {',
        '  description = "Memory in MB."',
        '  type        = number',
        '  default     = 1024',
        '  nullable    = false',
        '  sensitive   = true',
        '',
        '  validation {',
        '    condition     = var.memory_size >= 128',
        '    error_message = "memory_size is ${var.memory_size}: give 128 or more."',
        '  }',
        '',
        '  validation {',
        '    condition     = var.memory_size <= 10240',
        '    error_message = "too much"',
        '  }',
        '}',
      ),
    );
  });

  it('says nothing of what was not given', () => {
    const stack = newModule();
    stack.variable('name', { type: raw('string'), description: 'Name.' });

    expect(emitted(stack, 'variables.tf')).toBe(
      lines('variable "name" {', '  description = "Name."', '  type        = string', '}'),
    );
  });

  it.each([
    ['a text', 'prod', 'default     = "prod"'],
    ['a number', 0, 'default     = 0'],
    ['a boolean', false, 'default     = false'],
    ['null', null, 'default     = null'],
    ['an empty list', [], 'default     = []'],
    ['a list', ['a', 'b'], 'default     = ["a", "b"]'],
    ['an empty object', {}, 'default     = {}'],
    ['an expression', inline({ a: 1 }), 'default     = { a = 1 }'],
  ])('can have %s as its default', (_, value, line) => {
    const stack = newModule();
    stack.variable('v', { type: 'any', description: 'd', default: value });

    expect(emitted(stack, 'variables.tf')).toContain(`  ${line}\n`);
  });

  it('can have an object as its default, one line a name', () => {
    const stack = newModule();
    stack.variable('v', { type: 'any', description: 'd', default: { 'GET /items': { memory_size: 1 } } });

    expect(emitted(stack, 'variables.tf')).toContain(
      lines('  default = {', '    "GET /items" = {', '      memory_size = 1', '    }', '  }'),
    );
  });

  it('can have a type that is an expression', () => {
    const stack = newModule();
    stack.variable('v', {
      type: {
        $hcl: 'call',
        name: 'object',
        args: [inline({ a: raw('string'), b: raw('optional(number, 1)') })],
      },
      description: 'd',
    });

    expect(emitted(stack, 'variables.tf')).toContain(
      '  type        = object({ a = string, b = optional(number, 1) })\n',
    );
  });
});

describe('output()', () => {
  it('declares what the module gives back', () => {
    const stack = newModule();
    const role = stack.add(IamRole, 'this', { assumeRolePolicy: '{}' });
    stack.output('role_arn', { description: 'ARN of the role.', value: role.arn, sensitive: true });
    stack.output('parts', {
      description: 'Its parts.',
      value: { name: role.name, path: `/x/${role.path}` },
      sensitive: false,
    });

    expect(emitted(stack, 'outputs.tf')).toBe(
      lines(
        'output "role_arn" {',
        '  description = "ARN of the role."',
        '  value       = aws_iam_role.this.arn',
        '  sensitive   = true',
        '}',
        '',
        'output "parts" {',
        '  description = "Its parts."',
        '',
        '  value = {',
        '    name = aws_iam_role.this.name',
        '    path = "/x/${aws_iam_role.this.path}"',
        '  }',
        '',
        '  sensitive = false',
        '}',
      ),
    );
  });
});

describe('locals()', () => {
  it('adds one block with the comments that its reader needs', () => {
    const stack = newModule();
    stack.locals(
      {
        name: raw('coalesce(var.name, "api")'),
        streams: { value: raw('var.kind == "rest"'), comment: 'Only a REST API streams.' },
        empty: {},
      },
      { comment: 'What follows from the inputs.' },
    );
    stack.locals({ other: [1] });

    expect(emitted(stack)).toBe(
      lines(
        '# What follows from the inputs.',
        'locals {',
        '  name = coalesce(var.name, "api")',
        '',
        '  # Only a REST API streams.',
        '  streams = var.kind == "rest"',
        '  empty   = {}',
        '}',
        '',
        'locals {',
        '  other = [1]',
        '}',
      ),
    );
  });
});

describe('moved()', () => {
  it('says what was where', () => {
    const stack = newModule();
    stack.moved('aws_iam_role.old', 'aws_iam_role.this');
    stack.moved('aws_iam_role.one', 'aws_iam_role.many[0]');

    expect(emitted(stack, 'moved.tf')).toBe(
      lines(
        'moved {',
        '  from = aws_iam_role.old',
        '  to   = aws_iam_role.this',
        '}',
        '',
        'moved {',
        '  from = aws_iam_role.one',
        '  to   = aws_iam_role.many[0]',
        '}',
      ),
    );
  });
});

describe('add()', () => {
  it('names a resource or data source with no hash, and gives references to it', () => {
    const stack = newModule();
    const region = stack.add(DataAwsRegion, 'current', {});
    const role = stack.add(IamRole, 'this', { assumeRolePolicy: '{}', name: `x-${region.id}` });
    stack.add(CloudwatchLogGroup, 'this', { name: role.name });

    expect(emitted(stack)).toBe(
      lines(
        'data "aws_region" "current" {}',
        '',
        'resource "aws_iam_role" "this" {',
        '  assume_role_policy = "{}"',
        '  name               = "x-${data.aws_region.current.id}"',
        '}',
        '',
        'resource "aws_cloudwatch_log_group" "this" {',
        '  name = aws_iam_role.this.name',
        '}',
      ),
    );
  });

  it('keeps the order in which the author gave the arguments and blocks', () => {
    const stack = newModule();
    stack.add(LambdaFunction, 'f', {
      tags: { a: 'b' },
      timeout: 1,
      tracingConfig: { mode: 'Active' },
      functionName: 'f',
      loggingConfig: { logFormat: 'Text' },
      role: 'r',
      dependsOn: [],
      count: as.number(raw('var.on ? 1 : 0')),
    });

    expect(emitted(stack)).toBe(
      lines(
        'resource "aws_lambda_function" "f" {',
        '  count = var.on ? 1 : 0',
        '',
        '  timeout       = 1',
        '  function_name = "f"',
        '  role          = "r"',
        '',
        '  tracing_config {',
        '    mode = "Active"',
        '  }',
        '',
        '  logging_config {',
        '    log_format = "Text"',
        '  }',
        '',
        '  tags = {',
        '    a = "b"',
        '  }',
        '',
        '  depends_on = []',
        '}',
      ),
    );
  });

  it('takes only arguments that the binding has', () => {
    const stack = newModule();
    // @ts-expect-error: a misspelled argument would be dropped
    stack.add(IamRole, 'this', { assumeRolePolicy: '{}', nmae: 'x' });
    // @ts-expect-error: an argument is missing
    stack.add(IamRole, 'that', { name: 'x' });
  });

  it('puts a block into a file, with a comment above it and a for_each', () => {
    const stack = newModule();
    stack.add(
      IamRole,
      'each',
      { assumeRolePolicy: '{}', name: as.string(raw('each.value')) },
      { file: 'iam.tf', comment: 'One a tenant.\nNames are unique.', forEach: raw('toset(var.tenants)') },
    );

    expect(emitted(stack, 'iam.tf')).toBe(
      lines(
        '# One a tenant.',
        '# Names are unique.',
        'resource "aws_iam_role" "each" {',
        '  for_each = toset(var.tenants)',
        '',
        '  assume_role_policy = "{}"',
        '  name               = each.value',
        '}',
      ),
    );
  });
});

describe('call()', () => {
  it('calls a module beside this one', () => {
    const stack = newModule();
    stack.variable('tags', { type: 'map(string)', description: 'd' });
    stack.call(
      'api',
      '../rest-api',
      { name: raw('local.name'), tags: raw('var.tags'), body: { openapi: '3.0.1' }, on: false },
      { comment: 'The API.' },
    );

    expect(emitted(stack)).toBe(
      lines(
        '# The API.',
        'module "api" {',
        '  source = "../rest-api"',
        '',
        '  name = local.name',
        '',
        '  body = {',
        '    openapi = "3.0.1"',
        '  }',
        '',
        '  on   = false',
        '  tags = var.tags',
        '}',
      ),
    );
  });

  it('can be there once for each item', () => {
    const stack = newModule();
    stack.call('api', './api', { name: raw('each.key') }, { forEach: raw('var.apis') });

    expect(emitted(stack)).toBe(
      lines('module "api" {', '  source   = "./api"', '  for_each = var.apis', '', '  name = each.key', '}'),
    );
  });
});

describe('dynamic()', () => {
  it('adds blocks to what was added, each time one more', () => {
    const stack = newModule();
    const lambda = stack.add(
      LambdaFunction,
      'f',
      { functionName: 'f', role: 'r' },
      { comment: 'The function.' },
    );
    stack.dynamic(lambda, {
      name: 'vpc_config',
      forEach: raw('local.vpc'),
      content: { subnet_ids: raw('vpc_config.value') },
    });
    stack.dynamic(lambda, { name: 'snap_start', forEach: [1], content: { apply_on: 'PublishedVersions' } });

    const hcl = emitted(stack);
    expect(hcl).toContain('# The function.\n');
    expect(hcl).toContain(
      lines(
        '  dynamic "vpc_config" {',
        '    for_each = local.vpc',
        '',
        '    content {',
        '      subnet_ids = vpc_config.value',
        '    }',
        '  }',
        '',
        '  dynamic "snap_start" {',
        '    for_each = [1]',
        '',
        '    content {',
        '      apply_on = "PublishedVersions"',
        '    }',
        '  }',
      ),
    );
  });
});

describe('dynamic() inside of a block', () => {
  const withDeadLetters = (inside: string) => {
    const stack = newModule();
    const lambda = stack.add(LambdaFunction, 'f', {
      functionName: 'f',
      role: 'r',
      tracingConfig: { mode: 'Active' },
    });
    stack.dynamic(lambda, { name: 'one', inside, forEach: [1], content: { arn: raw('var.arn') } });
    return stack;
  };

  it('stands in that block', () => {
    expect(emitted(withDeadLetters('tracing_config'))).toContain(
      lines(
        '  tracing_config {',
        '    mode = "Active"',
        '',
        '    dynamic "one" {',
        '      for_each = [1]',
        '',
        '      content {',
        '        arn = var.arn',
        '      }',
        '    }',
        '  }',
      ),
    );
  });

  it('is an error where there is no such block', () => {
    expect(() => emitted(withDeadLetters('vpc_config'))).toThrow(
      /one in vpc_config, which the element does not have/,
    );
  });
});

describe('a module', () => {
  it('is told from other stacks, and is in no app that the CLI could deploy', () => {
    const stack = newModule();

    expect(ModuleStack.isModuleStack(stack)).toBe(true);
    expect(ModuleStack.isModuleStack(new TerraformStack(new App(), 's'))).toBe(false);
    expect([null, 1, {}].some((value) => ModuleStack.isModuleStack(value))).toBe(false);
    expect(App.isApp(stack.node.root)).toBe(false);
  });
});
