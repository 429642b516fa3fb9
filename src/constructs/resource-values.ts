import { Fn } from '../framework';
import { isToken } from './names';

/** A list and more items, also where only Terraform knows the list. */
export function appended(list: unknown, items: readonly unknown[]): unknown {
  if (list === undefined || list === null) return [...items];
  if (items.length === 0) return list;
  return isToken(list) ? Fn.concat([list, [...items]]) : [...(list as readonly unknown[]), ...items];
}

/** A map and more entries, also where only Terraform knows the map. */
export function merged(map: unknown, entries: Readonly<Record<string, unknown>>): unknown {
  if (map === undefined || map === null) return { ...entries };
  if (Object.keys(entries).length === 0) return map;
  return isToken(map) ? Fn.merge([map, { ...entries }]) : { ...(map as object), ...entries };
}
