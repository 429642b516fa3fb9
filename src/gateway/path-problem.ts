import { type ApiOperation, type HttpMethod, readTemplate } from '../openapi';
import type { Segment } from './segment';

/**
 * Methods that OpenAPI has and API Gateway has not.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html
 */
const UNKNOWN_METHODS: readonly HttpMethod[] = ['trace', 'query'];

/**
 * The reason why API Gateway can't hold an operation, whatever the others are, in one sentence; undefined where it
 * can.
 */
export function problemOfPath(
  { method, path }: ApiOperation,
  segments: readonly Segment[],
): string | undefined {
  if (UNKNOWN_METHODS.includes(method)) return `API Gateway has no method ${method.toUpperCase()}`;
  // As a variable, it would be a route for requests of its neighbours, which nobody means by such a path
  const [sign] = /[#?]/.exec(path) ?? [];
  if (sign !== undefined)
    return `its path has ${JSON.stringify(sign)}, which API Gateway can not hold and callers write as ${encodeURIComponent(sign)}`;
  // a brace whose other half is in the next segment is only found in the whole path
  const [fault] = [path, ...segments.map(({ text }) => text)].flatMap((text) => readTemplate(text).faults);
  if (fault !== undefined) return `its path ${fault}`;
  if (segments.some(({ text }) => text === ''))
    return 'its path has an empty segment, which API Gateway cannot hold';
  const greedy = segments.findIndex(({ kind }) => kind === 'greedy');
  if (greedy === -1 || (greedy === segments.length - 1 && !path.endsWith('/'))) return undefined;
  return `${JSON.stringify(segments[greedy]?.text)} of its path can hold slashes, which API Gateway has only at the end`;
}
