import type { LocalProps, Rule } from '../constructs/declarations';
import { conditional, forObject, forTuple, inline, object, raw, text, type Value } from '../hcl';
import { authLocals } from './auth';
import { type Inputs, said } from './rules';

/** How answers reach the caller, for REST APIs. */
export const TRANSFER_INPUTS: Inputs = {
  response_transfer_mode: {
    description:
      'STREAM passes each part of an answer on as the app gives it, for up to 15 minutes; BUFFERED waits for the whole answer, for 29 seconds and 10 MB at the most. Null: STREAM for a script behind the adapter, BUFFERED for a Python handler.',
    type: 'string',
    default: null,
    validation: [
      {
        condition: raw(
          'var.response_transfer_mode == null ? true : contains(["STREAM", "BUFFERED"], var.response_transfer_mode)',
        ),
        message: said(
          'response_transfer_mode is "',
          'var.response_transfer_mode == null ? "" : var.response_transfer_mode',
          '": give STREAM or BUFFERED.',
        ),
      },
    ],
  },
};

export const TRANSFER_RULES: readonly Rule[] = [
  {
    condition: raw('!local.streams || local.uses_adapter'),
    message: said(
      'response_transfer_mode is STREAM and handler is the Python handler "',
      'var.handler',
      '", which gives whole answers: leave the mode out, or use run.sh.',
    ),
  },
];

/** The API's document as locals: its routes, who may call them and the function behind them. */
export function documentLocals(kind: 'rest' | 'http'): Record<string, LocalProps> {
  return {
    ...(kind === 'rest' ? restTransfer() : {}),
    integration: {
      value: kind === 'rest' ? restIntegration() : httpIntegration(),
      comment: 'The function, through its alias.',
    },
    ...authLocals(kind),
    ...(kind === 'http' ? METHODS_LOCAL : {}),
    routes: {
      value: { '/': [], '/{proxy+}': ['proxy'] },
      comment:
        'Paths with their variables. A greedy variable matches what is below a path, so / stands for itself.',
    },
    document: {
      value: object([
        { key: 'openapi', value: '3.0.1' },
        { key: 'info', value: inline({ title: raw('local.name'), version: '1.0' }) },
        { key: 'paths', value: kind === 'rest' ? restPaths() : httpPaths() },
        {
          key: 'components',
          value: {
            securitySchemes: raw('local.security_schemes'),
            ...(kind === 'http'
              ? { 'x-amazon-apigateway-integrations': inline({ function: raw('local.integration') }) }
              : {}),
          },
        },
      ]),
      comment: 'The whole API as one document: what is not in it is not open.',
    },
  };
}

function restTransfer(): Record<string, LocalProps> {
  return {
    streams: conditional(
      raw('var.response_transfer_mode == null'),
      raw('local.uses_adapter'),
      raw('var.response_transfer_mode == "STREAM"'),
    ),
    invocations: {
      value: conditional(
        raw('local.streams'),
        inline({ version: '2021-11-15', action: 'response-streaming-invocations' }),
        inline({ version: '2015-03-31', action: 'invocations' }),
      ),
      comment: 'Streaming has an address of its own.',
    },
  };
}

function restIntegration(): Value {
  return {
    type: 'aws_proxy',
    httpMethod: 'POST',
    uri: text`arn:${'data.aws_partition.current.partition'}:apigateway:${'data.aws_region.current.id'}:lambda:path/${'local.invocations.version'}/functions/${'aws_lambda_alias.live.arn'}/${'local.invocations.action'}`,
    passthroughBehavior: 'when_no_match',
    responseTransferMode: conditional(raw('local.streams'), 'STREAM', 'BUFFERED'),
    timeoutInMillis: raw('1000 * min(var.timeout, local.streams ? 900 : 29)'),
  };
}

function httpIntegration(): Value {
  return {
    type: 'AWS_PROXY',
    httpMethod: 'POST',
    uri: raw('aws_lambda_alias.live.invoke_arn'),
    payloadFormatVersion: '2.0',
    connectionType: 'INTERNET',
    timeoutInMillis: raw('1000 * var.timeout'),
  };
}

const PARAMETERS = forTuple(
  ['name'],
  raw('variables'),
  inline({ name: raw('name'), in: 'path', required: true, schema: inline({ type: 'string' }) }),
);

const RESPONSES = inline({ default: inline({ description: 'The answer of the app' }) });

function restPaths(): Value {
  return forObject(['path', 'variables'], raw('local.routes'), raw('path'), {
    'x-amazon-apigateway-any-method': object([
      { key: 'parameters', value: PARAMETERS },
      { key: 'security', value: raw('local.security') },
      { key: 'responses', value: RESPONSES },
      { key: 'x-amazon-apigateway-integration', value: raw('local.integration') },
    ]),
  });
}

function httpPaths(): Value {
  return forObject(
    ['path', 'variables'],
    raw('local.routes'),
    raw('path'),
    forObject(
      ['method'],
      raw('local.methods'),
      raw('method'),
      object([
        { key: 'parameters', value: PARAMETERS },
        { key: 'security', value: raw('local.security') },
        { key: 'responses', value: RESPONSES },
        {
          key: 'x-amazon-apigateway-integration',
          value: inline({ $ref: '#/components/x-amazon-apigateway-integrations/function' }),
        },
      ]),
    ),
  );
}

/** The methods of an HTTP API: by name, so that preflight requests are left to API Gateway. */
export const METHODS_LOCAL: Record<string, LocalProps> = {
  methods: {
    value: raw(
      'concat(["delete", "get", "head", "patch", "post", "put"], length(var.cors_allow_origins) == 0 ? ["options"] : [])',
    ),
    comment:
      "By name: a route for any method would take preflight requests from API Gateway and ask them who they are. Without\nCORS here, OPTIONS is the app's.",
  },
};
