/** Makes requests: the URL, headers and body of a call. */
import { convert, isObject, type Shape, WRITE } from './convert';

/** Where a parameter goes. */
export interface Parameter {
  readonly in: 'path' | 'query' | 'header' | 'cookie' | 'querystring';
  /** Name in the request. */
  readonly name: string;
  /** The form of lists and objects, where it is not the usual one of the place. */
  readonly style?: string;
  readonly explode?: boolean;
  /** Whether the value is sent as JSON. */
  readonly json?: true;
  /** Whether slashes in the value part the path. */
  readonly greedy?: true;
  readonly shape?: Shape;
}

/** The body of a request. */
export interface Body {
  readonly type: string;
  /** Property of the input that is the body. @default - what is left of the input is the body */
  readonly from?: string;
  readonly shape?: Shape;
}

/** What the request of an operation is made of. */
export interface RequestPlan {
  readonly method: string;
  readonly path: string;
  /** Parameters by their names in the input. */
  readonly parameters?: { readonly [name: string]: Parameter };
  readonly body?: Body;
}

/** The input of a call: parameters, and the properties of the body. */
export type Input = object | undefined;

/** The request of a call. @throws TypeError for a value that cannot stand in the path */
export function requestOf(
  baseUrl: string,
  { path, method, parameters = {}, body }: RequestPlan,
  input: Input,
) {
  const rest: { [name: string]: unknown } = { ...input };
  const headers = new Headers();
  const query: string[] = [];
  const cookies: string[] = [];
  let place = path;
  for (const [name, parameter] of Object.entries(parameters)) {
    const value = convert(parameter.shape, rest[name], WRITE);
    delete rest[name];
    if (parameter.in === 'path') {
      place = place.replace(variable(parameter.name), () => pathText(name, parameter, value));
    } else if (value !== undefined && value !== null) {
      if (parameter.in === 'query') query.push(...queryTexts(parameter, value));
      else if (parameter.in === 'querystring') query.push(String(value));
      else if (parameter.in === 'header') headers.set(parameter.name, simpleText(parameter, value, scalar));
      else cookies.push(`${parameter.name}=${simpleText(parameter, value, encode)}`);
    }
  }
  // Browsers send their own cookies, and leave this header out
  if (cookies.length) headers.set('cookie', cookies.join('; '));
  const url = `${baseUrl.replace(/\/+$/, '')}${place}${query.length ? `?${query.join('&')}` : ''}`;
  const value = body && convert(body.shape, body.from === undefined ? rest : rest[body.from], WRITE);
  if (!body || value === undefined || method === 'GET') return { url, headers };
  // The type of a form with parts has their boundary in it: fetch writes it
  if (!body.type.startsWith('multipart/')) headers.set('content-type', body.type);
  return { url, headers, body: encoded(body.type, value) };
}

function variable(name: string): RegExp {
  return new RegExp(`\\{${name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}(?:\\+|:path)?\\}`);
}

/** A text in a URL: also the signs that `encodeURIComponent` leaves are encoded, as signatures of AWS ask for. */
export function encode(value: unknown): string {
  return encodeURIComponent(scalar(value)).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** A value in a path. Of values that would lead to another path, no request is made. */
function pathText(own: string, parameter: Parameter, value: unknown): string {
  const { greedy } = parameter;
  const isGiven = value !== undefined && value !== null;
  const text = isGiven
    ? greedy
      ? scalar(value).split('/').map(encode).join('/')
      : styled(parameter, value)
    : '';
  if (text.split('/').some((part) => /^\.\.?$/.test(part)) || (text === '' && !(greedy && isGiven)))
    throw new TypeError(`${own} cannot be ${JSON.stringify(value) ?? 'undefined'}: it is a part of the path`);
  return text;
}

function styled(parameter: Parameter, value: unknown): string {
  const { name, style, explode = false } = parameter;
  if (style === 'matrix' && explode)
    return pairsOf(value)
      .map(([key, one]) => `;${encode(isObject(value) ? key : name)}=${encode(one)}`)
      .join('');
  const list = simpleText(parameter, value, encode, style === 'label' && explode ? '.' : ',');
  if (style === 'matrix') return `;${encode(name)}=${list}`;
  return style === 'label' ? `.${list}` : list;
}

/** A value as RFC 6570 expands it simply: `1,2`, `a,1,b,2`, or `a=1,b=2`. */
function simpleText(
  { explode, json }: Parameter,
  value: unknown,
  text: (one: unknown) => string,
  between = ',',
): string {
  if (json) return text(JSON.stringify(value));
  if (!isObject(value))
    return pairsOf(value)
      .map(([, one]) => text(one))
      .join(between);
  return pairsOf(value)
    .map(([key, one]) => `${text(key)}${explode ? '=' : ','}${text(one)}`)
    .join(between);
}

const BETWEEN: { readonly [style: string]: string } = { spaceDelimited: '%20', pipeDelimited: '%7C' };

function queryTexts(
  { name, style = 'form', explode = style === 'form', json }: Parameter,
  value: unknown,
): string[] {
  const pair = (key: string, one: unknown) => `${encode(key)}=${encode(one)}`;
  if (json) return [pair(name, JSON.stringify(value))];
  if (style === 'deepObject') return deepPairs(name, value).map(([key, one]) => pair(key, one));
  const pairs = pairsOf(value);
  if (explode) return pairs.map(([key, one]) => pair(isObject(value) ? key : name, one));
  if (pairs.length === 0) return [];
  const list = pairs.flatMap(([key, one]) => (isObject(value) ? [encode(key), encode(one)] : [encode(one)]));
  return [`${encode(name)}=${list.join(BETWEEN[style] ?? ',')}`];
}

function deepPairs(name: string, value: unknown): [string, unknown][] {
  if (!isObject(value) && !Array.isArray(value)) return [[name, value]];
  return pairsOf(value).flatMap(([key, one]) =>
    deepPairs(Array.isArray(value) ? name : `${name}[${key}]`, one),
  );
}

/** The items of a list, the properties of an object, or a value alone; those that say nothing are left out. */
function pairsOf(value: unknown): [string, unknown][] {
  const pairs: [string, unknown][] =
    isObject(value) || Array.isArray(value) ? Object.entries(value) : [['', value]];
  return pairs.filter(([, one]) => one !== undefined && one !== null);
}

/** A value as one text. */
function scalar(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function encoded(type: string, value: unknown): string | Blob | FormData | URLSearchParams {
  if (isJson(type)) return JSON.stringify(value);
  if (value instanceof Blob) return value;
  const isForm = type.startsWith('application/x-www-form-urlencoded');
  if (!isForm && !type.startsWith('multipart/')) return scalar(value);
  const form = isForm ? new URLSearchParams() : new FormData();
  for (const [name, item] of Object.entries(value as object))
    for (const one of Array.isArray(item) ? item : [item]) {
      if (one === undefined || one === null) continue;
      if (one instanceof Blob) (form as FormData).append(name, one);
      else form.append(name, scalar(one));
    }
  return form;
}

/** Whether a media type is one of JSON. */
export function isJson(type: string): boolean {
  return /^[^;]*[/+]json\b/i.test(type);
}
