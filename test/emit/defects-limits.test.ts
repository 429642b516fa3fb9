import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import {
  conditional as cdktfConditional,
  Fn,
  RemoteBackend,
  TerraformLocal,
  TerraformOutput,
  TerraformVariable,
  Token,
} from 'cdktf';
import { call, inline, raw } from '../../src/hcl';
import { as } from '../../src/module-stack/token';
import { emitted, lines, newModule, problem, problems } from './module';

// What CDKTF's own HCL output gets wrong (what a module has no place for), each as what has to hold of a module.

describe('overrides', () => {
  it.each([
    'terraform.required_version',
    'terraform.backend',
    'check',
    'moved',
    'import',
    'removed',
    'locals',
    'provider',
  ])('of the stack at %s are an error', (path) => {
    const stack = newModule();

    expect(problem(() => stack.addOverride(path, { a: 1 }))).toBe(
      `an override of the stack at "${path}" has no place in a module: use variable(), output(), locals(), moved() or add() of the ModuleStack`,
    );
  });

  it.each(['variable', 'output', 'locals', 'moved'])(
    'of a declaration (%s) are an error: none is dropped',
    (kind) => {
      const stack = newModule();
      const declared = {
        variable: () => stack.variable('v', { type: 'string', description: 'd' }),
        output: () => stack.output('o', { description: 'd', value: 1 }),
        locals: () => stack.locals({ a: 1 }),
        moved: () => stack.moved('a.b', 'a.c'),
      }[kind];

      expect(problem(() => declared?.().addOverride('ephemeral', true))).toBe(
        'an override at "ephemeral" has no place here: say it where the element is made',
      );
    },
  );

  it('of one entry of a map that is set by the binding are an error: none is dropped', () => {
    const stack = newModule();
    const logs = stack.add(CloudwatchLogGroup, 'l', { tags: { a: 'b' } });
    logs.addOverride('tags.c', 'd');

    expect(problem(stack)).toBe("tags.c can't be written as HCL: set all of tags where the element is made");
  });

  it.each(['value', 'type', 'isBlock', 'storageClassType'])(
    'of an entry called %s, as CDKTF calls its own, are an error too',
    (name) => {
      const stack = newModule();
      stack.add(CloudwatchLogGroup, 'l', { tags: { a: 'b' } }).addOverride(`tags.${name}`, 'd');

      expect(problems(stack).map(({ what }) => what)).toContain(`tags.${name} can't be written as HCL`);
    },
  );

  it('of one entry in a block are an error', () => {
    const stack = newModule();
    const lambda = stack.add(LambdaFunction, 'f', {
      functionName: 'f',
      role: 'r',
      environment: { variables: { a: 'b' } },
    });
    lambda.addOverride('environment.variables.B', 'c');

    expect(problem(stack)).toBe(
      "environment.variables can't be written as HCL: set all of environment where the element is made",
    );
  });

  it.each([
    ['snap_start', { apply_on: 'PublishedVersions' }],
    ['tracing_config', [{ mode: 'Active' }]],
  ])('of a whole block (%s) are an error: whether it is a block only the binding knows', (path, value) => {
    const stack = newModule();
    stack.add(LambdaFunction, 'f', { functionName: 'f', role: 'r' }).addOverride(path, value);

    expect(problem(stack)).toBe(
      `${path} can't be written as HCL: an override can only set a text, number, boolean or null: set the rest by the binding`,
    );
  });

  it('of an argument by a text, a number, a boolean, null or a reference are written', () => {
    const stack = newModule();
    const role = stack.add(IamRole, 'r', { assumeRolePolicy: '{}' });
    const logs = stack.add(CloudwatchLogGroup, 'l', { name: 'a', retentionInDays: 1 });
    logs.addOverride('name', 'b "c"');
    logs.addOverride('retention_in_days', 0);
    logs.addOverride('skip_destroy', false);
    logs.addOverride('kms_key_id', null);
    logs.addOverride('log_group_class', role.arn);

    expect(emitted(stack)).toContain(
      lines(
        'resource "aws_cloudwatch_log_group" "l" {',
        '  name              = "b \\"c\\""',
        '  retention_in_days = 0',
        '  skip_destroy      = false',
        '  kms_key_id        = null',
        '  log_group_class   = aws_iam_role.r.arn',
        '}',
      ),
    );
  });

  it('by a name that is none are an error', () => {
    const stack = newModule();
    stack.add(CloudwatchLogGroup, 'l', {}).addOverride('not a name', 1);

    expect(problem(stack)).toBe(
      `the name "not a name" can't be written as HCL: use letters, digits, - and _`,
    );
  });
});

