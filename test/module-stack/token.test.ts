import { AcmCertificate } from '@cdktf/provider-aws/lib/acm-certificate';
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { Token } from 'cdktf';
import { call, conditional, forTuple, inline, object, raw, text, type Value } from '../../src/hcl';
import { as } from '../../src/module-stack/token';
import { emitted, lines, newModule, problem, problems } from '../emit/module';

/** A module with a role, a function and a text argument to fill. */
function setting() {
  const stack = newModule();
  const role = stack.add(IamRole, 'r', { assumeRolePolicy: '{}' });
  const lambda = stack.add(LambdaFunction, 'f', { functionName: 'f', role: 'r' });
  return {
    stack,
    role,
    lambda,
    /** How a string argument is written. */
    argument: (value: string) => {
      stack.add(SsmParameter, 'p', { name: 'p', type: 'String', value });
      return /value = (.*)\n/.exec(emitted(stack))?.[1];
    },
    /** How an output is written. */
    output: (value: Value) => {
      stack.output('o', { description: 'd', value });
      return /value += ([\s\S]*)\n\}\n/.exec(emitted(stack, 'outputs.tf'))?.[1];
    },
  };
}

describe('as', () => {
  it('gives an expression in the type that a binding asks for, and it is written bare', () => {
    const stack = newModule();
    stack.add(LambdaFunction, 'f', {
      functionName: as.string(raw('var.name')),
      role: as.string(text`arn:${'var.role'}`),
      memorySize: as.number(raw('var.memory')),
      publish: as.boolean(raw('var.publish')),
      layers: as.list(raw('var.layers')),
      tags: as.map(raw('var.tags')),
      architectures: as.list([raw('var.architecture')]),
    });

    expect(emitted(stack)).toBe(
      lines(
        'resource "aws_lambda_function" "f" {',
        '  function_name = var.name',
        '  role          = "arn:${var.role}"',
        '  memory_size   = var.memory',
        '  publish       = var.publish',
        '  layers        = var.layers',
        '  architectures = [var.architecture]',
        '  tags          = var.tags',
        '}',
      ),
    );
  });

  it('gives values too: a text is never a template', () => {
    const stack = newModule();
    stack.add(LambdaFunction, 'f', {
      functionName: as.string('a${b}"%{c}'),
      role: as.string(''),
      memorySize: as.number(128),
      publish: as.boolean(false),
      layers: as.list([]),
      tags: as.map({ 'x y': 'z', maxAge: '${q}' }),
    });

    expect(emitted(stack)).toBe(
      lines(
        'resource "aws_lambda_function" "f" {',
        '  function_name = "a$${b}\\"%%{c}"',
        '  role          = ""',
        '  memory_size   = 128',
        '  publish       = false',
        '  layers        = []',
        '',
        '  tags = {',
        '    "x y"  = "z"',
        '    maxAge = "$${q}"',
        '  }',
        '}',
      ),
    );
  });

  it('keeps the layout of an expression', () => {
    const { argument, stack } = setting();
    argument(as.string(call('jsonencode', { Version: '1', Statement: [{ Effect: 'Allow' }] })));

    expect(emitted(stack)).toContain(
      lines(
        '  value = jsonencode({',
        '    Version = "1"',
        '    Statement = [{',
        '      Effect = "Allow"',
        '    }]',
        '  })',
      ),
    );
  });
});

