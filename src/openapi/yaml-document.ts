import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseAllDocuments,
  type Scalar,
} from 'yaml';
import { type Problem, UserError } from '../errors';
import { DEEPEST } from './json-scan';
import { isList, isObject, type Json, quoted } from './json-value';

/** Most values of a document in which each alias is written out: aliases of aliases grow without a bound. */
const MOST_VALUES = 10_000_000;

/** Most syntax errors that are reported at once; further ones mostly follow from the first. */
const MOST_ERRORS = 10;

/** The content of YAML text, in values that JSON can write. */
export interface YamlDocument {
  readonly value: Json;
  /** Tags that have no meaning in an API document: their place, and what was made of them. */
  readonly warnings: readonly { readonly where: string; readonly what: string }[];
}

/**
 * Reads YAML 1.2 (core schema: `yes` and `2020-01-01` are text) into plain values. Keys are text as they are written
 * (`200:` is `'200'`, `1.10:` stays `'1.10'`), `<<` merges, and an alias is the same object as its anchor.
 *
 * @throws UserError for a syntax error, a key that is there twice, several documents, an alias that holds itself
 */
export function readYaml(text: string, source: string): YamlDocument {
  const lines = new LineCounter();
  const documents = parseAll(text, source, lines);
  const where = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${source}:${line}:${col}`;
  };
  const problems: Problem[] = documents.flatMap((document) =>
    document.errors.map(({ pos, message, code }) => ({
      where: where(pos[0]),
      what: code === 'RESOURCE_EXHAUSTION' ? tooDeep : `the document is not valid YAML: ${message}`,
      fix: code === 'RESOURCE_EXHAUSTION' ? 'make the document flatter' : 'correct the syntax here',
    })),
  );
  if (problems.length > 0) throw new UserError(problems.slice(0, MOST_ERRORS));

  const filled = documents.filter(({ contents }) => contents !== null && !isBlank(contents));
  const [first, second] = filled;
  if (!first) return { value: null, warnings: [] };
  if (second) {
    throw new UserError([
      {
        where: where(second.range[0]),
        what: `the file holds ${filled.length} YAML documents, and one API is one document`,
        fix: 'keep one document in the file; a line of three dashes begins another',
      },
    ]);
  }
  const conversion = new Conversion(where, (offset) => lines.linePos(offset).line);
  const value = conversion.document(first);
  if (conversion.problems.length > 0) throw new UserError(conversion.problems);
  return {
    value,
    warnings: first.warnings.map(({ pos, message }) => ({ where: where(pos[0]), what: message })),
  };
}

function parseAll(text: string, source: string, lineCounter: LineCounter): readonly Document.Parsed[] {
  try {
    return parseAllDocuments(text, {
      schema: 'core', // the core schema also counts for a document that says %YAML 1.1
      resolveKnownTags: false, // Date, Set and Map are left out: the result has only what JSON has
      uniqueKeys: false, // keys are checked below, in linear time and with both places
      prettyErrors: false,
      logLevel: 'silent',
      lineCounter,
    });
  } catch (error) {
    // The parser reports errors; it throws at the limits of its own, such as the depth of the stack.
    const what = `the document cannot be read as YAML: ${error instanceof Error ? error.message : String(error)}`;
    throw new UserError([{ where: source, what, fix: 'convert the document to JSON' }]);
  }
}

const tooDeep = `the document is nested deeper than ${DEEPEST} levels`;

function isBlank(node: unknown): boolean {
  return isScalar(node) && node.value === null && !node.source;
}

/** The size of a value with each alias written out. */
interface Extent {
  readonly values: number;
  readonly levels: number;
}

const scalarExtent: Extent = { values: 1, levels: 0 };

/** Converts the nodes of one document to plain values. */
class Conversion {
  readonly problems: Problem[] = [];
  readonly #where: (offset: number) => string;
  readonly #line: (offset: number) => number;
  readonly #anchors = new Map<string, { value: Json } | 'open'>();
  readonly #extents = new Map<Json, Extent>();

  constructor(where: (offset: number) => string, line: (offset: number) => number) {
    this.#where = where;
    this.#line = line;
  }

  document(document: Document.Parsed): Json {
    const value = this.#value(document.contents, 0);
    const { values, levels } = this.#extent(value);
    if (levels > DEEPEST) this.#problem(document.contents, tooDeep, 'make the document flatter');
    if (values > MOST_VALUES) {
      this.#problem(
        document.contents,
        `the aliases of the document come to more than ${MOST_VALUES.toLocaleString('en')} values when written out`,
        'take aliases of aliases out of the document',
      );
    }
    const version = isMap(document.contents) ? writtenVersions(document.contents) : undefined;
    return version ? withVersions(value, version) : value;
  }

  #problem(node: unknown, what: string, fix: string): void {
    this.problems.push({ where: this.#where(offsetOf(node)), what, fix });
  }

  #extent(value: Json): Extent {
    return this.#extents.get(value) ?? scalarExtent;
  }

  #value(node: unknown, depth: number): Json {
    if (isAlias(node)) {
      const target = this.#anchors.get(node.source);
      if (typeof target === 'object') return target.value;
      const what =
        target === 'open'
          ? `the alias *${node.source} holds itself`
          : `no anchor &${node.source} comes before the alias`;
      this.#problem(node, what, 'write the value out here, or use a $ref');
      return null;
    }
    if (depth > DEEPEST) {
      this.#problem(node, tooDeep, 'make the document flatter');
      return null;
    }
    const anchor = isMap(node) || isSeq(node) || isScalar(node) ? node.anchor : undefined;
    if (anchor !== undefined) this.#anchors.set(anchor, 'open');
    const value = this.#plain(node, depth);
    if (anchor !== undefined) this.#anchors.set(anchor, { value });
    return value;
  }

  #plain(node: unknown, depth: number): Json {
    if (isMap(node)) return this.#map(node.items, depth);
    if (isSeq(node)) {
      const list = node.items.map((item) => this.#value(item, depth + 1));
      this.#measure(list, list);
      return list;
    }
    return isScalar(node) ? scalarValue(node) : null;
  }

  #map(pairs: readonly Pair<unknown, unknown>[], depth: number): Json {
    const entries = new Map<string, Json>();
    const keyNodes = new Map<string, unknown>();
    const merged: Json[] = [];
    for (const pair of pairs) {
      const value = this.#value(pair.value, depth + 1);
      if (isScalar(pair.key) && pair.key.type === 'PLAIN' && pair.key.value === '<<') {
        for (const source of this.#mergeable(pair.value, value)) merged.push(source);
        continue;
      }
      const key = this.#key(pair.key);
      if (key === undefined) continue;
      if (entries.has(key)) {
        const first = this.#line(offsetOf(keyNodes.get(key)));
        this.#problem(
          pair.key,
          `the key ${quoted(key)} is there twice (first on line ${first})`,
          'keep one of them',
        );
      }
      entries.set(key, value);
      keyNodes.set(key, pair.key);
    }
    for (const source of merged) {
      if (!isObject(source)) continue;
      for (const [key, value] of Object.entries(source)) if (!entries.has(key)) entries.set(key, value);
    }
    const object = Object.fromEntries(entries); // fromEntries makes `__proto__` a key like any other
    this.#measure(object, [...entries.values()]);
    return object;
  }

  #mergeable(node: unknown, value: Json): readonly Json[] {
    const sources = isList(value) ? value : [value];
    if (!sources.every(isObject))
      this.#problem(
        node,
        '"<<" merges objects, and its value is not an object',
        'write an alias of an object here',
      );
    return sources;
  }

  #key(node: unknown): string | undefined {
    if (node === null) return '';
    if (isScalar(node)) {
      const key = typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
      if (node.anchor !== undefined) this.#anchors.set(node.anchor, { value: key });
      return key;
    }
    if (isAlias(node)) {
      const value = this.#value(node, 0);
      if (typeof value !== 'object') return String(value);
    }
    this.#problem(node, 'a key is not text', 'write the key as text, in quotes if need be');
    return undefined;
  }

  #measure(value: Json, parts: readonly Json[]): void {
    let values = 1;
    let levels = 0;
    for (const part of parts) {
      const extent = this.#extent(part);
      values += extent.values;
      levels = Math.max(levels, extent.levels);
    }
    this.#extents.set(value, { values, levels: levels + 1 });
  }
}

/** The value of a scalar. JSON has no infinity: such a number stays the text that it is written as. */
function scalarValue(scalar: Scalar): Json {
  const { value } = scalar;
  if (typeof value === 'number') return Number.isFinite(value) ? value : (scalar.source ?? String(value));
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  return null;
}

function offsetOf(node: unknown): number {
  const range = isMap(node) || isSeq(node) || isScalar(node) || isAlias(node) ? node.range : undefined;
  return range?.[0] ?? 0;
}

/** Versions are text, but YAML takes an unquoted `1.10` for a number and would lose its zero. */
interface WrittenVersions {
  readonly openapi?: string;
  readonly info?: string;
}

function writtenVersions(root: { get(key: string, keepScalar: true): unknown }): WrittenVersions {
  const info = root.get('info', true);
  const openapi = numberSource(root.get('openapi', true));
  const version = isMap(info) ? numberSource(info.get('version', true)) : undefined;
  return {
    ...(openapi === undefined ? {} : { openapi }),
    ...(version === undefined ? {} : { info: version }),
  };
}

function numberSource(node: unknown): string | undefined {
  return isScalar(node) && typeof node.value === 'number' ? node.source : undefined;
}

function withVersions(root: Json, written: WrittenVersions): Json {
  if (!isObject(root)) return root;
  const changed: Record<string, Json> = { ...root };
  if (written.openapi !== undefined) changed.openapi = written.openapi;
  if (written.info !== undefined && isObject(root.info))
    changed.info = { ...root.info, version: written.info };
  return changed;
}
