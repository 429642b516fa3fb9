import type { ApiModel, ApiOperation, ApiParameter, RawSchema } from '../openapi';
import { isList, own } from '../openapi/json-value';
import { schemaOf, schemasOf } from './request-at';
import { looksLikeAlias } from './request-names';
import type { Left } from './request-relaxed';
import { textKind } from './request-text';

/** The parameters that API Gateway asks for, and those that it leaves to the app. */
export interface RequiredParameters {
  /** As a method's `request_parameters` write them, without `method.request.`: `querystring.limit`. */
  readonly parameters: readonly string[];
  readonly left: readonly Left[];
}

const REASONS = {
  cookie: 'a required cookie is not asked for: API Gateway sees only the header with all of them',
  header:
    'a required header is not asked for: API Gateway may tell upper from lower case in its name, which the app does not',
  written: 'a required parameter is not asked for where the app writes several values or an object into it',
  alias:
    'a required parameter with the look of an alias is not asked for: Pydantic can take it by its own name',
  blank:
    'a required parameter that can be empty is not asked for: API Gateway takes an empty one for missing',
};

/**
 * The parameters without which API Gateway refuses a request. It takes a blank value for none:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 */
export function requiredParameters(
  operation: ApiOperation,
  references: ApiModel['references'],
): RequiredParameters {
  const parameters: string[] = [];
  const left = new Map<string, string[]>();
  for (const parameter of operation.parameters) {
    if (!parameter.required || parameter.in === 'path') continue;
    const reason = reasonAgainst(parameter, references);
    if (reason === undefined) parameters.push(`querystring.${parameter.name}`);
    else left.set(reason, [...(left.get(reason) ?? []), parameter.name]);
  }
  return {
    parameters,
    left: [...left].map(([what, names]) => ({ where: `${operation.id}: ${names.join(', ')}`, what })),
  };
}

function reasonAgainst(parameter: ApiParameter, references: ApiModel['references']): string | undefined {
  const { name, schema, style, contentType } = parameter;
  if (parameter.in === 'cookie') return REASONS.cookie;
  if (parameter.in === 'header') return REASONS.header;
  if (parameter.in !== 'query' || contentType !== undefined || (style ?? 'form') !== 'form')
    return REASONS.written;
  if (looksLikeAlias(name)) return REASONS.alias;
  return refusesBlank(schema ?? true, references, 0) ? undefined : REASONS.blank;
}

/** Whether an app takes neither an empty text nor white space for a value of this schema. */
function refusesBlank(schema: RawSchema, references: ApiModel['references'], depth: number): boolean {
  if (typeof schema === 'boolean' || depth > 8) return false;
  const refuses = (one: RawSchema) => refusesBlank(one, references, depth + 1);
  const ref = own(schema, '$ref');
  if (typeof ref === 'string') return refuses(references[ref] ?? true);
  const values = Object.hasOwn(schema, 'const') ? [own(schema, 'const')] : own(schema, 'enum');
  if (Array.isArray(values)) return values.every((value) => typeof value !== 'string' || value.trim() !== '');
  const choices = [...schemasOf(own(schema, 'anyOf')), ...schemasOf(own(schema, 'oneOf'))];
  if (choices.length) return choices.every(refuses);
  if (schemasOf(own(schema, 'allOf')).some(refuses)) return true;
  const type = own(schema, 'type');
  const types = isList(type) ? type : [type];
  return types.every((one) => {
    switch (one) {
      // Null has no text: a parameter can't be it
      case 'null':
      case 'integer':
      case 'number':
      case 'boolean':
        return true;
      case 'array':
        return refuses(schemaOf(own(schema, 'items')));
      case 'string':
        return textKind(schema) === 'scalar' || /^(?:uuid|email|uri)/.test(String(own(schema, 'format')));
      default:
        return false;
    }
  });
}
