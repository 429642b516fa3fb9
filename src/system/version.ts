/**
 * Whether a version is at least another one, number by number.
 *
 * @example atLeast('3.13.1', '3.11') // true
 */
export function atLeast(version: string, least: string): boolean {
  const numbers = (text: string) => text.split(/[.+-]/).map((part) => Number.parseInt(part, 10) || 0);
  const [got, wanted] = [numbers(version), numbers(least)];
  for (let i = 0; i < 3; i++) {
    const difference = (got[i] ?? 0) - (wanted[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
