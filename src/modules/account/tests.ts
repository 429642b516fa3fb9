import type { Body } from '../../hcl';
import { moduleTest, rejects } from '../shared/module-test';

/** The tests that are emitted beside the module. */
export const ACCOUNT_TESTS: Readonly<Record<string, Body>> = {
  account: moduleTest(['aws_iam_role'], ['aws_partition'], {}, [
    {
      name: 'the_role_has_a_name_of_its_own_in_each_region',
      asserts: [
        {
          that: 'aws_iam_role.this[0].name_prefix == "api-gateway-logs-"',
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
    rejects('no role at all', { create_role: false }, 'aws_api_gateway_account.this'),
    rejects('a role that is no ARN', { role_arn: 'theirs' }, 'var.role_arn'),
  ]),
};
