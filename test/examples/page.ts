import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../support/workspace';

/** The page about operations. */
export const PAGE = readFileSync(join(REPOSITORY, 'docs/operations.md'), 'utf8');

/** The first page that a user reads. */
export const README = readFileSync(join(REPOSITORY, 'README.md'), 'utf8');

/** The code blocks of a text in Markdown that are in this language. */
export function blocks(markdown: string, language: string): string[] {
  return [...markdown.matchAll(/^```(\w+)\n(.*?)^```$/gms)].flatMap(([, name, code]) =>
    name === language && code !== undefined ? [code] : [],
  );
}
