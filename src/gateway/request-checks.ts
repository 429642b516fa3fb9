import { createHash } from 'node:crypto';
import type { ApiModel, ApiOperation, ApiParameter, JsonObject, RawSchema } from '../openapi';
import { isList, isObject, own } from '../openapi/json-value';
import { type RequestModel, requestModel, schemaOf, schemasOf } from './request-model';
import { looksLikeAlias, textKind } from './request-text';
import type { SkippedCheck } from './skipped-check';

/** The checks that API Gateway makes before it calls the app. */
export interface RequestChecks {
  /** The checks by operation id; every operation of the API has an entry, an empty one when nothing is checked. */
  readonly operations: Readonly<Record<string, RequestCheck>>;
  /** The models by name: letters and digits, a letter first. JSON Schema, draft 4, without references. */
  readonly models: Readonly<Record<string, JsonObject>>;
  /** The checks that are skipped, since only the app can make them, in the order of the operations: one entry for each reason and operation. */
  readonly skipped: readonly SkippedCheck[];
}

/** The checks of API Gateway for one operation. */
export interface RequestCheck {
  /** A name of `models`. @default - the body is not checked */
  readonly model?: string;
  /** Parameters that have to be there and not blank: `querystring.limit`. @default - none */
  readonly parameters?: readonly string[];
}

/**
 * Most bytes of all models together: API Gateway takes a definition of 6 MB, and Terraform holds the models in its
 * state.
 */
export const MOST_BYTES_OF_ALL = 1_500_000;

/** Methods whose body is checked. Others have none, or one that proxies may drop. */
const METHODS = ['post', 'put', 'patch'];

/** Names of the models that API Gateway makes with every REST API. */
const TAKEN = ['empty', 'error'];

const REASONS = {
  method: 'the body of this method is not checked',
  optional: 'a body that can be left out is not checked: API Gateway has no word for it',
  media: 'a body that is not JSON alone is not checked',
  text: 'a body that can be text or one value is not checked: the app reads it as it is where its type is not said',
  total: 'the body is not checked: the models of the operations before are all that API Gateway gets',
};

/**
 * The checks that API Gateway can make of an app's requests: the required parameters, and bodies in JSON.
 *
 * A request that the app takes is never refused. The schemas of FastAPI's document say less than Pydantic takes (numbers
 * as text, and so on), and API Gateway takes but a part of JSON Schema (draft 4), so that a model asks for less than the
 * schema; `skipped` says what it does not ask for. The app still checks everything.
 *
 * Some apps take more than their document shows in any way. For such an operation `request_validation = "NONE"` is the
 * way out:
 * - `populate_by_name`/`validate_by_name` where the alias could be a variable's name, other names of `AliasChoices`, and
 *   `AliasPath`. Names such as `userName` or `from` are seen, and not required.
 * - validators that run before the type's own (`BeforeValidator`, `mode="before"`, `PlainValidator`), types with a schema
 *   of their own, and schemas written by hand (`json_schema_extra`, `WithJsonSchema`)
 * - `coerce_numbers_to_str`, enums with `_missing_`, `SkipJsonSchema` without a default of null
 * - `Iterable` (takes text and objects), `complex` and `ImportString` (documented as text)
 * - JSON that is none (`NaN`), compressed or not in UTF-8, and numbers with more digits than a float holds
 * - Pydantic 1 with a document of OpenAPI 3.1. One of 3.0 is taken for Pydantic 1's.
 *
 * @example
 * requestChecks(readApiFile('openapi.json')).operations.create_item // { model: 'Item', parameters: ['querystring.n'] }
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 * @see https://docs.pydantic.dev/latest/concepts/conversion_table/
 */
export function requestChecks(api: ApiModel): RequestChecks {
  const skipped: SkippedCheck[] = [];
  const bodies: Body[] = [];
  const parameters = new Map<string, readonly string[]>();
  const texts = new Set<string>();
  const modelOfSchema = modelsOf(api);
  let total = 0;
  for (const operation of api.operations) {
    const required = requiredParameters(operation, api.references);
    parameters.set(operation.id, required.parameters);
    skipped.push(...required.skipped);
    const { body, skipped: ofBody } = bodyOf(operation, modelOfSchema);
    const known = body && texts.has(body.key);
    const size = body && !known ? body.bytes : 0;
    if (total + size > MOST_BYTES_OF_ALL) {
      skipped.push({ where: `${operation.id}: body`, what: REASONS.total });
      continue;
    }
    skipped.push(...ofBody);
    if (!body) continue;
    total += size;
    texts.add(body.key);
    bodies.push(body);
  }
  const names = modelNames(bodies);
  const models = new Map(bodies.map(({ key, schema }) => [names.get(key) ?? '', schema]));
  const modelOf = new Map(bodies.map(({ operation, key }) => [operation, names.get(key)]));
  return {
    operations: Object.fromEntries(
      api.operations.map(({ id }) => {
        const model = modelOf.get(id);
        const asked = parameters.get(id) ?? [];
        return [id, { ...(model && { model }), ...(asked.length && { parameters: asked }) }];
      }),
    ),
    models: Object.fromEntries([...models].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))),
    skipped,
  };
}

/** The model of an operation's body. */
interface Body {
  readonly operation: string;
  /** The name that the model's name is made from. */
  readonly name: string;
  readonly schema: JsonObject;
  /** Name and schema as one text. */
  readonly key: string;
  readonly bytes: number;
}

/** A translated schema, with the text of the model: the size and the key of each body are read from it. */
interface WrittenModel extends RequestModel {
  readonly text: string;
}

/** Translates a schema; one that many operations refer to is translated and written once. */
type ModelOfSchema = (schema: RawSchema) => WrittenModel;

