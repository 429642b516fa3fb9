import type { ApiModel, ApiOperation, ApiParameter, RawSchema } from '../openapi';
import { own } from '../openapi/json-value';
import { schemasOf } from './request-model';

/** What tells the requests of an operation apart, for a cache of their answers; or the reason why a cache can not. */
export type CacheKey =
  | {
      /** Names as a method's `request_parameters` write them, each once: `querystring.limit`, `header.X-Tenant`. */
      readonly key: readonly string[];
    }
  | {
      /** The reason, in plain words: `the query parameter tags can have several values`. */
      readonly problem: string;
    };

/** Names of parameters that API Gateway takes in a mapping. */
const NAME = /^[A-Za-z0-9._$:-]+$/;

/**
 * The query parameters and headers that an operation's document says it reads, with those by which the app knows a caller
 * (`security`). Variables of the path are not among them: the route has them.
 *
 * API Gateway puts one value of a parameter into the key. So an operation with lists and objects in its query has none: two
 * requests that differ in the others would have one answer.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
 */
export function cacheKey(operation: ApiOperation, api: ApiModel): CacheKey {
  const key = new Set<string>();
  for (const parameter of operation.parameters) {
    if (parameter.in === 'path') continue;
    const problem = problemOf(parameter, api.references);
    if (problem !== undefined) return { problem };
    key.add(nameOf(parameter.in, parameter.name));
  }
  const schemes = (operation.security ?? []).flatMap((requirement) => Object.keys(requirement));
  for (const name of schemes) {
    const scheme = api.securitySchemes[name];
    if (scheme?.type === 'mutualTLS') continue;
    if (scheme?.type === 'apiKey') key.add(nameOf(String(scheme.in), String(scheme.name)));
    else key.add('header.Authorization');
  }
  return { key: [...key] };
}

/** A cookie is seen in the header with all of them. */
function nameOf(place: string, name: string): string {
  if (place === 'cookie') return 'header.Cookie';
  return place === 'header' ? `header.${name}` : `querystring.${name}`;
}

function problemOf(parameter: ApiParameter, references: ApiModel['references']): string | undefined {
  const { name, schema, style, contentType } = parameter;
  if (parameter.in === 'cookie') return undefined;
  if (parameter.in === 'querystring') return `${name} is the query as a whole, which no key can hold`;
  const what = `${parameter.in === 'query' ? 'the query parameter' : 'the header'} ${name}`;
  if (!NAME.test(name)) return `${what} has a name that API Gateway does not take`;
  if (parameter.in === 'header' || contentType !== undefined) return undefined;
  if ((style ?? 'form') !== 'form' || hasParts(schema ?? true, references, 0))
    return `${what} can have several values, of which a key holds one`;
  return undefined;
}

/** Whether a value of this schema can be a list or an object. */
function hasParts(schema: RawSchema, references: ApiModel['references'], depth: number): boolean {
  if (typeof schema === 'boolean') return false;
  if (depth > 8) return true;
  const has = (one: RawSchema) => hasParts(one, references, depth + 1);
  const ref = own(schema, '$ref');
  if (typeof ref === 'string') return has(references[ref] ?? true);
  const type = own(schema, 'type');
  if ([type].flat().some((one) => one === 'array' || one === 'object')) return true;
  return ['anyOf', 'oneOf', 'allOf'].some((word) => schemasOf(own(schema, word)).some(has));
}
