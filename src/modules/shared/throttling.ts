import type { Apigatewayv2Stage } from '@cdktf/provider-aws/lib/apigatewayv2-stage';
import { call, raw } from '../../hcl';
import type { Rule } from '../../module-stack/declarations';
import type { ModuleStack } from '../../module-stack/module-stack';
import { eachIs, eachNameMatches, type Inputs, sentence } from './rules';

const VERBS = 'GET|HEAD|OPTIONS|POST|PUT|PATCH|DELETE|ANY';

/** A path and the method behind it, as AWS writes the methods of usage plans: `/items/{id}/GET`; `/GET` for the root. */
export const METHOD_PATH = `^(/[^/ ]+)*/(${VERBS})$`;

const METHOD_RULE = 'name each method by its path and verb, such as /items/{id}/GET, or /GET for the path /.';

/**
 * Limits of one route. Both attributes have to be there, so that a misspelt one is an error although the type is closed.
 */
const LIMITS = call('map', call('object', { rate_limit: raw('number'), burst_limit: raw('number') }));

const LIMITS_TEXT = 'rate_limit in requests a second, burst_limit in requests at once; null: as the stage';

/** Limits of single methods of a REST API. */
export const METHOD_THROTTLING: Inputs = {
  method_throttling: {
    saysWhatThereIs: true,
    description: `Limits of single methods, by path and verb, such as "/items/{id}/GET" = { rate_limit = 10, burst_limit = 20 }: ${LIMITS_TEXT}. Methods that are not named share the limits of the stage.`,
    type: LIMITS,
    default: {},
    nullable: false,
    validation: [eachNameMatches('method_throttling', METHOD_PATH, METHOD_RULE), limits('method_throttling')],
  },
};

/** Limits of single routes of an HTTP API. */
export const ROUTE_THROTTLING: Inputs = {
  route_throttling: {
    saysWhatThereIs: true,
    description: `Limits of single routes, by route key, such as "GET /items/{id}" = { rate_limit = 10, burst_limit = 20 }: ${LIMITS_TEXT}. Routes that are not named have those of the stage. Each has to be a route of the API.`,
    type: LIMITS,
    default: {},
    nullable: false,
    validation: [
      eachNameMatches(
        'route_throttling',
        `^([$]default|(${VERBS}) /[^ ]*)$`,
        'name each route by its key, such as GET /items/{id} or $default.',
      ),
      limits('route_throttling'),
    ],
  },
};

function limits(name: string): Rule {
  return eachIs(
    [[['key', 'limits'], `var.${name}`]],
    'coalesce(limits.rate_limit, 1) > 0 && coalesce(limits.burst_limit, 1) >= 1',
    sentence(
      `${name}["`,
      'key',
      '"] lets no request through: give a rate_limit above 0 and a burst_limit of 1 or more.',
    ),
  );
}

/**
 * Limits as arguments of a block: null is what the stage has. Unset would be "no limit" for a REST method, and "nothing
 * passes" for an HTTP route.
 *
 * @param value HCL of the limits.
 */
export function limitArguments(value: string): { rate: string; burst: string } {
  return {
    rate: `coalesce(${value}.rate_limit, var.throttling_rate_limit)`,
    burst: `coalesce(${value}.burst_limit, var.throttling_burst_limit)`,
  };
}

/** The limits of single routes in the stage of an HTTP API. */
export function addRouteThrottling(stack: ModuleStack, stage: Apigatewayv2Stage): void {
  const { rate, burst } = limitArguments('route_settings.value');
  stack.dynamic(stage, {
    name: 'route_settings',
    forEach: raw('var.route_throttling'),
    content: {
      route_key: raw('route_settings.key'),
      detailed_metrics_enabled: raw('var.metrics_enabled'),
      throttling_rate_limit: raw(rate),
      throttling_burst_limit: raw(burst),
    },
  });
}
