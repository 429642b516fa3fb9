import { readFileSync, writeFileSync } from 'node:fs';
import { describeOnAws } from '../support/on-aws';
import { Terraform } from '../support/terraform';
import { Workspace } from '../support/workspace';
import { writeModules } from './operations-roots';
import { emptyPackage, moduleCall, packageInBucket } from './package';

// In which order an apply changes an API that answers: what the new snapshot calls comes first, then the stage moves, then
// goes what the old snapshot called.
describe.each(['rest', 'http'] as const)('a %s API that changes while it is called', (kind) => {
  describeOnAws('on an emulated AWS', { tools: ['terraform'] }, (aws) => {
    const workspace = new Workspace(`order-${kind}`);
    let tf: Terraform;
    let code: readonly string[];

    const write = (...lines: string[]) =>
      workspace.write(
        'main.tf',
        `resource "aws_sqs_queue" "before" {
  name          = "before-${kind}"
  delay_seconds = ${lines.includes('delayed') ? 5 : 0}
}
${moduleCall('api', kind, [...code, 'depends_on = [aws_sqs_queue.before]', ...lines.filter((line) => line !== 'delayed')])}
output "functions" { value = keys(module.api.functions) }
`,
      );

    /** Applies, and tells what happened without what is replaced by itself, in the order in which it happened. */
    const steps = async () => {
      const done = (await tf.steps()).map((step) => step.replace(/module\.api\./, ''));
      expect(await tf.differences()).toBe('');
      return done;
    };

    /** Finds the moves of the stage, and checks what comes before and what after. */
    const expectOrder = (done: readonly string[]) => {
      const stage = /_api\.aws_\w+_stage\.this/;
      const begins = done.findIndex((step) => step.startsWith('begin update') && stage.test(step));
      const ends = done.findIndex((step) => step.startsWith('end update') && stage.test(step));
      expect([begins >= 0, ends > begins]).toEqual([true, true]);
      const called = /aws_lambda_(function|alias|permission)\.|aws_iam_role|aws_cloudwatch_log_group/;
      const late = done.filter(
        (step, at) => step.startsWith('end create') && called.test(step) && at > begins,
      );
      const early = done.filter(
        (step, at) => step.startsWith('begin delete') && called.test(step) && at < ends,
      );
      expect({ late, early }).toEqual({ late: [], early: [] });
    };

    beforeAll(async () => {
      writeModules(workspace);
      code = await packageInBucket(aws.moto.url, emptyPackage(workspace));
      write();
      tf = new Terraform('terraform', workspace.path, aws.provider.env);
      tf.writeProvider();
      await tf.init();
      await tf.apply();
    }, 300_000);

    test('makes functions, role and permissions, moves the stage, and ends what it called before: own functions for all', async () => {
      write('integration_pattern = "isolated"');
      expectOrder(await steps());
      const state = (await tf.run('state', 'list')).stdout
        .split('\n')
        .filter((line) => line.startsWith('module.api.') && !/\.data\./.test(line));
      // One function and one permission for each operation, and what they share
      expect(state.filter((line) => /aws_lambda_(function|permission)\./.test(line))).toHaveLength(2 * 8);
      expect(state.length).toBeLessThanOrEqual(2 * 8 + 12);
    }, 300_000);

    test('does so for an operation of another name', async () => {
      const table = workspace.at('modules', kind, 'operations.json');
      const text = readFileSync(table, 'utf8');
      writeFileSync(table, text.replace('"say_hello"', '"greet"').replace('"say-hello"', '"greet"'));
      const done = await steps();
      expectOrder(done);
      expect(done.filter((step) => /^end (create|delete) .*aws_lambda_function/.test(step))).toEqual([
        'end create module.function["greet"].aws_lambda_function.this',
        'end delete module.function["say_hello"].aws_lambda_function.this',
      ]);
      writeFileSync(table, text);
      expectOrder(await steps());
    }, 300_000);

    test('does so where a function gets an alias, a role and a log group of its own', async () => {
      write(
        'integration_pattern = "isolated"',
        'operations = { say_hello = { snap_start = true, iam_policy_statements = [], log_retention_in_days = 7 } }',
      );
      const done = await steps();
      expectOrder(done);
      expect(done).toContain('end create module.function["say_hello"].aws_lambda_alias.live[0]');
      expect(done.filter((step) => /aws_lambda_function/.test(step) && !/update/.test(step))).toEqual([]);
      write('integration_pattern = "isolated"');
      expectOrder(await steps());
    }, 300_000);

    test('does so for an operation of another name that a function answers which exists', async () => {
      const other = `arn:aws:lambda:us-east-1:123456789012:function:${kind}-health`;
      const calls = (id: string) =>
        write(
          'integration_pattern = "isolated"',
          `operations = { ${id} = { integration = { type = "lambda", arn = "${other}" } } }`,
        );
      calls('say_hello');
      expectOrder(await steps());
      const table = workspace.at('modules', kind, 'operations.json');
      const text = readFileSync(table, 'utf8');
      writeFileSync(table, text.replace('"say_hello"', '"greet"'));
      calls('greet');
      const done = await steps();
      expectOrder(done);
      expect(done).toContain('end delete aws_lambda_permission.existing["say_hello"]');
      writeFileSync(table, text);
      write('integration_pattern = "isolated"');
      expectOrder(await steps());
    }, 300_000);

    test('replaces nothing when what it depends on has a change pending', async () => {
      write('integration_pattern = "isolated"', 'delayed');
      const done = await steps();
      expect(done).toContain('end update aws_sqs_queue.before');
      expect(done.filter((step) => /aws_iam|aws_lambda_function/.test(step) && !/update/.test(step))).toEqual(
        [],
      );
    }, 300_000);

    test('heals a role and a policy whose making was cut off', async () => {
      for (const address of ['aws_iam_role.functions[0]', 'aws_iam_role_policy.functions[0]']) {
        expect((await tf.run('taint', `module.api.${address}`)).code).toBe(0);
        const done = await steps();
        expect(done.indexOf(`end create ${address}`)).toBeLessThan(done.indexOf(`begin delete ${address}`));
      }
    }, 300_000);

    test('does so with one function for all again', async () => {
      write();
      expectOrder(await steps());
      expect((await tf.output()).functions).toEqual(['$router']);
    }, 300_000);
  });
});
