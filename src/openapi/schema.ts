import type { Findings } from './findings';
import { emptyRecord, isList, isObject, type Json, type JsonObject, kindOf, quoted } from './json-value';
import type { RawSchema } from './model';
import { below, isExternal, type Located, refOf, resolvePointer } from './pointer';

/** Keys of a schema whose values are data, in which a `$ref` means nothing. */
const DATA_KEYS = new Set(['default', 'enum', 'const', 'example', 'examples']);

/** Keys of a schema whose objects hold schemas by names of the author's choice: `default` is a name there. */
const NAME_KEYS = new Set([
  'properties',
  'patternProperties',
  '$defs',
  'definitions',
  'dependentSchemas',
  'dependencies',
]);

/** A value below a schema, and the way to it; the pointer is written only when it is wanted. */
interface Step {
  readonly value: Json;
  readonly holds: 'schema' | 'names';
  readonly key: string | number;
  readonly parent: Step | undefined;
}

/** The use of a schema: whether it describes what a request holds, or answers alone. */
type SchemaUse = 'request' | 'answer';

/**
 * The schemas that a reading comes upon. They stay as written, so that their references are checked here: one to
 * another file stops the reading where a request depends on it; otherwise, and where it leads nowhere, it is a warning.
 */
export class Schemas {
  readonly #document: JsonObject;
  readonly #findings: Findings;
  readonly #roots: Readonly<Record<SchemaUse, Located<JsonObject>[]>> = { request: [], answer: [] };

  constructor(document: JsonObject, findings: Findings) {
    this.#document = document;
    this.#findings = findings;
  }

  /** The schema that a part is. Undefined, with a warning, when the part is not a schema. */
  take({ value, pointer }: Located, use: SchemaUse = 'request'): RawSchema | undefined {
    const schema = asSchema(value);
    if (isObject(schema)) this.#roots[use].push({ value: schema, pointer });
    if (schema !== undefined && schema === value) return schema;
    const taken = schema === undefined ? 'not an object; left out' : 'read as one that allows everything';
    this.#findings.warn(pointer, 'repaired', `the schema is ${kindOf(value)}, ${taken}`);
    return schema;
  }

  /**
   * Follows every reference in the schemas that were taken, and in those that they lead to. Uses no recursion.
   *
   * @returns the schema that each `$ref` leads to, by the text of the `$ref`
   */
  references(): Readonly<Record<string, RawSchema>> {
    const references = emptyRecord<RawSchema>();
    const seen = new Set<Json>();
    this.#follow('request', references, seen);
    this.#follow('answer', references, seen); // what is left: no request leads to it
    return references;
  }

  #follow(use: SchemaUse, references: Record<string, RawSchema>, seen: Set<Json>): void {
    const steps: Step[] = this.#roots[use].map(rootStep).reverse();
    for (let step = steps.pop(); step; step = steps.pop()) {
      if (typeof step.value !== 'object' || step.value === null || seen.has(step.value)) continue;
      seen.add(step.value);
      for (const child of childrenOf(step).reverse()) steps.push(child);
      const ref = step.holds === 'schema' ? refOf(step.value) : undefined;
      if (ref === undefined || ref in references) continue;
      const target = this.#target(ref, step, use);
      if (!target) continue;
      references[ref] = target.value;
      steps.push(rootStep(target));
    }
  }

  #target(ref: string, step: Step, use: SchemaUse): Located<RawSchema> | undefined {
    if (isExternal(ref)) {
      if (use === 'answer') this.#findings.externalAnswer(ref, pointerTo(step));
      else this.#findings.external(ref, pointerTo(step));
      return undefined;
    }
    const target = resolvePointer(this.#document, ref);
    const schema = target && asSchema(target.value);
    if (target && schema !== undefined) return { value: schema, pointer: target.pointer };
    const end = target ? 'to no schema' : 'nowhere';
    this.#findings.warn(pointerTo(step), 'reference', `the schema reference ${quoted(ref)} leads ${end}`);
    return undefined;
  }
}

/**
 * A value as a schema. Null and an empty list (an empty object as PHP writes it) are the schema that allows
 * everything.
 */
function asSchema(value: Json): RawSchema | undefined {
  if (typeof value === 'boolean' || isObject(value)) return value;
  return value === null || (isList(value) && value.length === 0) ? {} : undefined;
}

function rootStep({ value, pointer }: Located): Step {
  return { value, holds: 'schema', key: pointer, parent: undefined };
}

function childrenOf(step: Step): Step[] {
  const { value, holds } = step;
  if (isList(value)) return value.map((child, key) => ({ value: child, holds: 'schema', key, parent: step }));
  if (!isObject(value)) return [];
  return Object.entries(value)
    .filter(([key]) => holds === 'names' || !(DATA_KEYS.has(key) || key.startsWith('x-')))
    .map(([key, child]) => ({
      value: child,
      holds: holds === 'schema' && NAME_KEYS.has(key) ? 'names' : 'schema',
      key,
      parent: step,
    }));
}

function pointerTo(step: Step): string {
  const keys: (string | number)[] = [];
  let root = step;
  for (; root.parent; root = root.parent) keys.push(root.key);
  return keys.reverse().reduce<string>(below, String(root.key));
}
