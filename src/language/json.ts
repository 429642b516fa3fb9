import { escapeUnsafe } from './visible';

/**
 * A value as JSON in lines, with a newline at its end. Characters that change how a file is shown are written by their
 * number: the value stays the same.
 *
 * @example json({ a: '\u202e' }) // '{\n  "a": "\\u202e"\n}\n'
 */
export function json(value: unknown): string {
  return `${jsonText(value)}\n`;
}

/** A value as JSON text without the newline of `json`. @param indent spaces of a step; 0 is one line. @default 2 */
export function jsonText(value: unknown, indent = 2): string {
  return escapeUnsafe(JSON.stringify(value, null, indent));
}
