import { type ApiModel, isObject, type Json, type JsonObject, type RawSchema } from '../openapi';
import { refOf } from './json';

/** The way in which a schema is made of another one: as one of several, or with others at once. */
type Edge = { readonly to: RawSchema; readonly by: 'any' | 'all' };

/**
 * Which schemas are made of each other without a property or an item between: types that are made of themselves in that
 * way mean nothing in TypeScript.
 */
export class Composition {
  readonly #edges = new Map<RawSchema, readonly Edge[]>();

  constructor(private readonly references: ApiModel['references']) {}

  /** Whether one schema is made of the other one. @param only by unions and references alone */
  leads(from: RawSchema, to: RawSchema, only?: 'any'): boolean {
    const seen = new Set<RawSchema>([from]);
    const next = [from];
    for (let at = next.pop(); at !== undefined; at = next.pop()) {
      if (at === to) return true;
      for (const { to: target, by } of this.#from(at)) {
        if (seen.has(target) || (only && by !== only)) continue;
        seen.add(target);
        next.push(target);
      }
    }
    return false;
  }

  #from(schema: RawSchema): readonly Edge[] {
    const known = this.#edges.get(schema);
    if (known) return known;
    const edges: Edge[] = [];
    this.#collect(schema, 'any', edges);
    this.#edges.set(schema, edges);
    return edges;
  }

  #collect(schema: Json | undefined, by: Edge['by'], edges: Edge[]): void {
    if (!isObject(schema)) return;
    const target = this.references[refOf(schema) ?? ''];
    if (target !== undefined) edges.push({ to: target, by });
    for (const [key, how] of KEYS)
      for (const one of asList(schema[key])) this.#collect(one, by === 'all' ? 'all' : how, edges);
  }
}

const KEYS = [
  ['anyOf', 'any'],
  ['oneOf', 'any'],
  ['allOf', 'all'],
] as const;

function asList(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** A schema without what chooses among others: what all of the chosen have. */
export function withoutChoice(schema: JsonObject): JsonObject {
  const { oneOf: _one, anyOf: _any, discriminator: _tag, ...rest } = schema;
  return rest;
}
