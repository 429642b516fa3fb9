import type { ApiGatewayRestApi } from '@cdktf/provider-aws/lib/api-gateway-rest-api';
import { ApiGatewayRestApiPolicy } from '@cdktf/provider-aws/lib/api-gateway-rest-api-policy';
import { call, conditional, forObject, forTuple, inline, raw, text } from '../../hcl';
import type { LocalProps, Rule } from '../../module-stack/declarations';
import type { ModuleStack } from '../../module-stack/module-stack';
import { as } from '../../module-stack/token';
import { attributeIs, attributesAreKnown } from '../shared/object-rules';
import type { Inputs } from '../shared/rules';

const NAME = 'resource_policy_statements';
const TEXTS = (attribute: string, pattern: string) =>
  `alltrue([for text in flatten([item.${attribute}]) : can(regex("${pattern}", text))])`;

/** The resource policy of a REST API, statement by statement. */
export const POLICY_STATEMENTS_INPUT: Inputs = {
  [NAME]: {
    description:
      'Statements of the resource policy of the API: who may call it from where. Each is an object with Effect and Principal, and may have Sid, Condition, Action (execute-api:Invoke where left out) and Resource (execute-api:/* where left out: all of the API; execute-api:/STAGE/METHOD/PATH is a part of it). Empty: none. Give these or resource_policy.',
    type: 'any',
    default: [],
    nullable: false,
    validation: [
      {
        condition: raw(`can([for item in var.${NAME} : keys(item)])`),
        message: `${NAME} is no list of statements: give objects, such as [{ Effect = "Allow", Principal = "*" }].`,
      },
      attributesAreKnown(NAME, ['Sid', 'Effect', 'Principal', 'Action', 'Resource', 'Condition']),
      attributeIs(
        NAME,
        'Effect',
        'contains(["Allow", "Deny"], item.Effect)',
        'give Allow or Deny.',
        'required',
      ),
      attributeIs(
        NAME,
        'Principal',
        'item.Principal == "*" ? true : length(keys(item.Principal)) > 0',
        'give "*" for anyone, or an object.',
        'required',
      ),
      attributeIs(
        NAME,
        'Action',
        TEXTS('Action', '^execute-api:.+$'),
        'give actions of execute-api, such as execute-api:Invoke.',
      ),
      attributeIs(
        NAME,
        'Resource',
        TEXTS('Resource', '^(execute-api:/|arn:|[*]$)'),
        'give execute-api:/STAGE/METHOD/PATH, an ARN, or a list of these.',
      ),
    ],
  },
};

/** Needs nothing of the API itself, so that the API's own rules can ask. */
export const POLICY_LOCALS: Readonly<Record<string, LocalProps>> = {
  has_policy: raw(`length(var.${NAME}) > 0 || var.resource_policy != null`),
};

export const POLICY_RULES: readonly Rule[] = [
  {
    condition: raw(`length(var.${NAME}) == 0 || var.resource_policy == null`),
    message: `resource_policy and ${NAME} are both given: an API has one policy. Leave one of them out.`,
  },
  {
    condition: raw(
      'var.endpoint_type != "PRIVATE" || !local.has_body || local.has_policy || can(var.body["x-amazon-apigateway-policy"].Statement)',
    ),
    message: `endpoint_type is PRIVATE and there is no resource policy: AWS refuses to deploy a private API without one. Say in ${NAME} who may call it, such as [{ Effect = "Allow", Principal = "*", Condition = { StringEquals = { "aws:SourceVpce" = ["vpce-..."] } } }].`,
  },
];

/** The resource policy, beside the document. */
export function addPolicy(stack: ModuleStack, api: ApiGatewayRestApi): ApiGatewayRestApiPolicy {
  stack.locals({
    policy_statements: {
      value: forTuple(
        ['item'],
        raw(`var.${NAME}`),
        call(
          'merge',
          {
            Effect: raw('item.Effect'),
            Principal: raw('item.Principal'),
            Action: forTuple(
              ['action'],
              raw('flatten([try(item.Action, null)])'),
              conditional(raw('action == null'), 'execute-api:Invoke', raw('action')),
            ),
            Resource: forTuple(
              ['resource'],
              raw('flatten([try(item.Resource, null)])'),
              call(
                'replace',
                conditional(raw('resource == null'), 'execute-api:/*', raw('resource')),
                '/^execute-api:[/]/',
                text`${'aws_api_gateway_rest_api.this.execution_arn'}/`,
              ),
            ),
          },
          forObject(
            ['name'],
            ['Sid', 'Condition'],
            raw('name'),
            raw('item[name]'),
            raw('try(item[name], null) != null'),
          ),
        ),
      ),
      comment:
        'With the ARN of the API in full: AWS would write it out, and every plan would find a difference.',
    },
    policy: conditional(
      raw(`length(var.${NAME}) > 0`),
      call('jsonencode', inline({ Version: '2012-10-17', Statement: raw('local.policy_statements') })),
      raw('var.resource_policy'),
    ),
  });
  return stack.add(
    ApiGatewayRestApiPolicy,
    'this',
    {
      count: as.number(raw('local.has_policy ? 1 : 0')),
      restApiId: api.id,
      policy: as.string(raw('local.policy')),
    },
    {
      comment:
        'Beside the document and not in it: an import would be refused while a private API has no policy yet.',
    },
  );
}
