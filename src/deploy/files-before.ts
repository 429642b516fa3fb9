import { rmSync } from 'node:fs';
import { readText, writeFileAtomic } from '../system';

/** Files as they were before a command, which puts them back where it fails. */
export class FilesBefore {
  private readonly texts: ReadonlyMap<string, string | undefined>;

  constructor(paths: readonly string[]) {
    this.texts = new Map(paths.map((path) => [path, readText(path)]));
  }

  putBack(): void {
    for (const [path, text] of this.texts) {
      if (text === undefined) rmSync(path, { force: true });
      else if (readText(path) !== text) writeFileAtomic(path, text);
    }
  }
}
