import { call, forObject, inline, object, raw, text, type Value } from '../../hcl';
import type { LocalProps } from '../../module-stack/declarations';
import { addressNames, answers, requestMappings, set } from './mappings';
import type { Kind } from './operation-settings';

const has = (name: string) => `contains(keys(local.given_integrations[id]), "${name}")`;

/** Milliseconds that the gateway waits for what is not a function. */
const waits = (longest: number) =>
  raw(
    `coalesce(${set('timeout_milliseconds')}, try(1000 * lookup(local.given[id], "timeout", null), null), ${longest})`,
  );

/** What stands behind each route, as locals of the document. */
export function integrationLocals(kind: Kind): Record<string, LocalProps> {
  const longest = kind === 'rest' ? 29_000 : 30_000;
  return {
    ...(kind === 'rest' ? INVOCATIONS : {}),
    callees: callees(kind),
    function_integrations: {
      value: forObject(
        ['key', 'callee'],
        raw('local.callees'),
        raw('key'),
        kind === 'rest' ? restFunction() : httpFunction(),
      ),
      comment: 'A function, always through its alias.',
    },
    ...(kind === 'rest' ? restOthers(longest) : httpOthers(longest)),
    integrations: {
      value: call(
        'merge',
        forObject(
          ['id', 'on'],
          raw('local.runs_on'),
          raw('id'),
          call(
            'merge',
            raw('local.function_integrations[on == "router" ? "$router" : id]'),
            raw(
              'lookup(local.given[id], "timeout", null) == null ? {} : { timeoutInMillis = min(1000 * local.given[id].timeout, local.function_integrations[on == "router" ? "$router" : id].timeoutInMillis) }',
            ),
          ),
          raw('contains(["router", "function", "lambda"], on)'),
        ),
        raw('local.http_integrations'),
        raw('local.aws_integrations'),
        ...(kind === 'rest' ? [raw('local.mock_integrations')] : []),
      ),
      comment: 'What each operation runs on.',
    },
  };
}

const INVOCATIONS: Record<string, LocalProps> = {
  invocations: {
    value: {
      STREAM: inline({ version: '2021-11-15', action: 'response-streaming-invocations' }),
      BUFFERED: inline({ version: '2015-03-31', action: 'invocations' }),
    },
    comment: 'Streaming has an address of its own.',
  },
};

function callees(kind: Kind): LocalProps {
  const mode = (streams: string) => raw(`${streams} ? "STREAM" : "BUFFERED"`);
  const callee = (arn: string, streams: string, timeout: string): Value =>
    object([
      { key: 'arn', value: raw(arn) },
      ...(kind === 'rest' ? [{ key: 'mode', value: mode(streams) }] : []),
      { key: 'timeout', value: raw(timeout) },
    ]);
  return {
    value: call(
      'merge',
      forObject(
        ['key', 'function'],
        raw('module.function'),
        raw('key'),
        callee(
          'function.alias_arn',
          'local.streams[key]',
          'coalesce(lookup(local.given[key], "timeout", null), var.timeout)',
        ),
      ),
      forObject(
        ['id', 'on'],
        raw('local.runs_on'),
        raw('id'),
        callee(
          'local.given_integrations[id].arn',
          'lookup(local.given[id], "response_transfer_mode", "BUFFERED") == "STREAM"',
          'coalesce(lookup(local.given[id], "timeout", null), var.timeout)',
        ),
        raw('on == "lambda"'),
      ),
    ),
    comment: 'The functions that are called, those that exist already among them.',
  };
}

const LAMBDA_PATH = 'data.aws_partition.current.partition';

function restFunction(): Value {
  return {
    type: 'aws_proxy',
    httpMethod: 'POST',
    uri: text`arn:${LAMBDA_PATH}:apigateway:${'data.aws_region.current.id'}:lambda:path/${'local.invocations[callee.mode].version'}/functions/${'callee.arn'}/${'local.invocations[callee.mode].action'}`,
    passthroughBehavior: 'when_no_match',
    responseTransferMode: raw('callee.mode'),
    timeoutInMillis: raw('1000 * min(callee.timeout, callee.mode == "STREAM" ? 900 : 29)'),
  };
}

function httpFunction(): Value {
  return {
    type: 'AWS_PROXY',
    httpMethod: 'POST',
    uri: text`arn:${LAMBDA_PATH}:apigateway:${'data.aws_region.current.id'}:lambda:path/2015-03-31/functions/${'callee.arn'}/invocations`,
    payloadFormatVersion: '2.0',
    connectionType: 'INTERNET',
    timeoutInMillis: raw('1000 * callee.timeout'),
  };
}

