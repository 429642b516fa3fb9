import { ApiGatewayApiKey } from '@cdktf/provider-aws/lib/api-gateway-api-key';
import type { ApiGatewayRestApi } from '@cdktf/provider-aws/lib/api-gateway-rest-api';
import { ApiGatewayUsagePlan } from '@cdktf/provider-aws/lib/api-gateway-usage-plan';
import { ApiGatewayUsagePlanKey } from '@cdktf/provider-aws/lib/api-gateway-usage-plan-key';
import { call, conditional, forObject, forTuple, inline, raw, text } from '../../hcl';
import type { OutputProps, Rule } from '../../module-stack/declarations';
import type { ModuleStack } from '../../module-stack/module-stack';
import { as } from '../../module-stack/token';
import { attributeIs, attributesAreKnown, isObjects, namesMatch, objectsOf } from '../shared/object-rules';
import { eachIs, type Inputs, type Loop, message } from '../shared/rules';
import { METHOD_PATH } from '../shared/throttling';

/** The limits of a usage plan that sets none. */
const PLAN = { rate_limit: 100, burst_limit: 200, quota_limit: 10000, quota_period: 'DAY' } as const;

const NAMES = '^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$';
const NAMES_RULE = 'a name begins with a letter or digit and has at most 64 letters, digits, _, dots and -.';

/** The limits of single methods, plan by plan. */
const THROTTLE: readonly Loop[] = [
  [['name', 'item'], 'try({ for name, item in var.usage_plans : name => item }, {})'],
  [['path', 'limits'], 'try({ for path, limits in item.throttle : path => limits }, {})'],
];

/** HCL over the limits of one method. */
const LIMITS_ARE_RIGHT =
  'try(join(",", sort(keys(limits))) == "burst_limit,rate_limit" && limits.rate_limit > 0 && limits.burst_limit >= 1, false)';

const KEY = { description: 'optional(string)', enabled: 'optional(bool)', value: 'optional(string)' };

const PLAN_ATTRIBUTES = {
  api_keys: 'optional(list(string))',
  rate_limit: 'optional(number)',
  burst_limit: 'optional(number)',
  quota_limit: 'optional(number)',
  quota_period: 'optional(string)',
  throttle: 'optional(map(object({ rate_limit = number, burst_limit = number })))',
};