describe('what a module has no place for', () => {
  it.each([
    [
      'a provider',
      () => new AwsProvider(newModule(), 'aws'),
      "a provider block in a module can't be written as HCL: leave it to the caller: a module only names the providers that it requires",
    ],
    [
      'a variable of CDKTF',
      () => new TerraformVariable(newModule(), 'v', { default: null }),
      "a variable block in a module can't be written as HCL: use ModuleStack.variable(): its defaults are kept as they are",
    ],
    [
      'an output of CDKTF',
      () =>
        new TerraformOutput(newModule(), 'o', {
          value: 1,
          precondition: { condition: true, errorMessage: 'm' },
        }),
      "a output block in a module can't be written as HCL: use ModuleStack.output(): its preconditions are kept",
    ],
    [
      'a local value of CDKTF',
      () => new TerraformLocal(newModule(), 'l', false),
      "a locals block in a module can't be written as HCL: use ModuleStack.locals()",
    ],
    [
      'a local value of CDKTF with null in it',
      () => new TerraformLocal(newModule(), 'l', { a: null }),
      "a locals block in a module can't be written as HCL: use ModuleStack.locals()",
    ],
    [
      'a backend with blocks',
      () => new RemoteBackend(newModule(), { organization: 'o', workspaces: { name: 'w' } } as never),
      "a terraform block in a module can't be written as HCL: leave the backend to the caller",
    ],
  ])('%s is an error that names the fix', (_, make, message) => {
    expect(problem(make().cdktfStack as never)).toBe(message);
  });

  it('provisioners and connections are errors', () => {
    const stack = newModule();
    stack.add(CloudwatchLogGroup, 'l', {
      provisioners: [{ type: 'local-exec', command: 'echo "a"\necho b' }],
      connection: { type: 'ssh', host: 'h' },
    });

    expect(problems(stack).map(({ what }) => what)).toEqual([
      "connection can't be written as HCL",
      "provisioner can't be written as HCL",
    ]);
  });

  it('moves and imports of resources are errors that name the fix', () => {
    const stack = newModule();
    stack.add(CloudwatchLogGroup, 'l', {}).moveToId('aws_cloudwatch_log_group.k');
    stack.add(CloudwatchLogGroup, 'i', {}).importFrom('id');

    expect(problems(stack).map(({ what, fix }) => `${what}: ${fix}`)).toEqual([
      "a moved block in a module can't be written as HCL: use ModuleStack.moved()",
      "a import block in a module can't be written as HCL: leave imports to the caller",
    ]);
  });

  it('two elements with one address are an error: neither is merged into the other', () => {
    const stack = newModule();
    new IamRole(stack, 'one', { assumeRolePolicy: '1' }).overrideLogicalId('x');
    new IamRole(stack, 'two', { assumeRolePolicy: '2' }).overrideLogicalId('x');

    expect(problem(stack)).toBe(
      'the address aws_iam_role.x is taken by m/one: give one of the two another name',
    );
  });
});

describe('expressions of CDKTF', () => {
  it.each([
    ['a null', Fn.jsonencode({ l: [1, true, null] })],
    ['a null between others', Fn.jsonencode({ l: [1, null, 2] })],
    ['a template as text', Fn.jsonencode({ a: 'pre-${var.n}' })],
    ['quotes', Fn.jsonencode({ a: 'say "hi"' })],
    ['a quote in a key', Fn.jsonencode({ 'q"x': 1 })],
    ['quotes and backslashes', String(Fn.rawString('a\n"b"\\'))],
    ['a directive as text', String(Fn.rawString('%{x}'))],
    ['quotes in a branch', Token.asString(cdktfConditional(true, 'y "q"', 'n'))],
  ])('with %s are an error: CDKTF would write something else', (_, value) => {
    const stack = newModule();
    stack.add(SsmParameter, 'p', { name: 'p', type: 'String', value });

    expect(problem(stack)).toMatch(
      /^an expression of CDKTF \(Fn, conditional, propertyAccess\) with null, quotes/,
    );
  });

  it('with nothing that CDKTF would spoil are kept', () => {
    const stack = newModule();
    const role = stack.add(IamRole, 'r', { assumeRolePolicy: '{}' });
    const add = (name: string, value: string) =>
      stack.add(SsmParameter, name, { name, type: 'String', value });
    add('a', Fn.join(',', [role.arn, 'x', as.string(raw('var.name'))]));
    add('b', Token.asString(cdktfConditional(as.boolean(raw('var.on')), role.arn, 'none')));

    expect(emitted(stack)).toContain('  value = join(",", [aws_iam_role.r.arn, "x", var.name])\n');
    expect(emitted(stack)).toContain('  value = var.on ? aws_iam_role.r.arn : "none"\n');
  });

  it('call() keeps null, quotes and references instead', () => {
    const stack = newModule();
    const role = stack.add(IamRole, 'r', { assumeRolePolicy: '{}' });
    const value = call(
      'jsonencode',
      inline({ l: [1, null, 2], a: 'say "hi"', b: `pre-${role.name}`, c: '${x}' }),
    );
    stack.output('o', { description: 'd', value });

    expect(emitted(stack, 'outputs.tf')).toContain(
      '  value       = jsonencode({ l = [1, null, 2], a = "say \\"hi\\"", b = "pre-${aws_iam_role.r.name}", c = "$${x}" })\n',
    );
  });
});
