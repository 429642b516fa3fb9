import { call, forObject, inline, object, raw, text } from '../../hcl';
import type { LocalProps } from '../../module-stack/declarations';

/** A setting of an operation's integration, or null. */
export const set = (name: string, fallback = 'null') =>
  `lookup(local.given_integrations[id], "${name}", ${fallback})`;

/** The names in the addresses of servers and services, as a local. */
export function addressNames(): Record<string, LocalProps> {
  return {
    address_names: {
      value: forObject(
        ['id', 'on'],
        raw('local.runs_on'),
        raw('id'),
        raw(
          `distinct(flatten(regexall("(?:^|[^$]){([^{}+]+)[+]?}", "\${${set('uri', '""')}}\${${set('path', '""')}}")))`,
        ),
        raw('contains(["http_proxy", "http", "aws"], on)'),
      ),
      comment: 'Names in braces in the address of a server or service.',
    },
  };
}

/** How requests to servers and services are filled, as locals. */
export function requestMappings(): Record<string, LocalProps> {
  return {
    ...addressNames(),
    request_mappings: {
      value: forObject(
        ['id', 'names'],
        raw('local.address_names'),
        raw('id'),
        call(
          'merge',
          forObject(
            ['name'],
            raw('names'),
            text`integration.request.path.${'name'}`,
            raw(
              'contains(keys(local.operations[id].variables), name) ? "method.request.path.${local.operations[id].variables[name]}" : "method.request.${contains(keys(lookup(local.given[id], "request_parameters", {})), "querystring.${name}") ? "querystring" : "header"}.${name}"',
            ),
          ),
          raw(set('request_parameters', '{}')),
        ),
      ),
      comment:
        'They are filled from variables of the path, and from query and headers that request_parameters names.',
    },
  };
}

/** What callers get of servers, services and mocks, as locals. */
export function answers(): Record<string, LocalProps> {
  return {
    default_answers: {
      value: object([
        { key: 'default', value: inline({ status_code: '200' }) },
        { key: '404', value: inline({ status_code: '404' }) },
        { key: '4(0[0-35-9]|[1-9]\\d)', value: inline({ status_code: '400' }) },
        { key: '5\\d{2}', value: inline({ status_code: '502' }) },
      ]),
      comment: 'What a caller gets for the statuses of a server or service, where responses are not given.',
    },
    answer_headers: {
      value: raw(
        'contains(var.cors_allow_origins, "*") ? { "method.response.header.Access-Control-Allow-Origin" = "\'*\'" } : length(var.cors_allow_origins) == 1 ? { "method.response.header.Access-Control-Allow-Origin" = "\'${var.cors_allow_origins[0]}\'" } : {}',
      ),
      comment:
        'The app answers pages itself; here API Gateway does, for any origin or for one: a mapping can not choose from a list.',
    },
    answers: {
      value: call(
        'merge',
        forObject(['id'], raw('keys(local.runs_on)'), raw('id'), object([])),
        forObject(
          ['id', 'on'],
          raw('local.runs_on'),
          raw('id'),
          forObject(
            ['pattern', 'answer'],
            raw('lookup(local.given_integrations[id], "responses", local.default_answers)'),
            raw('pattern'),
            {
              statusCode: raw(
                'tostring(lookup(answer, "status_code", can(tonumber(pattern)) ? pattern : "200"))',
              ),
              responseParameters: call(
                'merge',
                raw('local.answer_headers'),
                {
                  'method.response.header.Content-Type': 'integration.response.header.Content-Type',
                },
                raw('lookup(answer, "response_parameters", {})'),
              ),
              responseTemplates: raw('lookup(answer, "response_templates", {})'),
            },
          ),
          raw('contains(["http", "aws"], on)'),
        ),
        forObject(
          ['id', 'on'],
          raw('local.runs_on'),
          raw('id'),
          {
            default: {
              statusCode: raw(`tostring(${set('status_code', '200')})`),
              // Not the type of the template that was chosen: a caller's Accept header must not change it
              responseParameters: call('merge', raw('local.answer_headers'), {
                'method.response.header.Content-Type': text`'${set('content_type', '"application/json"')}'`,
              }),
              responseTemplates: object([
                { key: raw(set('content_type', '"application/json"')), value: raw(set('body', '""')) },
              ]),
            },
          },
          raw('on == "mock"'),
        ),
      ),
      comment: 'What callers get of http, aws and mock integrations.',
    },
  };
}
