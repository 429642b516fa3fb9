import { isIdentifier } from '../../language';
import { camelCase } from '../../naming';

/**
 * The names of operations by their ids. Ids of which several would have one name, and those that would have none, stay
 * as they are written: a name never depends on a count.
 */
export function operationNames(ids: readonly string[]): ReadonlyMap<string, string> {
  const takers = new Map<string, number>();
  for (const id of ids) takers.set(camelCase(id), (takers.get(camelCase(id)) ?? 0) + 1);
  return new Map(
    ids.map((id) => {
      const name = camelCase(id);
      return [id, takers.get(name) === 1 && isIdentifier(name) ? name : id];
    }),
  );
}