function httpOthers(longest: number): Record<string, LocalProps> {
  return {
    ...addressNames(),
    http_integrations: {
      value: forObject(
        ['id', 'on'],
        raw('local.runs_on'),
        raw('id'),
        call(
          'merge',
          {
            type: 'HTTP_PROXY',
            httpMethod: raw(`upper(coalesce(${set('method')}, local.operations[id].method))`),
            uri: raw(set('uri', '""')),
            payloadFormatVersion: '1.0',
            connectionType: raw(`${set('vpc_link_id')} == null ? "INTERNET" : "VPC_LINK"`),
            requestParameters: raw(set('request_parameters', '{}')),
            timeoutInMillis: waits(longest),
          },
          raw(`${set('vpc_link_id')} == null ? {} : { connectionId = ${set('vpc_link_id')} }`),
        ),
        raw('on == "http_proxy"'),
      ),
      comment: 'Another HTTP server answers.',
    },
    aws_integrations: {
      value: forObject(
        ['id', 'on'],
        raw('local.runs_on'),
        raw('id'),
        {
          type: 'AWS_PROXY',
          integrationSubtype: raw(set('subtype', '""')),
          credentials: raw(set('credentials', '""')),
          payloadFormatVersion: '1.0',
          connectionType: 'INTERNET',
          requestParameters: raw(set('request_parameters', '{}')),
          timeoutInMillis: waits(longest),
        },
        raw('on == "aws"'),
      ),
      comment: 'An AWS service is called directly.',
    },
  };
}

function restOthers(longest: number): Record<string, LocalProps> {
  return {
    ...requestMappings(),
    ...answers(),
    http_integrations: {
      value: forObject(
        ['id', 'on'],
        raw('local.runs_on'),
        raw('id'),
        call(
          'merge',
          {
            type: raw('on'),
            httpMethod: raw(`upper(coalesce(${set('method')}, local.operations[id].method))`),
            uri: raw(set('uri', '""')),
            connectionType: raw(`${set('vpc_link_id')} == null ? "INTERNET" : "VPC_LINK"`),
            ...common(longest),
          },
          raw(`${set('vpc_link_id')} == null ? {} : { connectionId = ${set('vpc_link_id')} }`),
          ...templates(),
          raw('on == "http" ? { responses = local.answers[id] } : {}'),
          raw(
            'lookup(local.given[id], "response_transfer_mode", "BUFFERED") == "STREAM" ? { responseTransferMode = "STREAM" } : {}',
          ),
        ),
        raw('contains(["http_proxy", "http"], on)'),
      ),
      comment: 'Another HTTP server answers: through (http_proxy), or by templates (http).',
    },
    aws_integrations: {
      value: forObject(
        ['id', 'on'],
        raw('local.runs_on'),
        raw('id'),
        call(
          'merge',
          {
            type: 'aws',
            httpMethod: raw(`upper(coalesce(${set('method')}, "POST"))`),
            uri: text`arn:${LAMBDA_PATH}:apigateway:${'data.aws_region.current.id'}:${raw(`join(".", compact([${set('subdomain', '""')}, ${set('service', '""')}]))`)}:${raw(`${has('action')} ? "action/\${${set('action')}}" : "path/\${${set('path', '""')}}"`)}`,
            credentials: raw(set('credentials', '""')),
            responses: raw('local.answers[id]'),
            ...common(longest),
          },
          ...templates(),
        ),
        raw('on == "aws"'),
      ),
      comment: 'An AWS service is called directly, as the role of credentials.',
    },
    mock_integrations: {
      value: forObject(
        ['id', 'on'],
        raw('local.runs_on'),
        raw('id'),
        {
          type: 'mock',
          contentHandling: 'CONVERT_TO_TEXT',
          passthroughBehavior: 'when_no_templates',
          requestTemplates: {
            'application/json': call(
              'jsonencode',
              inline({ statusCode: raw(`tonumber(${set('status_code', '200')})`) }),
            ),
          },
          responses: raw('local.answers[id]'),
        },
        raw('on == "mock"'),
      ),
      comment:
        'API Gateway answers alone. Of binary_media_types such as */*, a request without a body would be bytes, which no template can read.',
    },
  };
}

/** Templates read text: bytes of binary_media_types come to them as Base64, and would fail otherwise. */
function templates(): Value[] {
  return [
    raw(`${has('request_templates')} ? { requestTemplates = ${set('request_templates')} } : {}`),
    raw(`${has('request_templates')} ? { contentHandling = "CONVERT_TO_TEXT" } : {}`),
  ];
}

function common(longest: number): Record<string, Value> {
  return {
    requestParameters: raw('local.request_mappings[id]'),
    passthroughBehavior: raw(`lower(coalesce(${set('passthrough_behavior')}, "when_no_match"))`),
    timeoutInMillis: waits(longest),
  };
}
