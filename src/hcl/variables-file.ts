import { objectKey, quote } from './quote';

interface Token {
  readonly kind: 'space' | 'comment' | 'line' | 'text' | 'heredoc' | 'name' | 'sign';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The tokens of HCL, as far as a file of variables has them, by their kinds: the first that fits is one. */
const KINDS: readonly (readonly [Token['kind'], string])[] = [
  ['line', '\\r?\\n'],
  ['space', '[ \\t\\uFEFF]+'],
  ['comment', '(?:#|//)[^\\r\\n]*|/\\*[^]*?\\*/'],
  ['text', '"(?:[^"\\\\\\r\\n]|\\\\.)*"'],
  ['heredoc', '<<-?([\\w-]+)[ \\t]*\\r?\\n[^]*?\\n[ \\t]*\\k<end>(?=\\r?\\n|$)'],
  ['name', '[\\p{L}_][\\p{L}\\p{N}_-]*'],
  ['sign', '[^"]'],
];
const TOKEN = new RegExp(
  KINDS.map(([kind, pattern]) => `(?<${kind}>${pattern.replace('([\\w-]+)', '(?<end>[\\w-]+)')})`).join('|'),
  'uy',
);

/** An entry of an object: `name = value`. */
interface Entry {
  readonly name: string;
  /** First and last token of the value. */
  readonly value: readonly Token[];
  readonly start: number;
  readonly end: number;
}

/** A variable whose value is an object, in the text of a file. */
interface ObjectValue {
  /** Place of `{`. */
  readonly start: number;
  /** Place of `}`. */
  readonly end: number;
  readonly entries: readonly Entry[];
  readonly hasComments: boolean;
}

/**
 * The text of a file of variables (`*.tfvars`), in which one entry of an object is changed and everything else stays as it
 * stands. What cannot be changed for sure, such as an object that is made by a function, is left alone.
 */
export class VariablesFile {
  /** @param text of the file. Empty: there is none yet */
  constructor(readonly text: string) {}

  /**
   * The entries of a variable that is an object of texts, by their names; `undefined` for a value that is no plain text.
   *
   * @returns undefined where the file cannot be read here; no entries where it does not have the variable
   */
  entries(variable: string): ReadonlyMap<string, string | undefined> | undefined {
    const found = this.find(variable);
    if (found === 'unreadable') return undefined;
    return new Map(found?.entries.map(({ name, value }) => [name, plainText(value)]));
  }

  /** The value of a variable that is a plain text; undefined for any other one, and where the file does not have it. */
  textOf(variable: string): string | undefined {
    const [value] = attributes(tokensOf(this.text) ?? [], variable) ?? [];
    return value && plainText(value);
  }

  /** The text with a variable that is a plain text, behind the others; undefined where it has another value, or cannot be read. */
  withText(variable: string, value: string): string | undefined {
    const tokens = tokensOf(this.text);
    const values = tokens && attributes(tokens, variable);
    if (!values) return undefined;
    if (values[0]) return plainText(values[0]) === value ? this.text : undefined;
    const line = this.text.includes('\r\n') ? '\r\n' : '\n';
    const before = this.text.trim() ? `${this.text.replace(/\s*$/, '')}${line}${line}` : '';
    return `${before}${variable} = ${quote(value)}${line}`;
  }

  /** The text with an entry, new or changed; undefined where the file cannot be changed for sure. */
  with(variable: string, name: string, value: string): string | undefined {
    const found = this.find(variable);
    if (found === 'unreadable') return undefined;
    const changed = this.changed(found, variable, name, quote(value));
    return new VariablesFile(changed ?? '').entries(variable)?.get(name) === value ? changed : undefined;
  }

