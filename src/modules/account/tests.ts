import type { Body } from '../../hcl';
import { moduleTest, rejects } from '../shared/module-test';

/** The tests that are emitted beside the module. */
export const ACCOUNT_TESTS: Readonly<Record<string, Body>> = {
  account: moduleTest(['aws_iam_role'], ['aws_partition', 'aws_region'], {}, [
    {
      name: 'the_role_is_named_by_region',
      asserts: [
        {
          that: 'aws_iam_role.this[0].name == "api-gateway-logs-us-east-1"',
          otherwise: 'Two regions would share a role.',
        },
      ],
    },
    {
      name: 'a_role_that_exists_is_used',
      variables: { role_arn: 'arn:aws:iam::123456789012:role/theirs' },
      asserts: [
        {
          that: 'length(aws_iam_role.this) == 0 && aws_api_gateway_account.this.cloudwatch_role_arn == "arn:aws:iam::123456789012:role/theirs"',
          otherwise: 'The role that was given is not used.',
        },
      ],
    },
    rejects('a role that is no ARN', { role_arn: 'theirs' }, 'var.role_arn'),
  ]),
};
