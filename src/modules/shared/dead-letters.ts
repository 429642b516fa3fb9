import { forTuple, raw, type Value } from '../../hcl';
import type { LocalProps } from '../../module-stack/declarations';
import type { ModuleStack } from '../../module-stack/module-stack';

/** The local with the permission to send dead letters; empty where there is no target. */
export const DEAD_LETTER_LOCALS: Readonly<Record<string, LocalProps>> = {
  iam_dead_letters: {
    value: forTuple(
      ['arn'],
      raw('[var.dead_letter_target_arn]'),
      {
        Sid: 'SendDeadLetters',
        Effect: 'Allow',
        Action: [raw('split(":", arn)[2] == "sns" ? "sns:Publish" : "sqs:SendMessage"')],
        Resource: [raw('arn')],
      },
      raw('arn != null'),
    ),
    comment: 'Lambda refuses a function whose role may not send to its target.',
  },
};

/** The statements of the role's policy for it. */
export const DEAD_LETTER_STATEMENTS: Value = raw('local.iam_dead_letters');

/** Adds the target to a function. */
export function addDeadLetters(stack: ModuleStack, lambda: Parameters<ModuleStack['dynamic']>[0]): void {
  stack.dynamic(lambda, {
    name: 'dead_letter_config',
    forEach: raw('var.dead_letter_target_arn == null ? [] : [1]'),
    content: { target_arn: raw('var.dead_letter_target_arn') },
  });
}
