import type { ApiGatewayRestApi } from '@cdktf/provider-aws/lib/api-gateway-rest-api';
import { ApiGatewayRestApiPolicy } from '@cdktf/provider-aws/lib/api-gateway-rest-api-policy';
import { call, conditional, forObject, forTuple, inline, raw, text, type Value } from '../../hcl';
import type { LocalProps, Rule } from '../../module-stack/declarations';
import type { ModuleStack } from '../../module-stack/module-stack';
import { as } from '../../module-stack/token';
import { attributeIs, attributesAreKnown, objectsOf } from '../shared/object-rules';
import type { Inputs } from '../shared/rules';

const NAME = 'resource_policy_statements';
const TEXTS = (attribute: string, pattern: string) =>
  `alltrue([for text in flatten([item.${attribute}]) : can(regex("${pattern}", text))])`;

const STATEMENT = {
  Effect: 'string',
  Principal: 'any',
  Sid: 'optional(string)',
  Action: 'optional(any)',
  Resource: 'optional(any)',
  Condition: 'optional(any)',
};

/** The resource policy of a REST API, statement by statement. */
export const POLICY_STATEMENTS_INPUT: Inputs = {
  [NAME]: {
    description:
      'Statements of the resource policy of the API: who may call it from where. Each is an object with Effect and Principal, and may have Sid, Condition, Action (execute-api:Invoke where left out) and Resource (execute-api:/* where left out: all of the API; execute-api:/STAGE/METHOD/PATH is a part of it). Empty: none. Give these or resource_policy. Either takes the place of an x-amazon-apigateway-policy of body.',
    type: 'any',
    shape: objectsOf('list', STATEMENT),
    default: [],
    nullable: false,
    validation: [
      {
        condition: raw(`can([for item in var.${NAME} : keys(item)])`),
        message: `${NAME} is no list of statements: give objects, such as [{ Effect = "Allow", Principal = "*" }].`,
      },
      attributesAreKnown(NAME, STATEMENT),
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
  policy_given: raw(`length(var.${NAME}) > 0 || var.resource_policy != null`),
  has_policy: raw('var.resource_policy_enabled == null ? local.policy_given : var.resource_policy_enabled'),
};

export const POLICY_RULES: readonly Rule[] = [
  {
    condition: raw('var.resource_policy_enabled == true ? local.policy_given : true'),
    message: `resource_policy_enabled is true, and neither resource_policy nor ${NAME} is given: give one of them.`,
  },
  {
    condition: raw('var.resource_policy_enabled == false ? !local.policy_given : true'),
    message: `resource_policy_enabled is false, and resource_policy or ${NAME} is given: leave the policy out, or the flag.`,
  },
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

/** The policy as it is given: statements as one document, or the text. */
export const POLICY_TEXT: Readonly<Record<string, LocalProps>> = {
  policy_statements: forTuple(
    ['item'],
    raw(`var.${NAME}`),
    call(
      'merge',
      {
        Effect: raw('item.Effect'),
        Principal: raw('item.Principal'),
        Action: withDefault('Action', 'execute-api:Invoke'),
        Resource: withDefault('Resource', 'execute-api:/*'),
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
  policy_text: conditional(
    raw(`length(var.${NAME}) > 0`),
    call('jsonencode', inline({ Version: '2012-10-17', Statement: raw('local.policy_statements') })),
    raw('coalesce(var.resource_policy, "{}")'),
  ),
  policy_in_document: {
    value: forObject(
      ['name'],
      conditional(raw('local.has_policy'), ['x-amazon-apigateway-policy'], []),
      raw('name'),
      raw('jsondecode(local.policy_text)'),
    ),
    comment:
      'An import without the policy would clear it, and the stage would serve a snapshot that is open.',
  },
};

/** An attribute of a statement as a list, or what stands for it. */
function withDefault(attribute: 'Action' | 'Resource', value: string): Value {
  const given =
    attribute === 'Action'
      ? raw('flatten([try(item.Action, null)])')
      : raw('flatten([try(item.Resource, null)])');
  return forTuple(['text'], given, conditional(raw('text == null'), value, raw('text')));
}

/**
 * The resource policy, as a resource beside the document that has it too.
 *
 * In the document, since AWS clears the policy with each import, and the provider of 6.48 and newer does not put it back.
 * As a resource, since providers before 6.48 put the one before back after an import.
 */
export function addPolicy(stack: ModuleStack, api: ApiGatewayRestApi): ApiGatewayRestApiPolicy {
  stack.locals({
    policy: {
      value: conditional(
        raw('local.has_policy'),
        call(
          'replace',
          raw('local.policy_text'),
          '"execute-api:/',
          text`"${'aws_api_gateway_rest_api.this.execution_arn'}/`,
        ),
        null,
      ),
      comment:
        'With the ARN of the API in full: AWS would write it out, and every plan would find a difference.',
    },
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
        'Beside the document, which has it too: AWS provider before 6.48 puts the policy before back after an import.',
    },
  );
}