/** API keys, and the plans that say how much each may use. */
export const USAGE_INPUTS: Inputs = {
  api_keys: {
    saysWhatThereIs: true,
    description:
      'API keys by name, such as { partner = {}, mobile = { description = "The app" } }. Each may have description, enabled (true where left out) and value (20 to 128 characters; made by AWS where left out). A key counts where a method asks for one, and tells callers apart: it is no authorization.',
    type: 'any',
    shape: objectsOf('map', KEY),
    default: {},
    nullable: false,
    validation: [
      isObjects('api_keys', '{ partner = {} }'),
      namesMatch('api_keys', NAMES, NAMES_RULE),
      attributesAreKnown('api_keys', KEY),
      attributeIs('api_keys', 'description', 'length(tostring(item.description)) > 0', 'give a text.'),
      attributeIs(
        'api_keys',
        'enabled',
        'contains([true, false], tobool(item.enabled))',
        'give true or false.',
      ),
      {
        condition: call(
          'alltrue',
          forTuple(
            ['item'],
            raw('try(values(var.api_keys), [])'),
            raw(
              'try(item.value == null, true) || try(length(item.value) >= 20 && length(item.value) <= 128, false)',
            ),
          ),
        ),
        // The value is a secret, and so is for Terraform what is told apart by it: the names of wrong ones too
        message:
          'api_keys has a value that is no text of 20 to 128 characters: give one, or leave it out and AWS makes it.',
      },
    ],
  },
  usage_plans: {
    saysWhatThereIs: true,
    description:
      'Usage plans by name. Each may have api_keys (names; all where left out), rate_limit (100 requests a second), burst_limit (200 requests at once), quota_limit (10000 requests; 0: no quota), quota_period (DAY, WEEK or MONTH) and throttle (limits of single methods, such as "/items/{id}/GET" = { rate_limit = 10, burst_limit = 20 }). Empty, with api_keys: one plan, default, that holds all keys.',
    type: 'any',
    shape: objectsOf('map', PLAN_ATTRIBUTES),
    default: {},
    nullable: false,
    validation: [
      isObjects('usage_plans', '{ gold = { rate_limit = 50 } }'),
      namesMatch('usage_plans', NAMES, NAMES_RULE),
      attributesAreKnown('usage_plans', PLAN_ATTRIBUTES),
      attributeIs(
        'usage_plans',
        'api_keys',
        'alltrue([for key in tolist(item.api_keys) : length(tostring(key)) > 0])',
        'give a list of names of api_keys.',
      ),
      attributeIs('usage_plans', 'rate_limit', 'item.rate_limit > 0', 'give requests a second above 0.'),
      attributeIs(
        'usage_plans',
        'burst_limit',
        'item.burst_limit >= 1 && floor(item.burst_limit) == item.burst_limit',
        'give a whole number of requests from 1.',
      ),
      attributeIs(
        'usage_plans',
        'quota_limit',
        'item.quota_limit <= 2147483647 && can(regex("^[0-9]+$", item.quota_limit))',
        'give a whole number of requests from 0 (no quota) to 2147483647.',
      ),
      attributeIs(
        'usage_plans',
        'quota_period',
        'contains(["DAY", "WEEK", "MONTH"], item.quota_period)',
        'give DAY, WEEK or MONTH.',
      ),
      attributeIs('usage_plans', 'throttle', 'can(keys(item.throttle))', 'give limits by method.'),
      eachIs(
        THROTTLE,
        `can(regex("${METHOD_PATH}", path))`,
        text`usage_plans.${'name'}.throttle has ${'jsonencode(path)'}: give a path and a verb, such as /items/{id}/GET.`,
      ),
      eachIs(
        THROTTLE,
        LIMITS_ARE_RIGHT,
        text`usage_plans.${'name'}.throttle["${'path'}"] is wrong: give rate_limit and burst_limit, both above 0.`,
      ),
    ],
  },
};

export const USAGE_RULES: readonly Rule[] = [
  {
    condition: raw('length(local.unknown_plan_keys) == 0'),
    message: {
      $hcl: 'template',
      parts: [
        'usage_plans names the keys ',
        raw('jsonencode(local.unknown_plan_keys)'),
        ', and api_keys has ',
        raw('jsonencode(keys(var.api_keys))'),
        ': name one of these, or add the key to api_keys.',
      ],
    },
  },
  {
    condition: raw('length(local.shared_plan_keys) == 0'),
    message: message(
      'usage_plans has the keys ',
      'jsonencode(local.shared_plan_keys)',
      ' in more than one plan: AWS takes each key in one plan of a stage. Name in api_keys of each plan the keys that it holds.',
    ),
  },
];

/** The locals that the rules and the resources read. */
function usageLocals() {
  const limit = (name: keyof typeof PLAN) => call('coalesce', raw(`try(plan.${name}, null)`), PLAN[name]);
  return {
    usage_plans: {
      value: forObject(
        ['name', 'plan'],
        call(
          'merge',
          forObject(
            ['name'],
            conditional(raw('length(var.api_keys) > 0 && length(var.usage_plans) == 0'), ['default'], []),
            raw('name'),
            inline({}),
          ),
          raw('var.usage_plans'),
        ),
        raw('name'),
        {
          api_keys: raw('try([for key in plan.api_keys : key], keys(var.api_keys))'),
          rate_limit: limit('rate_limit'),
          burst_limit: limit('burst_limit'),
          quota_limit: limit('quota_limit'),
          quota_period: limit('quota_period'),
          throttle: raw('try({ for path, limits in plan.throttle : path => limits }, {})'),
        },
      ),
      comment: 'Each plan with what it leaves out.',
    },
    plan_keys: {
      value: forObject(
        ['pair'],
        call(
          'flatten',
          forTuple(
            ['name', 'plan'],
            raw('local.usage_plans'),
            forTuple(['key'], raw('plan.api_keys'), inline({ plan: raw('name'), key: raw('key') })),
          ),
        ),
        text`${'pair.plan'}/${'pair.key'}`,
        raw('pair'),
      ),
      comment: 'Each key in each plan that holds it.',
    },
    unknown_plan_keys: raw(
      'distinct([for pair in values(local.plan_keys) : pair.key if !contains(keys(var.api_keys), pair.key)])',
    ),
    shared_plan_keys: raw(
      '[for key in keys(var.api_keys) : key if length([for plan in local.usage_plans : 1 if contains(plan.api_keys, key)]) > 1]',
    ),
  };
}

