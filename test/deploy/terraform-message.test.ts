import { readMessage, terraformError } from '../../src/deploy/terraform-message';

const summary = (diagnostic: object) => JSON.stringify({ type: 'diagnostic', '@message': 'x', diagnostic });

describe('the output of Terraform', () => {
  it.each(['', 'Terraform v1.11', '{"broken', '{"version":4}'])('is not a message: %j', (line) => {
    expect(readMessage(line)).toBeUndefined();
  });

  it('becomes one problem for each error, without warnings', () => {
    const output = [
      summary({ severity: 'warning', summary: 'old' }),
      summary({
        severity: 'error',
        summary: 'Invalid value for variable',
        detail: 'memory_size is 1',
        range: { filename: 'main.tf', start: { line: 7 } },
      }),
      summary({ severity: 'error', summary: 'creating role', address: 'aws_iam_role.x', detail: 'denied' }),
    ].join('\n');

    expect(terraformError('terraform plan', { code: 1, output }, 'x.log').problems).toEqual([
      {
        where: 'main.tf:7',
        what: 'Invalid value for variable: memory_size is 1',
        fix: 'the whole output is in x.log',
      },
      { where: 'aws_iam_role.x', what: 'creating role: denied', fix: 'the whole output is in x.log' },
    ]);
  });

  it('says how to sign in where the provider finds no credentials', () => {
    const output = summary({
      severity: 'error',
      summary: 'No valid credential sources found',
      detail: 'EC2 IMDS',
    });

    expect(terraformError('terraform plan', { code: 1, output }, 'x.log').problems).toMatchObject([
      { fix: expect.stringContaining('terragate doctor --aws') },
    ]);
  });

  it('has the nearest name where a module says that it does not know one', () => {
    const detail = [
      'operations has "say_helo", which the app does not have: give one of get_item, say_hello, and 12 more in operations.json.',
      'operations.x has "memory_sise", which is not a setting: give some of env, memory_size, timeout.',
      'operations has "nothing_like_it", which the app does not have: give one of get_item.',
    ].join('\n');
    const output = summary({ severity: 'error', summary: 'Module output value precondition failed', detail });
    const [problem] = terraformError('terraform plan', { code: 1, output }, 'x.log').problems;

    expect(problem?.what.split('\n').map((line) => line.trim())).toEqual([
      'Module output value precondition failed: operations has "say_helo", which the app does not have (did you mean "say_hello"?): give one of get_item, say_hello, and 12 more in operations.json.',
      'operations.x has "memory_sise", which is not a setting (did you mean "memory_size"?): give some of env, memory_size, timeout.',
      'operations has "nothing_like_it", which the app does not have: give one of get_item.',
    ]);
  });

  it('becomes a problem also where it is plain text', () => {
    const output = '\nInitializing...\n╷\n│ Error: Failed to query provider\n│ \n│ no network\n╵\n';

    expect(terraformError('terraform init', { code: 1, output }, 'x.log').message).toBe(
      'terraform init: the command ended with exit code 1\n    Error: Failed to query provider\n    no network\n  fix:     the whole output is in x.log',
    );
  });
});