describe('a text with tokens in it', () => {
  it('of a binding becomes a template', () => {
    const { role, argument } = setting();

    expect(argument(`${role.arn}/x "${role.name}"`)).toBe(
      '"${aws_iam_role.r.arn}/x \\"${aws_iam_role.r.name}\\""',
    );
  });

  it('mixes expressions, references, numbers, escapes and Terraform code of the author', () => {
    const { role, lambda, argument } = setting();
    const value = `${as.string(raw('local.a'))}:${role.arn}:${lambda.memorySize}:${as.number(raw('var.n'))}:\${var.b}:$\${c}:%{d}`;

    expect(argument(value)).toBe(
      '"${local.a}:${aws_iam_role.r.arn}:${aws_lambda_function.f.memory_size}:${var.n}:${var.b}:$${c}:%%{d}"',
    );
  });

  it.each(['port ', 'port-', 'port.', '-', ''])(
    'may have a number as its only token, behind %j too',
    (before) => {
      const { argument } = setting();

      expect(argument(`${before}${as.number(raw('var.port'))}/x`)).toBe(`"${before}\${var.port}/x"`);
    },
  );

  it('may have digits in its code that look like a number', () => {
    const { argument } = setting();

    expect(argument(as.string(raw('local.v1e5')))).toBe('local.v1e5');
  });

  it('may have any expression among its tokens', () => {
    const { argument } = setting();

    expect(argument(`on: ${as.boolean(raw('var.on'))}, ${as.any(call('f', 1))}`)).toBe(
      '"on: ${var.on}, ${f(1)}"',
    );
  });

  it("may have a token inside of the author's Terraform code", () => {
    const { role, argument } = setting();

    expect(argument(`\${upper(${role.name})}-\${lower(${as.string(raw('var.x'))})}`)).toBe(
      '"${upper(aws_iam_role.r.name)}-${lower(var.x)}"',
    );
    expect(setting().argument(`\${upper(${as.string(call('f', role.name))})}`)).toBe(
      'upper(f(aws_iam_role.r.name))',
    );
  });

  it('can not hold a list, an object or null', () => {
    const { stack } = setting();
    const add = (name: string, value: string) =>
      stack.add(SsmParameter, name, { name, type: 'String', value });
    add('list', `x${as.string(['a'])}${Token.asString(['a'])}`);
    add('object', `x${Token.asString({ a: 1 })}`);
    add('null', `x${Token.asString(Token.nullValue())}`);

    expect(problems(stack).map(({ what }) => what)).toEqual(
      Array(3).fill('a list, an object or null inside a text'),
    );
  });

  it('can not hold a list that JavaScript joined', () => {
    const { stack } = setting();
    stack.add(SsmParameter, 'p', { name: 'p', type: 'String', value: `x${as.list(raw('var.l'))}` });

    expect(problem(stack)).toMatch(
      /^CDKTF refuses it: Found an encoded list token string in a scalar string context/,
    );
  });
});

