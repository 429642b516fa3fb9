import { type Run, rejects } from '../shared/module-test';

const PLAN = 'aws_api_gateway_usage_plan.this';

/** Runs about keys and plans, of a REST API that has a document. */
export const USAGE_RUNS: readonly Run[] = [
  {
    name: 'no_keys_are_made_without_being_asked_for',
    asserts: [
      {
        that: 'length(aws_api_gateway_api_key.this) + length(aws_api_gateway_usage_plan.this) + length(aws_api_gateway_usage_plan_key.this) == 0',
        otherwise: 'Keys or plans are made without being asked for.',
      },
    ],
  },
  {
    name: 'keys_without_plans_are_in_one_plan',
    variables: { api_keys: { partner: {}, mobile: { description: 'The app', enabled: false } } },
    asserts: [
      {
        that: 'aws_api_gateway_api_key.this["partner"].name == "orders-partner" && aws_api_gateway_api_key.this["partner"].enabled',
        otherwise: 'A key has no name of its API, or is off.',
      },
      {
        that: '!aws_api_gateway_api_key.this["mobile"].enabled && aws_api_gateway_api_key.this["mobile"].description == "The app"',
        otherwise: 'The settings of a key are not used.',
      },
      {
        that: `keys(${PLAN}) == ["default"] && ${PLAN}["default"].name == "orders-default"`,
        otherwise: 'The keys have no plan.',
      },
      {
        that: `${PLAN}["default"].throttle_settings[0].rate_limit == 100 && ${PLAN}["default"].throttle_settings[0].burst_limit == 200`,
        otherwise: 'The default plan has other limits.',
      },
      {
        that: `${PLAN}["default"].quota_settings[0].limit == 10000 && ${PLAN}["default"].quota_settings[0].period == "DAY"`,
        otherwise: 'The default plan has another quota.',
      },
      {
        that: 'keys(aws_api_gateway_usage_plan_key.this) == ["default/mobile", "default/partner"]',
        otherwise: 'The default plan does not hold every key.',
      },
    ],
  },
  {
    name: 'plans_hold_the_keys_that_they_name',
    variables: {
      api_keys: { partner: {}, mobile: {} },
      usage_plans: {
        gold: {
          api_keys: ['partner'],
          rate_limit: 50,
          quota_limit: 0,
          throttle: { '/orders/{id}/GET': { rate_limit: 5, burst_limit: 6 } },
        },
        free: { api_keys: ['mobile'], burst_limit: 1, quota_period: 'MONTH' },
      },
    },
    asserts: [
      {
        that: 'keys(aws_api_gateway_usage_plan_key.this) == ["free/mobile", "gold/partner"]',
        otherwise: 'A plan holds other keys than it names.',
      },
      {
        that: `${PLAN}["gold"].throttle_settings[0].rate_limit == 50 && ${PLAN}["gold"].throttle_settings[0].burst_limit == 200 && ${PLAN}["free"].throttle_settings[0].burst_limit == 1`,
        otherwise: 'A limit is not used.',
      },
      {
        that: `length(${PLAN}["gold"].quota_settings) == 0 && ${PLAN}["free"].quota_settings[0].period == "MONTH"`,
        otherwise: 'A quota can not be switched off, or has another period.',
      },
    ],
  },
  rejects('keys as a list', { api_keys: ['partner'] }, 'var.api_keys'),
  rejects('an unknown attribute of a key', { api_keys: { partner: { enable: true } } }, 'var.api_keys'),
  rejects('a short value of a key', { api_keys: { partner: { value: 'short' } } }, 'var.api_keys'),
  rejects(
    'a number as value of a key',
    { api_keys: { partner: { value: 12345678901234567000 } } },
    'var.api_keys',
  ),
  rejects('a key of a plan that is null', { usage_plans: { gold: { api_keys: [null] } } }, 'var.usage_plans'),
  rejects('a name of a key with a slash', { api_keys: { 'a/b': {} } }, 'var.api_keys'),
  rejects('an unknown attribute of a plan', { usage_plans: { gold: { rate: 5 } } }, 'var.usage_plans'),
  rejects(
    'a plan that lets nothing through',
    { usage_plans: { gold: { rate_limit: 0 } } },
    'var.usage_plans',
  ),
  rejects('an unknown period', { usage_plans: { gold: { quota_period: 'YEAR' } } }, 'var.usage_plans'),
  rejects(
    'a throttle with a method before its path',
    { usage_plans: { gold: { throttle: { 'GET /orders': { rate_limit: 1, burst_limit: 1 } } } } },
    'var.usage_plans',
  ),
  rejects(
    'a throttle with half of its limits',
    { usage_plans: { gold: { throttle: { '/orders/GET': { rate_limit: 1 } } } } },
    'var.usage_plans',
  ),
  rejects(
    'a plan with a key that is not there',
    { api_keys: { partner: {} }, usage_plans: { gold: { api_keys: ['partnr'] } } },
    'aws_api_gateway_rest_api.this',
  ),
  rejects(
    'a key in two plans',
    { api_keys: { partner: {} }, usage_plans: { gold: {}, free: {} } },
    'aws_api_gateway_rest_api.this',
  ),
];
