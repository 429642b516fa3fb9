import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../support/workspace';

const PAGES = [
  ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', '.github/SECURITY.md'],
  ...['docs', 'docs/decisions'].flatMap((folder) =>
    readdirSync(join(REPOSITORY, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  ),
];

/** Paths of this repository in code spans: those that begin with one of its folders, and hold no placeholder. */
function pathsOf(page: string): string[] {
  const text = readFileSync(join(REPOSITORY, page), 'utf8');
  return [...text.matchAll(/`((?:src|test|scripts|bench)\/[\w./-]+)`/g)].map(([, path = '']) => path);
}

describe('a page of this repository', () => {
  it.each(PAGES)('names files that are there: %s', (page) => {
    const missing = pathsOf(page).filter(
      (path) =>
        !['', '.ts', '.test.ts', '.tools.ts'].some((end) => existsSync(join(REPOSITORY, `${path}${end}`))),
    );

    expect(missing).toEqual([]);
  });
});
