import { type Problem, UserError } from '../errors';
import type { ApiWarning, WarningKind } from './model';

/** A reference that leads out of the document. */
interface ExternalReference {
  readonly ref: string;
  readonly where: string;
}

/** The number of references that one problem shows; the user fixes them all by one command anyway. */
const SHOWN_REFERENCES = 5;

/**
 * The findings in one document: problems that stop it, reported all at once, and warnings.
 * A finding that is made twice (a broken parameter that ten operations share) is kept once.
 */
export class Findings {
  readonly source: string;
  readonly #problems = new Map<string, Problem>();
  readonly #warnings = new Map<string, ApiWarning>();
  readonly #external = new Map<string, ExternalReference>();
  readonly #answers = new Map<string, ExternalReference>();

  constructor(source: string) {
    this.source = source;
  }

  /** The source and the pointer as one text: `openapi.json#/paths/~1items`. */
  at(pointer: string): string {
    return pointer === '' ? this.source : `${this.source}#${pointer}`;
  }

  /** Keeps a problem that stops the reading. */
  problem(pointer: string, what: string, fix: string, more: Pick<Problem, 'got' | 'allowed'> = {}): void {
    const where = this.at(pointer);
    this.#problems.set(`${where}\n${what}`, { where, what, fix, ...more });
  }

  /** Keeps a warning. */
  warn(pointer: string, kind: WarningKind, what: string): void {
    this.addWarning({ kind, where: this.at(pointer), what });
  }

  /** Keeps a warning that already says where it is. */
  addWarning(warning: ApiWarning): void {
    this.#warnings.set(`${warning.where}\n${warning.what}`, warning);
  }

  /** Keeps a reference to another file: all of them are one problem, as one command puts all of them right. */
  external(ref: string, pointer: string): void {
    this.#external.set(`${ref}\n${pointer}`, { ref, where: `#${pointer}` });
  }

  /** Keeps a reference to another file in what no request depends on, such as a response: all of them are one warning. */
  externalAnswer(ref: string, pointer: string): void {
    this.#answers.set(`${ref}\n${pointer}`, { ref, where: `#${pointer}` });
  }

  /** Whether something stops the reading. */
  get failed(): boolean {
    return this.#problems.size + this.#external.size > 0;
  }

  get warnings(): readonly ApiWarning[] {
    return [...this.#warnings.values(), ...this.#externalWarning()];
  }

  /**
   * Ends the reading when something was found that stops it.
   *
   * @throws UserError with every problem
   */
  throwIfFailed(): void {
    if (!this.failed) return;
    throw new UserError([...this.#externalProblem(), ...this.#problems.values()]);
  }

  #externalProblem(): Problem[] {
    const found = [...this.#external.values()];
    if (found.length === 0) return [];
    return [
      {
        where: this.source,
        what: `${leadAway(found)}, and Terragate reads one file: ${shownOf(found)}`,
        fix: `bundle the document into one file first, for example: ${this.#bundling()}`,
      },
    ];
  }

  #externalWarning(): ApiWarning[] {
    const found = [...this.#answers.values()];
    if (found.length === 0) return [];
    const what = `${leadAway(found)} from what no request depends on; left out: ${shownOf(found)}. One file with all of it: ${this.#bundling()}`;
    return [{ kind: 'reference', where: this.source, what }];
  }

  #bundling(): string {
    return `npx @redocly/cli bundle ${this.source} --output openapi.json`;
  }
}

function leadAway({ length }: readonly ExternalReference[]): string {
  return length === 1 ? 'a reference leads to another file' : `${length} references lead to another file`;
}

/** The first references with their places. */
function shownOf(found: readonly ExternalReference[]): string {
  const shown = found
    .slice(0, SHOWN_REFERENCES)
    .map(({ ref, where }) => `${JSON.stringify(ref)} at ${where}`);
  return `${shown.join(', ')}${found.length > shown.length ? `, and ${found.length - shown.length} more` : ''}`;
}