/** Keys, plans, and which plan holds which key. */
export function addUsagePlans(stack: ModuleStack, api: ApiGatewayRestApi): void {
  const file = 'keys.tf';
  stack.locals(usageLocals(), { file });
  stack.add(
    ApiGatewayApiKey,
    'this',
    {
      name: as.string(text`${'var.api_name'}-${'each.key'}`),
      description: as.string(
        call(
          'coalesce',
          raw('try(var.api_keys[each.key].description, null)'),
          text`A key of ${'var.api_name'}.`,
        ),
      ),
      enabled: as.boolean(raw('coalesce(try(var.api_keys[each.key].enabled, null), true)')),
      value: as.string(raw('try(var.api_keys[each.key].value, null)')),
      tags: as.map(raw('var.tags')),
    },
    { file, forEach: raw('toset(keys(var.api_keys))') },
  );
  const plan = stack.add(
    ApiGatewayUsagePlan,
    'this',
    {
      name: as.string(text`${'var.api_name'}-${'each.key'}`),
      description: as.string(text`Limits of the callers of ${'var.api_name'}.`),
      throttleSettings: {
        rateLimit: as.number(raw('each.value.rate_limit')),
        burstLimit: as.number(raw('each.value.burst_limit')),
      },
      tags: as.map(raw('var.tags')),
    },
    { file, forEach: raw('local.usage_plans') },
  );
  stack.dynamic(plan, {
    name: 'api_stages',
    forEach: raw('aws_api_gateway_stage.this'),
    content: { api_id: as.string(api.id), stage: raw('api_stages.value.stage_name') },
    dynamic: [
      {
        name: 'throttle',
        forEach: raw('each.value.throttle'),
        content: {
          path: raw('throttle.key'),
          rate_limit: raw('throttle.value.rate_limit'),
          burst_limit: raw('throttle.value.burst_limit'),
        },
      },
    ],
  });
  stack.dynamic(plan, {
    name: 'quota_settings',
    forEach: conditional(raw('each.value.quota_limit > 0'), [1], []),
    content: { limit: raw('each.value.quota_limit'), period: raw('each.value.quota_period') },
  });
  stack.add(
    ApiGatewayUsagePlanKey,
    'this',
    {
      keyId: as.string(raw('aws_api_gateway_api_key.this[each.value.key].id')),
      keyType: 'API_KEY',
      usagePlanId: as.string(raw('aws_api_gateway_usage_plan.this[each.value.plan].id')),
    },
    { file, forEach: raw('local.plan_keys') },
  );
}

export const USAGE_OUTPUTS: Readonly<Record<string, OutputProps>> = {
  api_key_ids: {
    type: 'any',
    value: raw('{ for name, key in aws_api_gateway_api_key.this : name => key.id }'),
    description: 'Ids of the API keys, by name.',
  },
  api_key_values: {
    type: 'any',
    value: raw('{ for name, key in aws_api_gateway_api_key.this : name => key.value }'),
    description: 'The API keys themselves, by name: what a caller sends as x-api-key.',
    sensitive: true,
  },
  usage_plan_ids: {
    type: 'any',
    value: raw('{ for name, plan in aws_api_gateway_usage_plan.this : name => plan.id }'),
    description: 'Ids of the usage plans, by name.',
  },
};
