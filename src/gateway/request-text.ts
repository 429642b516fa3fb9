import type { JsonObject } from '../openapi';
import { own } from '../openapi/json-value';

/** The way in which an app reads text of a format. */
export type TextKind =
  /** Read as text and nothing else, and as it is written. */
  | 'plain'
  /** Read as text and nothing else, but measured after a conversion: a URL gets a slash, bytes are decoded. */
  | 'converted'
  /** Read as text or as a number: dates, durations, addresses. */
  | 'scalar'
  /** Read in a way that nobody knows: `color` of pydantic-extra-types takes lists too. */
  | 'unknown';

const CONVERTED =
  /^(?:password|uuid\d?|(?:idn-|name-)?email|(?:multi-host-)?uri|uri-reference|hostname|binary|byte|base64(?:url)?|(?:file-|directory-)?path|regex|json-string|json)$/;
const SCALAR =
  /^(?:date|date-time|time|duration|ipv[46](?:network|interface)?|ipvany(?:address|network|interface))$/;

/** The way in which an app reads text of a schema. */
export function textKind(schema: JsonObject): TextKind {
  const format = own(schema, 'format');
  if (format === undefined) {
    const encoded = ['contentMediaType', 'contentEncoding', 'contentSchema'].some((key) =>
      Object.hasOwn(schema, key),
    );
    return encoded ? 'converted' : 'plain';
  }
  if (typeof format !== 'string') return 'unknown';
  if (SCALAR.test(format)) return 'scalar';
  return CONVERTED.test(format) ? 'converted' : 'unknown';
}

/**
 * Matches text that is not measured as it is written: with white space at its beginning or end, which Pydantic can take
 * off before it looks at length and pattern (`str_strip_whitespace`; the document does not say), or with anything but
 * printable ASCII, of which not every program counts the characters alike.
 */
export const UNMEASURED = '^ | $|[^ -~]';

const LETTER = `[A-Za-z0-9 _!"#%&',/:;<=>@\`~-]`;
const SET = `\\[-?(?:[A-Za-z0-9]-[A-Za-z0-9]|[A-Za-z0-9 _@#%+,:;=/!<>*?$|])+-?\\]`;
const TIMES = `(?:[*+?]|\\{\\d{1,3}(?:,(?:\\d{1,3})?)?\\})\\??`;
const PIECES = `(?:[\\^$|]|(?:${LETTER}|${SET})(?:${TIMES})?)*`;
const GROUP = new RegExp(`\\((${PIECES})\\)`, 'g');
const ALL = new RegExp(`^${PIECES}$`);

/**
 * Whether Rust (Pydantic), Python, ECMAScript and Java read a pattern alike: letters, sets of letters, groups,
 * alternatives and repetitions only. Classes such as `\d` differ beyond ASCII, `.` in the ends of lines, look-around
 * and nested sets in whether they exist.
 */
export function readAlike(pattern: string): boolean {
  if (pattern.length > 500) return false;
  let rest = pattern;
  for (let depth = 0; depth < 10 && rest.includes('('); depth += 1) rest = rest.replaceAll(GROUP, 'x');
  return ALL.test(rest);
}

/** Names that a field of a Pydantic model can't or should not have, so that the document has an alias for it. */
const TAKEN = new Set(
  (
    'and as assert async await break class continue def del elif else except finally for from global if import in is ' +
    'lambda nonlocal not or pass raise return try while with yield schema json copy dict validate construct'
  ).split(' '),
);

/**
 * Whether a name is hardly that of a Python variable: `userName`, `user-id`, `from`, `_id`. Then it is likely an alias,
 * and a model with `populate_by_name` or `validate_by_name` takes the variable's name as well, which the document does
 * not say.
 */
export function looksLikeAlias(name: string): boolean {
  return !/^[a-z][a-z0-9_]*$/.test(name) || TAKEN.has(name);
}

/**
 * Whether a property of this name would be read as something else than a property, by a validator or on the way. All of
 * them look like aliases too.
 */
export function isSpecial(name: string): boolean {
  return name === '' || name === '__proto__' || /^\$(?:ref|schema|id)$/.test(name);
}
