import { raw } from '../../hcl';
import { type Inputs, matchesOrNull } from './rules';

/** The inputs for a role of the module, or one that exists. */
export const ROLE_INPUTS: Inputs = {
  create_role: {
    description: 'Whether the module makes the role. An ARN that only the apply knows needs false here.',
    nullMeans: 'it does where role_arn is null',
    type: 'bool',
    default: null,
  },
  role_arn: {
    description: 'ARN of a role that exists, in place of one of this module.',
    nullMeans: 'a role of this module',
    type: 'string',
    default: null,
    validation: [
      matchesOrNull(
        'role_arn',
        '^arn:[^:]+:iam::[0-9]{12}:role/.+$',
        'give the ARN of a role, arn:aws:iam::<account>:role/<name>.',
      ),
    ],
  },
};

/** The local that decides on it. */
export const CREATE_ROLE = {
  create_role: raw('var.create_role == null ? var.role_arn == null : var.create_role'),
};
