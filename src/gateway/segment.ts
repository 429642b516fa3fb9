import { readTemplate } from '../openapi';

/**
 * Text that API Gateway takes as a segment which is no variable.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
const TEXT = /^[A-Za-z0-9_.,:-]+$/;

/** The kind of a segment: fixed text, one segment of any text, or the rest of the path. */
export type SegmentKind = 'text' | 'variable' | 'greedy';

/** A segment of a path, in the app and in a route of API Gateway. */
export interface Segment {
  /** Text of the segment, as the app writes it. */
  readonly text: string;
  readonly kind: SegmentKind;
  /** Key of the segment: the same for all segments that are one in API Gateway, whatever their variables are called. */
  readonly key: string;
  /** Whether the route's segment takes more than the app's does: `{id}.json` is `{id}`, `@me` is `{me}`. */
  readonly widened: boolean;
  /** The app's variable that is the whole segment. @default - the segment is text, or a variable and text */
  readonly variable?: string;
  /** The name of the route's variable, before names are made unique. Empty for text. */
  readonly name: string;
  /** The requests that the app takes here: equal for segments that differ only in the names of variables. */
  readonly pattern: RegExp;
}

/** The segments of a path; a slash at its end is left out, and so `/` has none. */
export function segmentsOf(path: string, greedy: ReadonlySet<string>): readonly Segment[] {
  if (path === '/') return [];
  const inner = path.slice(1).replace(/\/$/, '');
  return inner.split('/').map((text) => read(text, greedy));
}

function read(text: string, greedyNames: ReadonlySet<string>): Segment {
  const { variables } = readTemplate(text);
  const [first] = variables;
  const isWhole = first !== undefined && /^\{[^{}]*\}$/.test(text);
  const isGreedy = variables.some((variable) => greedyNames.has(variable));
  const pattern = text
    .split(/(\{[^{}]*\})/)
    .map((part) => {
      if (!part.startsWith('{') || !part.endsWith('}')) return part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
      return readTemplate(part).variables.some((variable) => greedyNames.has(variable)) ? '.+' : '[^/]+';
    })
    .join('');
  const shared = { text, pattern: new RegExp(`^${pattern}$`, 's'), ...(isWhole ? { variable: first } : {}) };
  if (first === undefined && TEXT.test(text))
    return { ...shared, kind: 'text', key: text, widened: false, name: '' };
  return {
    ...shared,
    kind: isGreedy ? 'greedy' : 'variable',
    key: isGreedy ? '{+}' : '{}',
    widened: !isWhole,
    name: asName(first ?? text),
  };
}

/** A name that API Gateway takes for a variable. */
function asName(text: string): string {
  if (/^[A-Za-z0-9_.-]+$/.test(text)) return text;
  return text.replaceAll(/[^A-Za-z0-9_.-]+/g, '_').replaceAll(/^_+|_+$/g, '') || 'variable';
}
