import { visibleLine } from '../language';

/** A value with each text in it as one line that a terminal shows as it is. */
export function visibleTexts<T>(value: T): T {
  if (typeof value === 'string') return visibleLine(value) as T;
  if (Array.isArray(value)) return value.map(visibleTexts) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [visibleLine(key), visibleTexts(one)]),
  ) as T;
}
