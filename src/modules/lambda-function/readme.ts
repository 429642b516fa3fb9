import { attribute, block, inline, raw } from '../../hcl';
import { markdown } from '../../language';
import type { Readme } from '../shared/module';

export const LAMBDA_FUNCTION_README: Readme = {
  about:
    markdown.raw(`A function as the router modules make it: once for all operations, or once for each. Its log group is there before
it, and its role allows what it needs and no more. Callers name the alias \`live\`, which leads to the version that was
published last; they need a permission of their own (\`aws_lambda_permission\`).`),
  usage: [
    block(
      'module',
      ['worker'],
      [
        attribute('source', './modules/lambda-function'),
        attribute('name', 'worker'),
        attribute('filename', 'worker.zip'),
        attribute('source_code_hash', raw('filebase64sha256("worker.zip")')),
        attribute('handler', 'worker.handler'),
        attribute('env', inline({ LOG_LEVEL: 'INFO' })),
      ],
    ),
  ],
  diagram: [
    'flowchart LR',
    '  api([API]) --> alias[alias live] --> version[published version]',
    '  version --> logs[(log group)]',
    '  version -. role .-> more([iam_policy_statements])',
  ],
  notes: markdown.raw(`## Good to know

- **A canary** keeps most calls at a version that is known to be good: \`canary = { stable_version = "7", weight = 0.1 }\`
  sends one call in ten to the newest. Remove it to send all of them there.
- **The role** has a name with a suffix, since a role is known in all regions of an account. \`execution_role_name\` names it.
- **A role or a log group that exists** is used by \`role_arn\` and \`log_group_arn\`. A log group that an earlier function has left
  behind is taken over so, or by an \`import\` block.
- **A function that was cut off while it was made** is tainted, and has its name at AWS already: \`terraform untaint\` lets the next
  apply go on with it.`),
};
