import { createHash } from 'node:crypto';
import { isIdentifier } from '../language';
import { pascalCase } from '../naming';

/** Words that no function of TypeScript can be called, and names that the files of a client have for each other. */
const RESERVED = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends ' +
    'false finally for function if implements import in instanceof interface let new null package private protected ' +
    'public return static super switch this throw true try typeof undefined var void while with yield ' +
    'operations runtime shapes streams tanstack types cognito iam'
  ).split(' '),
);

/** Names that types of a document cannot have: what TypeScript has under them, and what the client itself exports. */
const TAKEN_TYPES = [
  ...['Blob', 'Date', 'Omit', 'Object', 'Promise', 'AsyncGenerator', 'Exclude'],
  ...['AnswerError', 'ApiError', 'CallOptions', 'Connection', 'Fetch', 'HeaderValues', 'NetworkError'],
  ...['StreamEvent', 'StreamOptions', 'Credentials', 'IamOptions'],
];

/** A name as a function or a parameter can have it: `_` stands before a digit, and after a word of the language. */
export function functionName(name: string): string | undefined {
  const safe = /^\p{N}/u.test(name) ? `_${name}` : name;
  if (RESERVED.has(safe)) return `${safe}_`;
  return isIdentifier(safe) ? safe : undefined;
}

/** The names of types in one module, each given once. */
export class TypeNames {
  readonly #taken: Set<string>;

  constructor(taken: readonly string[] = []) {
    this.#taken = new Set([...TAKEN_TYPES, ...taken]);
  }

  /** Whether nothing has the name. */
  isFree(name: string): boolean {
    return !this.#taken.has(name);
  }

  /**
   * A name for what a document calls `written`. Where another has the name, its punctuation is kept as `_`, and then a hash
   * of it tells the two apart: no name depends on a count.
   */
  take(written: string, suffix = 'Model'): string {
    const pascal = typeName(pascalCase(written));
    const kept = typeName(written.replace(/[^\p{ID_Continue}$]+/gu, '_'));
    const hash = createHash('sha256').update(written).digest('hex').slice(0, 8);
    const name = [pascal, `${pascal}${suffix}`, kept].find((one) => this.isFree(one)) ?? `${pascal}_${hash}`;
    this.#taken.add(name);
    return name;
  }
}

function typeName(name: string): string {
  const safe = /^[\p{ID_Start}$_]/u.test(name) ? name : `_${name}`;
  return isIdentifier(safe) ? safe.slice(0, 1).toUpperCase() + safe.slice(1) : '_';
}
