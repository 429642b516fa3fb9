import type { Column } from './table';

/** Columns of numbers by their titles, but for those of words. */
export function columns(...titles: readonly string[]): Column[] {
  const words = new Set(['form', 'target', '', 'way', 'runs as', 'command', 'from a save to the new answer']);
  return titles.map((title) => (words.has(title) ? { title, align: 'left' } : { title }));
}

export function times(runs: number): string {
  return runs === 1 ? '1 run' : `${runs} runs`;
}

export function count(value: number): string {
  return value.toLocaleString('en');
}

export function fixed(value: number, digits: number): string {
  return value.toFixed(digits);
}

export function gibibytes(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(0);
}
