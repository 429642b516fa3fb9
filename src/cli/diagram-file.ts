import { existsSync, statSync } from 'node:fs';
import { UserError } from '../errors';
import { MERMAID_MARK, SVG_MARK } from '../inspect';
import { readText, writeFileAtomic } from '../system';

/** Characters from the beginning of a file in which the mark of Terragate's files is looked for. */
const BEGINNING = 1000;

/**
 * Writes a diagram as a whole, or not at all.
 *
 * @returns what became of the file
 * @throws UserError for a file that holds something else, without `force`, and for a folder
 */
export function writeDiagram(file: string, text: string, force: boolean): 'new' | 'changed' | 'unchanged' {
  if (!existsSync(file)) {
    writeFileAtomic(file, text);
    return 'new';
  }
  if (statSync(file).isDirectory())
    throw new UserError([
      { where: file, what: 'the path is a folder', fix: 'give --out the name of a file' },
    ]);
  const there = readText(file) ?? '';
  if (there === text) return 'unchanged';
  const beginning = there.slice(0, BEGINNING);
  if (!force && ![MERMAID_MARK, SVG_MARK].some((mark) => beginning.includes(mark))) {
    throw new UserError([
      {
        where: file,
        what: 'the file exists, and terragate inspect did not write it',
        fix: 'give another name, or --force to write over it',
      },
    ]);
  }
  writeFileAtomic(file, text);
  return 'changed';
}
