/** Deepest nesting that is read: no API is described with more, and readers of the model may then recurse. */
export const DEEPEST = 500;

/** The result of a scan of JSON text. Offsets count UTF-16 units from 0. */
export interface JsonScan {
  /** The first place where the text is not JSON. @default - it is JSON */
  readonly error?: { readonly offset: number; readonly what: string };
  /** Keys that stand in one object a second time: each with the keys and indices of the way to it. */
  readonly duplicates: readonly { readonly offset: number; readonly way: readonly (string | number)[] }[];
}

interface Frame {
  readonly isObject: boolean;
  readonly keys: Set<string>;
  key: string;
  index: number;
}

type Wanted = 'value' | 'item or end' | 'key' | 'key or end' | 'comma or end';

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/**
 * Goes over JSON text for what `JSON.parse` does not say: where an error is (its messages differ from one Node to the
 * next, and some name no place), and which keys are there twice (it keeps the last and is silent). Uses no recursion.
 *
 * @example scanJson('{"a": 1,}').error // { offset: 8, what: 'expected a key in double quotes, got "}"' }
 */
export function scanJson(text: string): JsonScan {
  const duplicates: { offset: number; way: (string | number)[] }[] = [];
  const stack: Frame[] = [];
  let wanted: Wanted = 'value';
  let at = 0;
  const fail = (offset: number, what: string): JsonScan => ({ error: { offset, what }, duplicates });

  for (;;) {
    at = afterSpace(text, at);
    const top = stack[stack.length - 1];
    if (wanted === 'comma or end' && !top) {
      return at < text.length
        ? fail(at, `text after the end of the document: ${shown(text, at)}`)
        : { duplicates };
    }
    const char = text[at];
    if (char === undefined) return fail(at, `the text ends where ${expectation(wanted, top)} is expected`);

    if (wanted === 'comma or end' && top) {
      if (char === ',') {
        wanted = top.isObject ? 'key' : 'value';
        top.index++;
      } else if (char === (top.isObject ? '}' : ']')) {
        stack.pop();
      } else {
        return fail(at, `expected ${expectation(wanted, top)}, got ${shown(text, at)}`);
      }
      at++;
    } else if ((wanted === 'key or end' && char === '}') || (wanted === 'item or end' && char === ']')) {
      stack.pop();
      at++;
      wanted = 'comma or end';
    } else if (wanted === 'key' || wanted === 'key or end') {
      if (char !== '"' || !top)
        return fail(at, `expected ${expectation(wanted, top)}, got ${shown(text, at)}`);
      const end = stringEnd(text, at);
      if (typeof end !== 'number') return fail(end.offset, end.what);
      top.key = keyText(text.slice(at, end));
      if (top.keys.has(top.key)) duplicates.push({ offset: at, way: wayOf(stack) });
      top.keys.add(top.key);
      at = afterSpace(text, end);
      if (text[at] !== ':') return fail(at, `expected ":" after a key, got ${shown(text, at)}`);
      at++;
      wanted = 'value';
    } else if (char === '{' || char === '[') {
      if (stack.length >= DEEPEST) return fail(at, `nested deeper than ${DEEPEST} levels`);
      stack.push({ isObject: char === '{', keys: new Set(), key: '', index: 0 });
      wanted = char === '{' ? 'key or end' : 'item or end';
      at++;
    } else {
      const end = scalarEnd(text, at, char);
      if (typeof end !== 'number') return fail(end.offset, end.what);
      at = end;
      wanted = 'comma or end';
    }
  }
}

function afterSpace(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return at;
    at++;
  }
}

function expectation(wanted: Wanted, top: Frame | undefined): string {
  if (wanted === 'comma or end') return top?.isObject ? '"," or "}"' : '"," or "]"';
  if (wanted === 'value') return 'a value';
  if (wanted === 'item or end') return 'a value or "]"';
  return wanted === 'key' ? 'a key in double quotes' : 'a key in double quotes or "}"';
}

function shown(text: string, at: number): string {
  return at < text.length ? JSON.stringify(text.slice(at, at + 12)) : 'the end of the text';
}

interface Fault {
  readonly offset: number;
  readonly what: string;
}

function scalarEnd(text: string, at: number, char: string): number | Fault {
  if (char === '"') return stringEnd(text, at);
  for (const pattern of [NUMBER, WORD]) {
    pattern.lastIndex = at;
    if (pattern.test(text)) return pattern.lastIndex;
  }
  return { offset: at, what: `expected a value, got ${shown(text, at)}` };
}

/** The offset after the closing quote of the string that opens at `start`. */
function stringEnd(text: string, start: number): number | Fault {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 34) return at + 1;
    if (code < 32) return { offset: at, what: 'a string holds a line break or another control character' };
    if (code === 92) {
      ESCAPE.lastIndex = at;
      if (!ESCAPE.test(text)) return { offset: at, what: `${shown(text, at)} is not an escape of JSON` };
      at = ESCAPE.lastIndex - 1;
    }
  }
  return { offset: start, what: 'a string is not closed' };
}

function keyText(quotedKey: string): string {
  return quotedKey.includes('\\') ? String(JSON.parse(quotedKey)) : quotedKey.slice(1, -1);
}

function wayOf(stack: readonly Frame[]): (string | number)[] {
  return stack.map((frame) => (frame.isObject ? frame.key : frame.index));
}
