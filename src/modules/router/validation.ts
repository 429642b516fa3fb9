import { call, forObject, inline, raw } from '../../hcl';
import type { LocalProps } from '../../module-stack/declarations';

/**
 * What API Gateway checks before it calls a function, as locals: parameters that have to be there, bodies that match a
 * model. REST APIs only.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 */
export function validationLocals(): Record<string, LocalProps> {
  return {
    request_validation: {
      value: forObject(
        ['id', 'on'],
        raw('local.runs_on'),
        raw('id'),
        raw(
          'coalesce(lookup(local.given[id], "request_validation", null), contains(["router", "function", "lambda"], on) ? var.request_validation : "NONE")',
        ),
      ),
      comment:
        "What is checked of requests to each operation: the app's models are for the app, not for what stands in its place.",
    },
    models: forObject(
      ['id', 'checks'],
      raw('local.request_validation'),
      raw('id'),
      raw('contains(["ALL", "BODY"], checks) ? try(local.operations[id].validate.model, "") : ""'),
    ),
    parameters: {
      value: forObject(
        ['id', 'checks'],
        raw('local.request_validation'),
        raw('id'),
        call(
          'merge',
          forObject(
            ['name'],
            raw('try(local.operations[id].validate.parameters, [])'),
            raw('replace(replace(name, "/^querystring[.]/", "query|"), "/^header[.]/", "header|")'),
            raw('true'),
            raw('contains(["ALL", "PARAMETERS"], checks)'),
          ),
          forObject(
            ['name', 'required'],
            raw('lookup(local.given[id], "request_parameters", {})'),
            raw('replace(replace(name, "/^querystring[.]/", "query|"), "/^header[.]/", "header|")'),
            raw('required'),
            raw('!startswith(name, "path.")'),
          ),
        ),
      ),
      comment: 'Query parameters and headers that the document declares, and whether they have to be there.',
    },
    validators: {
      value: {
        all: inline({ validateRequestBody: true, validateRequestParameters: true }),
        body: inline({ validateRequestBody: true, validateRequestParameters: false }),
        parameters: inline({ validateRequestBody: false, validateRequestParameters: true }),
      },
      comment: 'The three ways in which API Gateway checks a request.',
    },
    validation: {
      value: forObject(
        ['id'],
        raw('keys(local.request_validation)'),
        raw('id'),
        call(
          'merge',
          forObject(
            ['model'],
            raw('compact([local.models[id]])'),
            raw('"requestBody"'),
            inline({
              required: true,
              content: inline({
                'application/json': inline({
                  schema: inline({
                    $ref: { $hcl: 'template', parts: ['#/components/schemas/', raw('model')] },
                  }),
                }),
              }),
            }),
          ),
          forObject(
            ['validator'],
            call('compact', [
              raw(
                'anytrue(values(local.parameters[id])) ? local.models[id] == "" ? "parameters" : "all" : local.models[id] == "" ? "" : "body"',
              ),
            ]),
            raw('"x-amazon-apigateway-request-validator"'),
            raw('validator'),
          ),
        ),
      ),
      comment: 'What the document says of it.',
    },
    all_models: raw('jsondecode(file("${path.module}/models.json")).models'),
    schemas: {
      value: raw('{ for name in toset(compact(values(local.models))) : name => local.all_models[name] }'),
      comment: 'Models that operations are checked by: only those in use are in the document.',
    },
  };
}