function modelsOf(api: ApiModel): ModelOfSchema {
  const known = new Map<string, WrittenModel>();
  const written = (schema: RawSchema): WrittenModel => {
    const model = requestModel(schema, api);
    return { ...model, text: JSON.stringify(model.schema ?? {}) };
  };
  return (schema) => {
    const [key, ...others] = isObject(schema) ? Object.keys(schema) : [];
    const ref = isObject(schema) && key === '$ref' && others.length === 0 ? schema.$ref : undefined;
    if (typeof ref !== 'string') return written(schema);
    const found = known.get(ref) ?? written(schema);
    known.set(ref, found);
    return found;
  };
}

function bodyOf(
  operation: ApiOperation,
  modelOfSchema: ModelOfSchema,
): { body?: Body; skipped: readonly SkippedCheck[] } {
  const { id, method, requestBody } = operation;
  if (!requestBody) return { skipped: [] };
  const types = Object.entries(requestBody.content);
  const [[type, media] = []] = types;
  if (!media) return { skipped: [] };
  const because = (reason: keyof typeof REASONS) => ({
    skipped: [{ where: `${id}: body`, what: REASONS[reason] }],
  });
  if (!METHODS.includes(method)) return because('method');
  if (types.length > 1 || !isJson(type)) return because('media');
  if (!requestBody.required) return because('optional');
  if (media.schema === undefined) return { skipped: [] };
  const { schema, skipped, text } = modelOfSchema(media.schema);
  if (!schema) return { skipped: skipped.listOf(id) };
  if (!isShape(schema)) return because('text');
  const ref = isObject(media.schema) ? media.schema.$ref : undefined;
  const name = modelName(typeof ref === 'string' ? lastOf(ref) : id);
  const body = { operation: id, name, schema, key: `${name} ${text}`, bytes: Buffer.byteLength(text) };
  return { body, skipped: skipped.listOf(id) };
}

function isJson(type: string | undefined): boolean {
  return /^application\/json\s*(?:;.*)?$/i.test(type ?? '');
}

/** Whether only objects and lists pass, and perhaps null. Others can come without a type, and then are no JSON. */
function isShape(schema: JsonObject): boolean {
  const { type, anyOf, allOf } = schema;
  if (type !== undefined) return type === 'object' || type === 'array';
  if (isList(anyOf)) return anyOf.every((one) => isObject(one) && isShape(one));
  if (isList(allOf)) return allOf.some((one) => isObject(one) && isShape(one));
  return [
    'properties',
    'required',
    'additionalProperties',
    'items',
    'minItems',
    'maxItems',
    'minProperties',
  ].some((key) => Object.hasOwn(schema, key));
}

/** The name that a reference ends with. */
function lastOf(ref: string): string {
  const last = ref.replace(/^.*\//s, '');
  try {
    return decodeURIComponent(last);
  } catch {
    return last; // a percent sign that escapes nothing stands for itself
  }
}

/** Letters and digits of a name, a letter first. */
function modelName(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9]+/g, '').replace(/^(?=[0-9]|$)/, 'Model');
  const free = TAKEN.includes(plain.toLowerCase()) ? `${plain}Body` : plain;
  return free.length > 100 ? `${free.slice(0, 92)}${digest(name)}` : free;
}

/**
 * The name of each different model. Those that would have one name, but for upper and lower case, get a part of their
 * content into it, so that no name depends on which comes first.
 */
function modelNames(bodies: readonly Body[]): ReadonlyMap<string, string> {
  const different = new Map(bodies.map((body) => [body.key, body]));
  const counts = new Map<string, number>();
  for (const { name } of different.values())
    counts.set(name.toLowerCase(), (counts.get(name.toLowerCase()) ?? 0) + 1);
  return new Map(
    [...different].map(([key, { name }]) => [
      key,
      counts.get(name.toLowerCase()) === 1 ? name : `${name}${digest(key)}`,
    ]),
  );
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

/** The parameters that API Gateway asks for, and those that it leaves to the app. */
interface RequiredParameters {
  /** Names as a method's `request_parameters` write them, without `method.request.`: `querystring.limit`. */
  readonly parameters: readonly string[];
  readonly skipped: readonly SkippedCheck[];
}

const PARAMETER_REASONS = {
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
function requiredParameters(operation: ApiOperation, references: ApiModel['references']): RequiredParameters {
  const parameters: string[] = [];
  const skipped = new Map<string, string[]>();
  for (const parameter of operation.parameters) {
    if (!parameter.required || parameter.in === 'path') continue;
    const reason = reasonAgainst(parameter, references);
    if (reason === undefined) parameters.push(`querystring.${parameter.name}`);
    else skipped.set(reason, [...(skipped.get(reason) ?? []), parameter.name]);
  }
  return {
    parameters,
    skipped: [...skipped].map(([what, names]) => ({ where: `${operation.id}: ${names.join(', ')}`, what })),
  };
}

function reasonAgainst(parameter: ApiParameter, references: ApiModel['references']): string | undefined {
  const { name, schema, style, contentType } = parameter;
  if (parameter.in === 'cookie') return PARAMETER_REASONS.cookie;
  if (parameter.in === 'header') return PARAMETER_REASONS.header;
  if (parameter.in !== 'query' || contentType !== undefined || (style ?? 'form') !== 'form')
    return PARAMETER_REASONS.written;
  if (looksLikeAlias(name)) return PARAMETER_REASONS.alias;
  return refusesBlank(schema ?? true, references, 0) ? undefined : PARAMETER_REASONS.blank;
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
      // Null has no text: a parameter can't be null
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
