import { type Inputs, matchesOrNull } from './rules';

/** The input that bounds the permissions of a role which a module makes. */
export const PERMISSIONS_BOUNDARY: Inputs = {
  permissions_boundary: {
    description: 'ARN of the policy that bounds the permissions of the role.',
    nullMeans: 'no boundary',
    type: 'string',
    default: null,
    validation: [
      matchesOrNull(
        'permissions_boundary',
        '^arn:[^:]+:iam::([0-9]{12}|aws):policy/.+$',
        'give the ARN of an IAM policy, arn:aws:iam::<account>:policy/<name>.',
      ),
    ],
  },
};
