import { conditional, raw } from '../../hcl';
import type { LocalProps } from '../../module-stack/declarations';
import type { ModuleStack } from '../../module-stack/module-stack';

/** The local with the permission to send dead letters; empty where there is no target. */
export const DEAD_LETTER_LOCALS: Readonly<Record<string, LocalProps>> = {
  iam_dead_letters: {
    value: conditional(
      raw('var.dead_letter_target_arn == null'),
      [],
      [
        {
          Sid: 'SendDeadLetters',
          Effect: 'Allow',
          Action: [
            raw('split(":", var.dead_letter_target_arn)[2] == "sns" ? "sns:Publish" : "sqs:SendMessage"'),
          ],
          Resource: [raw('var.dead_letter_target_arn')],
        },
      ],
    ),
    comment: 'Lambda refuses a function whose role may not send to its target.',
  },
};

/** Adds the target to a function. */
export function addDeadLetters(stack: ModuleStack, lambda: Parameters<ModuleStack['dynamic']>[0]): void {
  stack.dynamic(lambda, {
    name: 'dead_letter_config',
    forEach: raw('var.dead_letter_target_arn == null ? [] : [1]'),
    content: { target_arn: raw('var.dead_letter_target_arn') },
  });
}