  /** The text without an entry; undefined where the file cannot be changed for sure. */
  without(variable: string, name: string): string | undefined {
    const found = this.find(variable);
    if (found === 'unreadable') return undefined;
    const entry = found?.entries.find((one) => one.name === name);
    if (!found || !entry) return this.text;
    if (!this.text.slice(found.start, found.end).includes('\n'))
      return this.inLines(
        found,
        found.entries.filter((one) => one !== entry),
      );
    const before = this.lineStart(entry.start);
    const after = /^[ \t]*,?[ \t]*(?:(?:#|\/\/)[^\r\n]*)?\r?\n/.exec(this.text.slice(entry.end));
    if (!after || this.text.slice(before, entry.start).trim()) return undefined;
    return aligned(this.text.slice(0, before) + this.text.slice(entry.end + after[0].length), before);
  }

  private changed(
    found: ObjectValue | undefined,
    variable: string,
    name: string,
    value: string,
  ): string | undefined {
    const { text } = this;
    const line = text.includes('\r\n') ? '\r\n' : '\n';
    const key = objectKey(name);
    if (!found) {
      const start = text.trim() ? `${text.replace(/\s*$/, '')}${line}${line}` : '';
      return `${start}${variable} = {${line}  ${key} = ${value}${line}}${line}`;
    }
    const entry = found.entries.find((one) => one.name === name);
    if (entry) {
      const [token] = entry.value;
      if (!token || plainText(entry.value) === undefined) return undefined;
      return text.slice(0, token.start) + value + text.slice(token.end);
    }
    if (!text.slice(found.start, found.end).includes('\n')) {
      const whole = this.inLines(found, found.entries);
      return whole === undefined ? undefined : new VariablesFile(whole).with(variable, name, unquoted(value));
    }
    const end = this.lineStart(found.end);
    if (text.slice(end, found.end).trim()) return undefined;
    const last = found.entries.at(-1);
    const indent = last ? (/^[ \t]*/.exec(text.slice(this.lineStart(last.start)))?.[0] ?? '') : '  ';
    return aligned(`${text.slice(0, end)}${indent}${key} = ${value}${line}${text.slice(end)}`, end);
  }

  /** The text with an object of one line written in lines; undefined where it has a comment. */
  private inLines({ start, end, hasComments }: ObjectValue, entries: readonly Entry[]): string | undefined {
    if (hasComments) return undefined;
    const line = this.text.includes('\r\n') ? '\r\n' : '\n';
    const lines = entries.map((one) => `  ${this.text.slice(one.start, one.end)}${line}`);
    const whole = `${this.text.slice(0, start)}{${line}${lines.join('')}}${this.text.slice(end + 1)}`;
    return aligned(whole, start + line.length + 1);
  }

  private lineStart(at: number): number {
    return this.text.lastIndexOf('\n', at - 1) + 1;
  }

  /** The object of a variable; undefined where the file does not have the variable. */
  private find(variable: string): ObjectValue | 'unreadable' | undefined {
    const tokens = tokensOf(this.text);
    const values = tokens && attributes(tokens, variable);
    if (!values || values.length > 1) return 'unreadable';
    const [value] = values;
    return value && (objectIn(value) ?? 'unreadable');
  }
}

/** The tokens of a text; undefined where it has a template, or is no HCL. */
function tokensOf(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    TOKEN.lastIndex = at;
    const { groups = {}, 0: matched } = TOKEN.exec(text) ?? { 0: '' };
    const [kind] = KINDS.find(([one]) => groups[one] !== undefined) ?? [];
    if (kind === undefined) return undefined;
    if (kind === 'text' && /[$%]\{/.test(matched.replace(/\$\$\{|%%\{/g, ''))) return undefined;
    tokens.push({ kind, text: matched, start: at, end: at + matched.length });
    at += matched.length;
  }
  return tokens;
}

/** The values that a variable is given, without the spaces and comments around them; undefined for what is no HCL. */
function attributes(tokens: readonly Token[], variable: string): (readonly Token[])[] | undefined {
  const found: (readonly Token[])[] = [];
  for (const line of partsOf(tokens, (token) => token.kind === 'line') ?? []) {
    const [name, equals, ...value] = line.filter(isMeant);
    if (name === undefined) continue;
    if (name.kind !== 'name' || equals?.text !== '=') return undefined;
    if (name.text !== variable) continue;
    const [first, last] = [value[0], value.at(-1)];
    if (!first || !last) return undefined;
    found.push(line.slice(line.indexOf(first), line.indexOf(last) + 1));
  }
  return found;
}

/** The parts of a text between separators that stand in no bracket; undefined where brackets are not in pairs. */
function partsOf(tokens: readonly Token[], ends: (token: Token) => boolean): Token[][] | undefined {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === 'sign' && /[([{]/.test(token.text)) depth += 1;
    if (token.kind === 'sign' && /[)\]}]/.test(token.text)) depth -= 1;
    if (depth < 0) return undefined;
    if (depth === 0 && ends(token)) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return depth === 0 ? parts : undefined;
}

function objectIn(value: readonly Token[]): ObjectValue | undefined {
  const [open, close] = [value[0], value.at(-1)];
  if (open?.text !== '{' || close?.text !== '}') return undefined;
  const inside = value.slice(1, -1);
  const parts = partsOf(inside, ({ kind, text }) => kind === 'line' || (kind === 'sign' && text === ','));
  const entries = (parts ?? []).map((part) => part.filter(isMeant)).filter((part) => part.length > 0);
  const read = entries.map(entryOf);
  if (!parts || read.some((one) => one === undefined)) return undefined;
  const known = read.filter((one) => one !== undefined);
  if (new Set(known.map(({ name }) => name)).size < known.length) return undefined;
  return {
    start: open.start,
    end: close.start,
    entries: known,
    hasComments: inside.some(({ kind }) => kind === 'comment'),
  };
}

function entryOf([key, sign, ...value]: readonly Token[]): Entry | undefined {
  const name = key?.kind === 'name' ? key.text : key && plainText([key]);
  const last = value.at(-1);
  if (!key || !last || name === undefined || !/^[=:]$/.test(sign?.text ?? '')) return undefined;
  return { name, value, start: key.start, end: last.end };
}

/** The text of a value that is one string without escapes. */
function plainText([token, ...more]: readonly Token[]): string | undefined {
  return token?.kind === 'text' && more.length === 0 && !token.text.includes('\\')
    ? token.text.slice(1, -1)
    : undefined;
}

function unquoted(value: string): string {
  return value.slice(1, -1);
}

function isMeant({ kind }: Token): boolean {
  return kind !== 'space' && kind !== 'comment' && kind !== 'line';
}

/** An entry alone on its line, with a text for its value and no comment. */
const SIMPLE = /^([ \t]*)("[^"\\]*"|[\w-]+)[ \t]*=[ \t]*("[^"\\]*",?)[ \t]*(\r?)$/;

/** A text whose entries around a place have their signs below each other, as `terraform fmt` leaves them. */
function aligned(text: string, place: number): string {
  const lines = text.split('\n');
  let at = text.slice(0, place).split('\n').length - 1;
  if (!SIMPLE.test(lines[at] ?? '')) at -= 1;
  const [first, last] = [-1, 1].map((step) => {
    let edge = at;
    while (SIMPLE.test(lines[edge + step] ?? '')) edge += step;
    return edge;
  }) as [number, number];
  const entries = lines.slice(first, last + 1).map((line) => SIMPLE.exec(line));
  const width = Math.max(...entries.map((one) => one?.[2]?.length ?? 0));
  entries.forEach((one, index) => {
    if (one) lines[first + index] = `${one[1]}${one[2]?.padEnd(width)} = ${one[3]}${one[4]}`;
  });
  return lines.join('\n');
}
