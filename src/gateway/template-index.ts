import type { Template } from './overlap';
import type { Segment } from './segment';

/** A place in the tree of segments, with the templates that end there. */
class Place<T> {
  readonly texts = new Map<string, Place<T>>();
  /** Places behind variables, greedy ones among them. */
  readonly others = new Map<string, Place<T>>();
  readonly here: T[] = [];

  below(segment: Segment): Place<T> {
    const children = segment.kind === 'text' ? this.texts : this.others;
    const known = children.get(segment.key);
    if (known) return known;
    const made = new Place<T>();
    children.set(segment.key, made);
    return made;
  }

  /** Everything here and below. */
  *all(): Generator<T> {
    yield* this.here;
    for (const place of [...this.texts.values(), ...this.others.values()]) yield* place.all();
  }
}

/**
 * Finds the templates that may take a path of another one, without a look at all of them: an API of thousands of
 * operations would ask millions of times.
 */
export class TemplateIndex<T extends Template> {
  readonly #root = new Place<T>();
  readonly #order = new Map<T, number>();

  constructor(templates: readonly T[]) {
    for (const [i, template] of templates.entries()) {
      this.#order.set(template, i);
      template.segments.reduce((place, segment) => place.below(segment), this.#root).here.push(template);
    }
  }

  /**
   * The templates that some path may be of beside this one, itself among them, in the order in which they were given.
   * Two texts that differ keep two templates apart; whatever else does is left to the caller.
   */
  near({ segments }: Template): T[] {
    const found: T[] = [];
    let places = [this.#root];
    for (const segment of segments) {
      // A greedy variable takes what is left, on either side
      for (const place of places) {
        const greedy = place.others.get('{+}');
        if (greedy && segment.kind !== 'greedy') found.push(...greedy.all());
        if (segment.kind === 'greedy') for (const each of below(place)) found.push(...each.all());
      }
      if (segment.kind === 'greedy') return this.#sorted(found);
      places = places.flatMap((place) =>
        segment.kind === 'text'
          ? [place.texts.get(segment.text), place.others.get('{}')].filter((each) => each !== undefined)
          : below(place).filter((each) => each !== place.others.get('{+}')),
      );
    }
    for (const place of places) found.push(...place.here);
    return this.#sorted(found);
  }

  #sorted(found: readonly T[]): T[] {
    const order = (each: T) => this.#order.get(each) ?? 0;
    return [...new Set(found)].sort((a, b) => order(a) - order(b));
  }
}

function below<T>(place: Place<T>): Place<T>[] {
  return [...place.texts.values(), ...place.others.values()];
}
