import { attribute, block } from '../../hcl';
import { markdown } from '../../language';
import type { Readme } from '../shared/module';

export const ACCOUNT_README: Readme = {
  about:
    markdown.raw(`Access and execution logs of REST APIs are written with a role that is set once for a whole account and region. It
belongs to no API: one that is destroyed would take the logs of all others with it. Apply this module on its own.`),
  usage: [block('module', ['api_gateway_account'], [attribute('source', './modules/api-gateway-account')])],
  diagram: [
    'flowchart LR',
    '  account[account settings of API Gateway] --> role[role]',
    '  role --> logs[(CloudWatch Logs)]',
    '  apis[all REST APIs of the account and region] -.-> account',
  ],
  notes: markdown.raw(`## Good to know

- **One for each account and region.** A second one overwrites the setting of the first.
- **A role that exists** is used by \`role_arn\`; the module makes none then.
- **Destroying it** removes the role. AWS provider 6 and newer clear the setting too; older ones leave it pointing at the
  role that is gone.`),
};