describe('an expression with tokens in it', () => {
  it('may hold a reference inside jsonencode, whole and in a text', () => {
    const { role, output } = setting();

    expect(output(call('jsonencode', { Resource: role.arn, All: `${role.arn}/*`, Same: [role.arn] }))).toBe(
      [
        'jsonencode({',
        '    Resource = aws_iam_role.r.arn',
        '    All      = "${aws_iam_role.r.arn}/*"',
        '    Same     = [aws_iam_role.r.arn]',
        '  })',
      ].join('\n'),
    );
  });

  it('takes the text around a reference as it is: an IAM variable stays text', () => {
    const { role, output } = setting();

    expect(output(`${role.arn}/\${aws:username}/%{x}/"q"`)).toBe(
      '"${aws_iam_role.r.arn}/$${aws:username}/%%{x}/\\"q\\""',
    );
  });

  it('may hold numbers, also inside of a text', () => {
    const { lambda, output } = setting();

    expect(output({ n: lambda.memorySize, text: `is ${lambda.memorySize} MB`, same: '-1.5e+10' })).toBe(
      [
        '{',
        '    n    = aws_lambda_function.f.memory_size',
        '    text = "is ${aws_lambda_function.f.memory_size} MB"',
        '    same = "-1.5e+10"',
        '  }',
      ].join('\n'),
    );
  });

  it('may hold lists and maps', () => {
    const { lambda, output } = setting();

    expect(
      output(
        inline({ l: lambda.layers, m: lambda.tags, numbers: Token.asNumberList(as.any(raw('var.ns'))) }),
      ),
    ).toBe('{ l = aws_lambda_function.f.layers, m = aws_lambda_function.f.tags, numbers = var.ns }');
  });

  it('may hold a reference as a key', () => {
    const { role, output } = setting();

    expect(output(inline({ [role.arn]: 1, [`x/${role.name}`]: 2, plain: 3 }))).toBe(
      '{ (aws_iam_role.r.arn) = 1, "x/${aws_iam_role.r.name}" = 2, plain = 3 }',
    );
    expect(setting().output(object([{ key: role.arn, value: 1 }]))).toBe(
      '{\n    (aws_iam_role.r.arn) = 1\n  }',
    );
  });

  it('may hold references in code, each as one operand', () => {
    const { lambda, output, role } = setting();
    const either = as.number(conditional(raw('var.on'), 1, 2));

    expect(
      output(raw(`${role.name} == "x" ? ${lambda.memorySize} : ${either} * length(${lambda.layers})`)),
    ).toBe(
      'aws_iam_role.r.name == "x" ? aws_lambda_function.f.memory_size : (var.on ? 1 : 2) * length(aws_lambda_function.f.layers)',
    );
  });

  it('may hold references in every other place', () => {
    const { role, output } = setting();
    const value = conditional(
      raw(`${role.name} != ""`),
      forTuple(['x'], [role.arn], text`${role.name}-${'x'}`, raw(`${role.name} == x`)),
      [{ $hcl: 'template', parts: [role.arn, '-', raw(role.name)] }],
    );

    expect(output(value)).toBe(
      [
        '(',
        '    aws_iam_role.r.name != ""',
        '    ? [for x in [aws_iam_role.r.arn] : "${aws_iam_role.r.name}-${x}" if aws_iam_role.r.name == x]',
        '    : ["${aws_iam_role.r.arn}-${aws_iam_role.r.name}"]',
        '  )',
      ].join('\n'),
    );
  });

  it('may hold what a computed list of a binding gives', () => {
    const { stack, output } = setting();
    const certificate = stack.add(AcmCertificate, 'c', {
      domainName: 'example.com',
      validationMethod: 'DNS',
    });

    expect(output(certificate.domainValidationOptions.get(0).resourceRecordName)).toBe(
      'tolist(aws_acm_certificate.c.domain_validation_options).0.resource_record_name',
    );
  });

  it('is nothing that a boolean attribute of a binding can be put into without saying so', () => {
    const { lambda, output } = setting();

    expect(output(Token.asString(lambda.publish))).toBe('aws_lambda_function.f.publish');
    expect(() => as.any(lambda.publish as unknown as Value)).toThrow('HCL has no value for an instance of');
  });
});

describe('tokens of a declaration', () => {
  it('are resolved in locals, conditions and messages', () => {
    const { stack, role } = setting();
    stack.locals({ a: role.arn, b: { value: `${role.arn}/*`, comment: 'all' } }, { file: 'locals.tf' });
    stack.variable('v', {
      type: 'string',
      description: 'd',
      validation: [{ condition: raw(`var.v != ${role.name}`), message: `not ${role.name}` }],
    });

    expect(emitted(stack, 'locals.tf')).toBe(
      lines('locals {', '  a = aws_iam_role.r.arn', '', '  # all', '  b = "${aws_iam_role.r.arn}/*"', '}'),
    );
    expect(emitted(stack, 'variables.tf')).toContain('    condition     = var.v != aws_iam_role.r.name\n');
    expect(emitted(stack, 'variables.tf')).toContain('    error_message = "not ${aws_iam_role.r.name}"\n');
  });

  it('are resolved in dynamic blocks, for_each and module calls', () => {
    const stack = newModule();
    const role = stack.add(IamRole, 'r', { assumeRolePolicy: '{}' });
    const logs = stack.add(CloudwatchLogGroup, 'l', {}, { forEach: { a: role.name } });
    stack.dynamic(logs, { name: 'timeouts', forEach: [role.arn], content: { create: `${role.name}-x` } });
    stack.call('c', './c', { arn: role.arn, all: [role.arn, `${role.arn}/*`] });

    const hcl = emitted(stack);
    expect(hcl).toContain(lines('  for_each = {', '    a = aws_iam_role.r.name', '  }'));
    expect(hcl).toContain('    for_each = [aws_iam_role.r.arn]\n');
    expect(hcl).toContain('      create = "${aws_iam_role.r.name}-x"\n');
    expect(hcl).toContain('  arn = aws_iam_role.r.arn\n');
    expect(hcl).toContain('  all = [aws_iam_role.r.arn, "${aws_iam_role.r.arn}/*"]\n');
    expect(hcl).not.toContain('TfToken');
  });
});
