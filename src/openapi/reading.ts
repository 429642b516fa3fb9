import type { Findings } from './findings';
import { isList, isObject, type JsonObject, kindOf, own, quoted } from './json-value';
import { below, follow, type Located, refOf } from './pointer';
import { Schemas } from './schema';

/**
 * The treatment of a part that breaks the specification. A part that decides which requests the API takes (paths,
 * methods, parameters, bodies, security) has to `stop` the reading; one that only describes more (schemas, tags) is worth a
 * warning and left out: `skip`. A part of an `answer` is left out as well where it is in another file, which stops the
 * reading everywhere else.
 */
export type WhenWrong = 'stop' | 'skip' | 'answer';

/** An entry of a document's list or object. */
export interface Entry extends Located {
  readonly key: string;
}

/** The document that is being read, and how its parts are taken out of it: references followed, kinds checked. */
export class Reading {
  readonly document: JsonObject;
  readonly findings: Findings;
  /** Takes every schema that the model holds. */
  readonly schemas: Schemas;

  constructor(document: JsonObject, findings: Findings) {
    this.document = document;
    this.findings = findings;
    this.schemas = new Schemas(document, findings);
  }

  /** The part of an object under a key. Null counts as absent: programs write it for "none". */
  part(parent: Located<JsonObject>, key: string): Located | undefined {
    const value = own(parent.value, key);
    return value === undefined || value === null ? undefined : { value, pointer: below(parent.pointer, key) };
  }

  /**
   * The object that a part is or refers to. An empty list counts as an empty object (as PHP writes it), and so does
   * null, each with a warning. Undefined when it is something else, which is kept as a finding.
   */
  object(part: Located, label: string, wrong: WhenWrong): Located<JsonObject> | undefined {
    const found = this.#followed(part, label, wrong);
    if (!found) return undefined;
    const { value, pointer } = found;
    if (isObject(value)) return { value, pointer };
    if (value === null || (isList(value) && value.length === 0)) {
      this.findings.warn(
        pointer,
        'repaired',
        `${label} is ${value === null ? 'null' : 'an empty list'}; read as an empty object`,
      );
      return { value: {}, pointer };
    }
    return this.#wrong(pointer, `${label} is ${kindOf(value)}, not an object`, 'write an object here', wrong);
  }

  /** The items of the list that a part is or refers to; null and an empty object stand for an empty list. */
  list(part: Located, label: string, wrong: WhenWrong): readonly Located[] | undefined {
    const found = this.#followed(part, label, wrong);
    if (!found) return undefined;
    const { value, pointer } = found;
    if (isList(value)) return value.map((item, index) => ({ value: item, pointer: below(pointer, index) }));
    if (value === null || (isObject(value) && Object.keys(value).length === 0)) {
      this.findings.warn(
        pointer,
        'repaired',
        `${label} is ${value === null ? 'null' : 'an empty object'}; read as an empty list`,
      );
      return [];
    }
    return this.#wrong(pointer, `${label} is ${kindOf(value)}, not a list`, 'write a list here', wrong);
  }

  /** The entries of an object, each with its pointer. */
  entries({ value, pointer }: Located<JsonObject>): readonly Entry[] {
    return Object.entries(value).map(([key, child]) => ({ key, value: child, pointer: below(pointer, key) }));
  }

  /** The text under a key. Numbers and truth values are text without quotes; anything else is left out. */
  text(parent: Located<JsonObject>, key: string): string | undefined {
    const part = this.part(parent, key);
    if (!part || typeof part.value === 'string') return part?.value as string | undefined;
    if (typeof part.value === 'number' || typeof part.value === 'boolean') {
      this.findings.warn(part.pointer, 'repaired', `${quoted(key)} is ${kindOf(part.value)}; read as text`);
      return String(part.value);
    }
    this.findings.warn(
      part.pointer,
      'repaired',
      `${quoted(key)} is ${kindOf(part.value)}, not text; left out`,
    );
    return undefined;
  }

  /** The truth value under a key; `"true"` in quotes is one too. Anything else is left out. */
  flag(parent: Located<JsonObject>, key: string): boolean | undefined {
    const part = this.part(parent, key);
    if (!part || typeof part.value === 'boolean') return part?.value as boolean | undefined;
    if (part.value === 'true' || part.value === 'false') {
      this.findings.warn(
        part.pointer,
        'repaired',
        `${quoted(key)} is ${kindOf(part.value)}; read as a truth value`,
      );
      return part.value === 'true';
    }
    this.findings.warn(
      part.pointer,
      'repaired',
      `${quoted(key)} is ${kindOf(part.value)}, not true or false; left out`,
    );
    return undefined;
  }

  #followed(part: Located, label: string, wrong: WhenWrong): Located | undefined {
    if (refOf(part.value) === undefined) return part;
    const end = follow(this.document, part);
    switch (end.kind) {
      case 'value':
        return end;
      case 'external':
        if (wrong === 'answer') this.findings.externalAnswer(end.ref, end.pointer);
        else this.findings.external(end.ref, end.pointer);
        return undefined;
      case 'dangling':
        return this.#wrong(
          end.pointer,
          `${label}: the reference ${quoted(end.ref)} leads nowhere`,
          'write what it should lead to, or correct the $ref',
          wrong,
        );
      case 'circular':
        return this.#wrong(
          end.pointer,
          `${label}: the references lead in a circle: ${circleText(end.chain)}`,
          'let one of them be the thing itself, not a $ref',
          wrong,
        );
    }
  }

  #wrong(pointer: string, what: string, fix: string, wrong: WhenWrong): undefined {
    if (wrong === 'stop') this.findings.problem(pointer, what, fix);
    else this.findings.warn(pointer, 'repaired', `${what}; left out`);
    return undefined;
  }
}

/** The references of a circle, ending with one that stood before. */
function circleText(chain: readonly string[]): string {
  const [first = ''] = chain;
  const closed = chain.indexOf(chain.at(-1) ?? '') < chain.length - 1;
  return [...chain, ...(closed ? [] : [first])].join(' -> ');
}
