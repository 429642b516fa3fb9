import { Wafv2WebAclAssociation } from '@cdktf/provider-aws/lib/wafv2-web-acl-association';
import { raw } from '../../hcl';
import type { LocalProps, Rule } from '../../module-stack/declarations';
import type { ModuleStack } from '../../module-stack/module-stack';
import { as } from '../../module-stack/token';
import { type Inputs, matchesOrNull } from '../shared/rules';

/** The firewall in front of a REST stage. */
export const WAF_INPUTS: Inputs = {
  web_acl_arn: {
    description:
      'ARN of the web ACL (AWS WAF, scope REGIONAL) that looks at each request before the stage does.',
    nullMeans: 'no web ACL',
    type: 'string',
    default: null,
    validation: [
      matchesOrNull(
        'web_acl_arn',
        '^arn:[^:]+:wafv2:[^:]+:[0-9]{12}:regional/webacl/.+$',
        'give the ARN of a web ACL of the scope REGIONAL, arn:aws:wafv2:<region>:<account>:regional/webacl/<name>/<id>.',
      ),
    ],
  },
  web_acl_enabled: {
    description:
      'Whether the stage has the web ACL: true for one that is made in the same apply, whose ARN the plan does not know.',
    nullMeans: 'when web_acl_arn is given',
    type: 'bool',
    default: null,
  },
};

export const WAF_LOCALS: Readonly<Record<string, LocalProps>> = {
  web_acl: raw('var.web_acl_enabled == null ? var.web_acl_arn != null : var.web_acl_enabled'),
};

export const WAF_RULE: Rule = {
  condition: raw('!local.web_acl || var.web_acl_arn != null'),
  message: 'web_acl_enabled is true and web_acl_arn is null: give the ARN of the web ACL.',
};

/** Binds the web ACL to the stage. */
export function addWebAcl(stack: ModuleStack): void {
  stack.add(
    Wafv2WebAclAssociation,
    'this',
    {
      count: as.number(raw('local.has_body && local.web_acl ? 1 : 0')),
      resourceArn: as.string(raw('aws_api_gateway_stage.this[0].arn')),
      webAclArn: as.string(raw('var.web_acl_arn')),
    },
    { file: 'stage.tf' },
  );
}
