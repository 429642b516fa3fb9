/** Texts in their order, each once. */
export function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}
