import { type Problem, UserError } from '../errors';
import { Token, Tokenization } from '../framework';
import { snakeCase } from '../naming';

/** The Terraform names of what an object holds, by the names that TypeScript has for them. */
export type NameMap = Readonly<Record<string, string | NestedNameMap>>;

/** The names of objects inside of a value. */
export interface NestedNameMap {
  readonly name: string;
  /** The number of lists or maps around the objects. @default 0 */
  readonly depth?: number;
  readonly of: NameMap;
}

/**
 * An object with Terraform's names in place of TypeScript's. What is undefined is left out.
 *
 * @param where what the object is, for the message
 * @throws UserError for names that there are not: they would be lost.
 */
export function toTerraformNames(given: object, names: NameMap, where: string): Record<string, unknown> {
  const problems: Problem[] = [];
  const result = rename(given, names, where, problems);
  if (problems.length) throw new UserError(problems);
  return result;
}

/** Names that are made from those of TypeScript: `memorySize` is `memory_size`. */
export function snakeNames<const N extends string>(names: readonly N[]): Readonly<Record<N, string>> {
  return Object.fromEntries(names.map((name) => [name, snakeCase(name)])) as Record<N, string>;
}

/** Whether a value is one that only Terraform knows, whole or in part. */
export function isToken(value: unknown): boolean {
  return Tokenization.isResolvable(value) || Token.isUnresolved(value);
}

function rename(given: object, names: NameMap, where: string, problems: Problem[]): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const name = Object.hasOwn(names, key) ? names[key] : undefined;
    if (name === undefined) problems.push(unknownName(where, key, Object.keys(names)));
    else if (typeof name === 'string') result[name] = value;
    else result[name.name] = nested(value, name, name.depth ?? 0, `${where}: ${key}`, problems);
  }
  return result;
}

function nested(
  value: unknown,
  names: NestedNameMap,
  depth: number,
  where: string,
  problems: Problem[],
): unknown {
  if (typeof value !== 'object' || value === null || isToken(value)) return value;
  if (depth === 0) return rename(value, names.of, where, problems);
  const inside = (item: unknown, key: string | number) =>
    nested(item, names, depth - 1, `${where}[${JSON.stringify(key)}]`, problems);
  if (Array.isArray(value)) return value.map(inside);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inside(item, key)]));
}

function unknownName(where: string, got: string, allowed: readonly string[]): Problem {
  return {
    where,
    what: `${got} is not a known name`,
    got,
    allowed,
    fix: 'correct the name, or leave it out',
  };
}
