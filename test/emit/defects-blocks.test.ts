import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { Lexv2ModelsBotVersion } from '@cdktf/provider-aws/lib/lexv2models-bot-version';
import { S3TablesTableBucket } from '@cdktf/provider-aws/lib/s3tables-table-bucket';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { Wafv2WebAcl } from '@cdktf/provider-aws/lib/wafv2-web-acl';
import { TerraformIterator } from 'cdktf';
import { raw, text } from '../../src/hcl';
import { as } from '../../src/module-stack/token';
import { data, emitted, lines, newModule, problem, problems } from './module';

// What CDKTF's own HCL output gets wrong (blocks), each as what has to hold of a module.

describe('lifecycle', () => {
  it('preconditions and postconditions are blocks', () => {
    const stack = newModule();
    const rule = (condition: string) => ({
      condition: as.string(raw(condition)),
      errorMessage: as.string(text`is "${'var.n'}"`),
    });
    stack.add(CloudwatchLogGroup, 'l', {
      lifecycle: {
        precondition: [rule('var.n > 1'), rule('var.n < 9')],
        postcondition: [rule('self.arn != ""')],
      },
    });

    expect(emitted(stack)).toBe(
      lines(
        'resource "aws_cloudwatch_log_group" "l" {',
        '  lifecycle {',
        '    precondition {',
        '      condition     = var.n > 1',
        '      error_message = "is \\"${var.n}\\""',
        '    }',
        '',
        '    precondition {',
        '      condition     = var.n < 9',
        '      error_message = "is \\"${var.n}\\""',
        '    }',
        '',
        '    postcondition {',
        '      condition     = self.arn != ""',
        '      error_message = "is \\"${var.n}\\""',
        '    }',
        '  }',
        '}',
      ),
    );
  });

  it('a precondition given by an override is a block too', () => {
    const stack = newModule();
    const logs = stack.add(CloudwatchLogGroup, 'l', {});
    logs.addOverride('lifecycle', { precondition: [{ condition: '${var.on}', error_message: 'no' }] });

    expect(data(stack)).toMatchObject({
      resource: {
        aws_cloudwatch_log_group: {
          l: [{ lifecycle: [{ precondition: [{ condition: '${var.on}', error_message: 'no' }] }] }],
        },
      },
    });
  });

  it.each([[{ condition: 'true' }], [{ condition: 'true', error_message: 'm', extra: 1 }], ['true']])(
    'a precondition %j that is not one is an error',
    (rule) => {
      const stack = newModule();
      stack.add(CloudwatchLogGroup, 'l', {}).addOverride('lifecycle.precondition', [rule]);

      expect(problem(stack)).toMatch(/^lifecycle.precondition can't be written as HCL: give it a condition/);
    },
  );

  it('a lifecycle argument that Terraform does not have is an error', () => {
    const stack = newModule();
    stack.add(CloudwatchLogGroup, 'l', {}).addOverride('lifecycle.prevent_death', true);
    stack.add(CloudwatchLogGroup, 'm', {}).addOverride('lifecycle', 'all');

    expect(problems(stack).map(({ what }) => what)).toEqual([
      "lifecycle.prevent_death can't be written as HCL",
      "lifecycle can't be written as HCL",
    ]);
  });

  it('ignore_changes = all is a word, not a text', () => {
    const stack = newModule();
    stack.add(CloudwatchLogGroup, 'l', { lifecycle: { ignoreChanges: 'all' } });

    expect(emitted(stack)).toContain('    ignore_changes = all\n');
  });

  it('depends_on, ignore_changes, replace_triggered_by and provider are references without quotes', () => {
    const stack = newModule();
    const role = stack.add(IamRole, 'r', { assumeRolePolicy: '{}' });
    const logs = stack.add(CloudwatchLogGroup, 'l', {
      dependsOn: [role],
      lifecycle: {
        createBeforeDestroy: true,
        ignoreChanges: ['tags["Owner"]', 'kms_key_id'],
        replaceTriggeredBy: [role, 'aws_iam_role.r.id'],
      },
    });
    logs.addOverride('provider', 'aws.west');

    expect(emitted(stack)).toContain(
      lines(
        'resource "aws_cloudwatch_log_group" "l" {',
        '  provider = aws.west',
        '',
        '  depends_on = [aws_iam_role.r]',
        '',
        '  lifecycle {',
        '    create_before_destroy = true',
        '    ignore_changes        = [tags["Owner"], kms_key_id]',
        '    replace_triggered_by  = [aws_iam_role.r, aws_iam_role.r.id]',
        '  }',
        '}',
      ),
    );
  });

  it('a reference that is none is an error', () => {
    const stack = newModule();
    stack.add(CloudwatchLogGroup, 'l', { lifecycle: { ignoreChanges: ['not a name'] } });

    expect(problem(stack)).toBe(
      "a reference can't be written as HCL: name a resource as type.name, an argument as its name",
    );
  });
});

describe('blocks', () => {
  it("an iterator's dynamic() is an error that names the way", () => {
    const stack = newModule();
    const each = TerraformIterator.fromMap({ a: 'b' });
    stack.add(DataAwsIamPolicyDocument, 'd', { statement: each.dynamic({ actions: [each.value] }) });

    expect(problem(stack)).toBe(
      "statement from an iterator can't be written as HCL: use ModuleStack.dynamic() for a dynamic block",
    );
  });

  it('a dynamic block of the module keeps its names, under its own', () => {
    const stack = newModule();
    const lambda = stack.add(LambdaFunction, 'f', { functionName: 'f', role: 'r' });
    stack.dynamic(lambda, {
      name: 'vpc_config',
      forEach: raw('var.subnets == null ? [] : [var.subnets]'),
      content: { subnet_ids: raw('vpc_config.value'), security_group_ids: [] },
    });

    expect(emitted(stack)).toBe(
      lines(
        'resource "aws_lambda_function" "f" {',
        '  function_name = "f"',
        '  role          = "r"',
        '',
        '  dynamic "vpc_config" {',
        '    for_each = var.subnets == null ? [] : [var.subnets]',
        '',
        '    content {',
        '      subnet_ids         = vpc_config.value',
        '      security_group_ids = []',
        '    }',
        '  }',
        '}',
      ),
    );
  });

  it("an iterator on a list of objects (a security group's rules) is an error: its keys would be wrong", () => {
    const stack = newModule();
    const each = TerraformIterator.fromList([80]);
    stack.add(SecurityGroup, 'g', {
      ingress: each.dynamic({ fromPort: each.value, toPort: each.value, protocol: 'tcp' }),
    });

    expect(problem(stack)).toBe(
      "the block ingress as an expression can't be written as HCL: use ModuleStack.dynamic() for a block that an expression decides on",
    );
  });

  it('a block given as an expression is an error', () => {
    const stack = newModule();
    stack.add(SecurityGroup, 'g', { ingress: as.any(raw('var.rules')) });

    expect(problem(stack)).toMatch(/^the block ingress as an expression can't be written as HCL/);
  });

  it('null for a block is no block, null for an argument is said', () => {
    const stack = newModule();
    stack.add(SecurityGroup, 'g', { ...({ description: null, ingress: null } as object), name: 'g' });

    expect(emitted(stack)).toBe(
      lines('resource "aws_security_group" "g" {', '  description = null', '  name        = "g"', '}'),
    );
  });

  it('nested blocks keep their kind and their keys', () => {
    const stack = newModule();
    stack.add(DataAwsIamPolicyDocument, 'd', {
      statement: [
        {
          actions: ['s3:GetObject'],
          condition: [{ test: 'StringEquals', variable: 'aws:SourceVpce', values: ['$${aws:username}'] }],
        },
        { effect: 'Deny', notActions: ['s3:*'] },
      ],
    });

    expect(emitted(stack)).toBe(
      lines(
        'data "aws_iam_policy_document" "d" {',
        '  statement {',
        '    actions = ["s3:GetObject"]',
        '',
        '    condition {',
        '      test     = "StringEquals"',
        '      values   = ["$${aws:username}"]',
        '      variable = "aws:SourceVpce"',
        '    }',
        '  }',
        '',
        '  statement {',
        '    effect      = "Deny"',
        '    not_actions = ["s3:*"]',
        '  }',
        '}',
      ),
    );
  });

  it('an object or a map that the binding calls a block is an argument', () => {
    const stack = newModule();
    stack.add(S3TablesTableBucket, 'b', {
      name: 'b',
      encryptionConfiguration: { sseAlgorithm: 'aws:kms', kmsKeyArn: as.string(raw('var.key')) },
    });
    stack.add(Lexv2ModelsBotVersion, 'v', {
      botId: 'b',
      localeSpecification: { en_US: { sourceBotVersion: 'DRAFT' } },
      timeouts: { create: '5m' },
    });

    expect(emitted(stack)).toBe(
      lines(
        'resource "aws_s3tables_table_bucket" "b" {',
        '  name = "b"',
        '',
        '  encryption_configuration = {',
        '    kms_key_arn   = var.key',
        '    sse_algorithm = "aws:kms"',
        '  }',
        '}',
        '',
        'resource "aws_lexv2models_bot_version" "v" {',
        '  bot_id = "b"',
        '',
        '  locale_specification = {',
        '    en_US = {',
        '      source_bot_version = "DRAFT"',
        '    }',
        '  }',
        '',
        '  timeouts {',
        '    create = "5m"',
        '  }',
        '}',
      ),
    );
  });

  it('an argument whose blocks the binding does not know (a WAF statement) is an error', () => {
    const stack = newModule();
    const visibility = { cloudwatchMetricsEnabled: true, metricName: 'm', sampledRequestsEnabled: true };
    stack.add(Wafv2WebAcl, 'w', {
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: visibility,
      rule: [
        {
          name: 'r',
          priority: 1,
          visibilityConfig: visibility,
          statement: { rate_based_statement: { limit: 100 } },
        },
      ],
    });

    expect(problem(stack)).toBe(
      "statement can't be written as HCL: give it in another way: the binding does not say which of it are blocks",
    );
  });
});
