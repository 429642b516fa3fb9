import {
  call,
  conditional,
  type Expression,
  forObject,
  forTuple,
  inline,
  object,
  raw,
  text,
  type Value,
} from '../../hcl';
import type { LocalProps } from '../../module-stack/declarations';

/**
 * CORS of a REST API as locals over the `cors_*` inputs. A REST API has no CORS of its own: each path needs an OPTIONS
 * method that answers preflight requests, and API Gateway's own errors need the headers too.
 *
 * With several origins the answer names the one that asks: one header holds one origin, and a list joined by commas is
 * no origin at all. Velocity compares whole strings: a pattern would take the dots of a host name for any character.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html
 */
export function restCorsLocals(): Record<string, LocalProps> {
  return {
    cors_enabled: raw('length(var.cors_allow_origins) > 0'),
    cors_any_origin: raw('contains(var.cors_allow_origins, "*")'),
    cors_methods: {
      value: conditional(
        raw('contains(var.cors_allow_methods, "*")'),
        ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'],
        raw('var.cors_allow_methods'),
      ),
      comment: 'By name: with credentials, browsers take * for the name of a method.',
    },
    cors_headers: {
      value: call(
        'merge',
        {
          'Access-Control-Allow-Headers': text`'${call('join', ',', raw('var.cors_allow_headers'))}'`,
          'Access-Control-Allow-Methods': text`'${call('join', ',', raw('local.cors_methods'))}'`,
          'Access-Control-Max-Age': text`'${'var.cors_max_age'}'`,
        },
        conditional(
          raw('local.cors_any_origin'),
          inline({ 'Access-Control-Allow-Origin': "'*'" }),
          inline({ Vary: "'Origin'" }),
        ),
        only('var.cors_allow_credentials', { 'Access-Control-Allow-Credentials': "'true'" }),
      ),
      comment: 'The headers that are the same for every origin. Quotes mark a constant in API Gateway.',
    },
    cors_preflight_template: {
      value: conditional(
        raw('local.cors_any_origin'),
        '',
        call('join', '', [
          '#set($origin = $input.params().header.get("Origin"))',
          '#if(!$origin)#set($origin = $input.params().header.get("origin"))#end',
          '#if(',
          call(
            'join',
            ' || ',
            forTuple(['origin'], raw('var.cors_allow_origins'), text`$origin == \"${'origin'}\"`),
          ),
          ')',
          '#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)',
          '#end',
        ]),
      ),
      comment:
        'Velocity: the origin that asks is named when it is one of the list; no origin is named otherwise.',
    },
    preflight_response: preflightResponse(),
    preflight: {
      value: preflightOperation(),
      comment:
        'The OPTIONS method: API Gateway answers it alone, without authorization and without the function.',
    },
    ...errorHeaders(),
    cors_response_parameters: forObject(
      ['name', 'value'],
      raw('local.cors_error_headers'),
      text`gatewayresponse.header.${'name'}`,
      raw('value'),
    ),
    error_templates: { 'application/json': '{"message":$context.error.messageString}' },
    cors_gateway_responses: {
      value: forObject(
        ['type'],
        conditional(raw('local.cors_enabled'), ['DEFAULT_4XX', 'DEFAULT_5XX'], []),
        raw('type'),
        {
          responseParameters: raw('local.cors_response_parameters'),
          responseTemplates: raw('local.error_templates'),
        },
      ),
      comment:
        "API Gateway's own errors (401, 403, 429, 5xx) carry the headers too, or a page could not read them.",
    },
  };
}

/** An object when a condition holds, and an empty one otherwise. */
function only(condition: string, value: Readonly<Record<string, Value>>): Expression {
  return conditional(raw(condition), inline(value), {});
}

/**
 * The headers of API Gateway's own errors. They know no Velocity: one origin is named, of several the one that asks is
 * repeated, and then without credentials: what is readable that way is API Gateway's message and nothing of the app.
 */
function errorHeaders(): Record<string, LocalProps> {
  return {
    cors_error_origin: conditional(
      raw('length(var.cors_allow_origins) == 1'),
      text`'${'var.cors_allow_origins[0]'}'`,
      'method.request.header.Origin',
    ),
    cors_error_headers: {
      value: call(
        'merge',
        forObject(
          ['name', 'value'],
          raw('local.cors_headers'),
          raw('name'),
          raw('value'),
          raw('name != "Access-Control-Allow-Credentials" || length(var.cors_allow_origins) == 1'),
        ),
        inline({ 'Access-Control-Allow-Origin': raw('local.cors_error_origin') }),
        only('length(var.cors_expose_headers) > 0', {
          'Access-Control-Expose-Headers': text`'${call('join', ',', raw('var.cors_expose_headers'))}'`,
        }),
      ),
      comment:
        "API Gateway's own errors can't choose from a list: with several origins they repeat the one that asks, without\ncredentials. They hold API Gateway's message only, nothing of the function.",
    },
  };
}

function preflightResponse(): Value {
  return {
    statusCode: '204',
    responseParameters: forObject(
      ['name', 'value'],
      raw('local.cors_headers'),
      text`method.response.header.${'name'}`,
      raw('value'),
    ),
    responseTemplates: { 'application/json': raw('local.cors_preflight_template') },
  };
}

function preflightOperation(): Expression {
  return object([
    { key: 'summary', value: 'CORS preflight' },
    { key: 'security', value: [] },
    {
      key: 'responses',
      value: {
        204: {
          description: 'The requests that a page may send',
          headers: forObject(
            ['name'],
            raw(
              'concat(keys(local.cors_headers), local.cors_any_origin ? [] : ["Access-Control-Allow-Origin"])',
            ),
            raw('name'),
            inline({ schema: inline({ type: 'string' }) }),
          ),
        },
      },
    },
    {
      key: 'x-amazon-apigateway-integration',
      value: {
        type: 'mock',
        contentHandling: 'CONVERT_TO_TEXT',
        passthroughBehavior: 'when_no_match',
        requestTemplates: { 'application/json': call('jsonencode', inline({ statusCode: 204 })) },
        responses: {
          default: raw('local.preflight_response'),
        },
      },
    },
  ]);
}
