/**
 * Checks that the gateway leaves to the app, each kind in one sentence: the same sentence for every operation, so
 * that a summary can count them.
 */
export const SKIPPED = {
  alias:
    'a property with the look of an alias is not required, and others beside it are taken: Pydantic can take it by its own name',
  bounds: 'a number that a program can not hold exactly is not used as a bound',
  combined: 'a schema made of several takes other properties',
  deep: 'what is below this depth takes anything, so that the model stays small',
  format: 'text of a format that is not known takes anything',
  keyword: 'a condition that API Gateway has no word for is not checked',
  length:
    'the length and pattern of text with a format are not checked: the app counts what it makes of the text',
  maximum:
    'an object can hold more properties than it may: the app counts keys that it reads as one only once',
  multiple: 'numbers with a fraction are not checked for being a multiple: the app rounds',
  null: 'the type of what can be null is not checked: API Gateway has no word for null',
  oldDocument:
    'the document is OpenAPI 3.0, as FastAPI writes it with Pydantic 1: only shapes and required properties are checked',
  pattern: 'a pattern that not every language reads alike is not checked',
  readOnly: 'a property that is only read is not checked',
  recursive: 'a schema within itself takes anything at the second level',
  reference: 'a schema that is not in the document takes anything',
  scalar: 'numbers, booleans, dates and addresses are taken as text too, as Pydantic takes them',
  set: 'a list without repetitions can have them and more entries: the app leaves them out before it counts',
  special: 'a property with a name that means something else to API Gateway is not checked',
  tuple: 'the entries of a tuple are not checked one by one, and an object is taken too',
  values: 'values that are not text are not compared: Pydantic takes others for them',
} as const;

/** A kind of relaxation inside a model. */
export type SkippedCheckKind = keyof typeof SKIPPED;

/** A check that API Gateway skips, for one operation. */
export interface SkippedCheck {
  /** The operation's id and the place: `createItem: body.tags[].name`, `listItems: query q, sort`. */
  readonly where: string;
  /** The reason, in one sentence without a full stop; the same for every operation with this reason. */
  readonly what: string;
}

/** The places of each relaxation, in the order in which they are found. */
export class SkippedChecks {
  readonly #places = new Map<SkippedCheckKind, Set<string>>();

  add(kind: SkippedCheckKind, place: string): this {
    const places = this.#places.get(kind) ?? new Set();
    this.#places.set(kind, places.add(place));
    return this;
  }

  /** The skipped checks of an operation, one entry for each kind: its first place, and how many more there are. */
  listOf(operation: string): readonly SkippedCheck[] {
    return [...this.#places].map(([kind, places]) => {
      const [first = ''] = places;
      const more = places.size > 1 ? ` and ${places.size - 1} more` : '';
      return { where: `${operation}: ${first}${more}`, what: SKIPPED[kind] };
    });
  }
}
