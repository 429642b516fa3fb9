import { call, type Value } from '../../hcl';

/**
 * The policy by which a service takes a role.
 *
 * @param condition of IAM, under which it may. @default - always
 * @example assumedBy('lambda.amazonaws.com')
 */
export function assumedBy(service: string, condition?: Value): Value {
  return call('jsonencode', {
    Version: '2012-10-17',
    Statement: [
      {
        ...{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } },
        ...(condition === undefined ? {} : { Condition: condition }),
      },
    ],
  });
}
