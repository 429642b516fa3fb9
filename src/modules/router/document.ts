import { call, conditional, forObject, forTuple, inline, object, raw, type Value } from '../../hcl';
import type { LocalProps } from '../../module-stack/declarations';
import { type Inputs, said } from '../shared/rules';
import { authLocals } from './auth';
import { integrationLocals } from './integrations';
import type { Kind } from './operation-settings';
import { validationLocals } from './validation';

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

/** The API's document as locals: its routes, who may call them and what stands behind them. */
export function documentLocals(kind: Kind): Record<string, LocalProps> {
  return {
    ...(kind === 'rest' ? REST_FALLBACK : HTTP_METHODS),
    methods: {
      value: forObject(
        ['id', 'operation'],
        raw('local.routed'),
        raw('id'),
        kind === 'rest' ? restMethod() : httpMethod(),
        raw('contains(local.kinds_of_integration, local.runs_on[id])'),
      ),
      comment: 'Each operation as the document has it.',
    },
    paths: kind === 'rest' ? restPaths() : httpPaths(),
    document: {
      value: object([
        { key: 'openapi', value: '3.0.1' },
        { key: 'info', value: inline({ title: raw('local.name'), version: '1.0' }) },
        { key: 'paths', value: raw('local.paths') },
        ...(kind === 'rest'
          ? [{ key: 'x-amazon-apigateway-request-validators', value: raw('local.validators') }]
          : []),
        {
          key: 'components',
          value: {
            securitySchemes: raw('local.security_schemes'),
            ...(kind === 'rest'
              ? { schemas: raw('local.schemas') }
              : {
                  'x-amazon-apigateway-integrations': forObject(
                    ['key', 'integration'],
                    raw('local.function_integrations'),
                    raw('"function"'),
                    raw('integration'),
                    raw('key == "$router"'),
                  ),
                }),
          },
        },
      ]),
      comment: 'The whole API as one document: what is not in it is not open.',
    },
  };
}

/** What the document is made of, by the file that it stands in. */
export function documentFiles(kind: Kind): Readonly<Record<string, Record<string, LocalProps>>> {
  return {
    'auth.tf': authLocals(kind),
    'integrations.tf': integrationLocals(kind),
    ...(kind === 'rest' ? { 'validation.tf': validationLocals() } : {}),
    'api.tf': documentLocals(kind),
  };
}

const STRING = inline({ type: 'string' });

/** Parameters for the variables of a path. */
function pathParameters(names: string): Value {
  return forTuple(
    ['name'],
    raw(names),
    inline({ name: raw('name'), in: 'path', required: true, schema: STRING }),
  );
}

const VARIABLES = 'flatten(regexall("{([^}+]+)[+]?}", PATH))';
const ANSWER = inline({ default: inline({ description: 'The answer of the app' }) });

function restMethod(): Value {
  return call(
    'merge',
    object([
      {
        key: 'parameters',
        value: call(
          'concat',
          pathParameters(VARIABLES.replace('PATH', 'operation.route')),
          forTuple(
            ['name', 'required'],
            raw('local.parameters[id]'),
            inline({
              name: raw('split("|", name)[1]'),
              in: raw('split("|", name)[0]'),
              required: raw('required'),
              schema: STRING,
            }),
          ),
        ),
      },
      { key: 'security', value: raw('concat(local.security[id], local.key_security[id])') },
      { key: 'responses', value: methodResponses() },
      { key: 'x-amazon-apigateway-integration', value: raw('local.integrations[id]') },
    ]),
    raw('local.validation[id]'),
  );
}

/** The statuses and headers that answers of http, aws and mock integrations can have; a function says its own. */
function methodResponses(): Value {
  return call(
    'merge',
    forObject(
      ['status'],
      raw('distinct([for answer in values(local.answers[id]) : answer.statusCode])'),
      raw('status'),
      inline({
        description: 'An answer',
        headers: forObject(
          ['name'],
          raw(
            'distinct(flatten([for answer in values(local.answers[id]) : keys(answer.responseParameters) if answer.statusCode == status]))',
          ),
          raw('trimprefix(name, "method.response.header.")'),
          inline({ schema: STRING }),
        ),
      }),
    ),
    conditional(raw('contains(["http", "aws", "mock"], local.runs_on[id])'), object([]), ANSWER),
  );
}

function httpMethod(): Value {
  return object([
    { key: 'parameters', value: pathParameters(VARIABLES.replace('PATH', 'operation.route')) },
    { key: 'security', value: raw('local.security[id]') },
    { key: 'responses', value: ANSWER },
    { key: 'x-amazon-apigateway-integration', value: raw('local.integrations[id]') },
  ]);
}

const REST_FALLBACK: Record<string, LocalProps> = {
  catch_all_paths: {
    value: raw(
      'local.catch_all ? concat(["/", "/{proxy+}"], flatten([for route in keys(local.routes) : [for end in range(2, length(split("/", route)) + 1) : join("/", slice(split("/", route), 0, end))]])) : []',
    ),
    comment:
      'Where any method reaches the shared function. A greedy variable matches what is below a path, so / stands for itself;\nand a path with a route of its own, or above one, would refuse its other methods.',
  },
};

function restPaths(): LocalProps {
  return forObject(
    ['path'],
    raw('setunion(local.catch_all_paths, keys(local.routes))'),
    raw('path'),
    call(
      'merge',
      forObject(
        ['method'],
        raw('local.catch_all ? ["x-amazon-apigateway-any-method"] : []'),
        raw('method'),
        object([
          { key: 'parameters', value: pathParameters(VARIABLES.replace('PATH', 'path')) },
          { key: 'security', value: raw('concat(local.security["$router"], local.key_security["$router"])') },
          { key: 'responses', value: ANSWER },
          { key: 'x-amazon-apigateway-integration', value: raw('local.function_integrations["$router"]') },
        ]),
      ),
      OWN_METHODS,
    ),
  );
}

const OWN_METHODS = forObject(
  ['id'],
  raw('try(local.routes[path], [])'),
  raw('lower(local.operations[id].method)'),
  raw('local.methods[id]'),
  raw('contains(local.kinds_of_integration, local.runs_on[id])'),
);

/** The methods of the catch-all of an HTTP API: by name, so that preflight requests are left to API Gateway. */
const HTTP_METHODS: Record<string, LocalProps> = {
  catch_all_paths: {
    value: conditional(raw('local.catch_all'), ['/', '/{proxy+}'], []),
    comment: 'A greedy variable matches what is below a path, so / stands for itself.',
  },
  catch_all_methods: {
    value: raw(
      'concat(["delete", "get", "head", "patch", "post", "put"], length(var.cors_allow_origins) == 0 ? ["options"] : [])',
    ),
    comment:
      "By name: a route for any method would take preflight requests from API Gateway and ask them who they are. Without\nCORS here, OPTIONS is the app's.",
  },
};

function httpPaths(): LocalProps {
  return forObject(
    ['path'],
    raw('setunion(local.catch_all_paths, keys(local.routes))'),
    raw('path'),
    call(
      'merge',
      forObject(
        ['method'],
        raw('contains(local.catch_all_paths, path) ? local.catch_all_methods : []'),
        raw('method'),
        object([
          { key: 'parameters', value: pathParameters(VARIABLES.replace('PATH', 'path')) },
          { key: 'security', value: raw('local.security["$router"]') },
          { key: 'responses', value: ANSWER },
          {
            key: 'x-amazon-apigateway-integration',
            value: inline({ $ref: '#/components/x-amazon-apigateway-integrations/function' }),
          },
        ]),
      ),
      OWN_METHODS,
    ),
  );
}
