/**
 * Builds the site of the documentation into dist/site: pages of docs/ and of other folders by VitePress, the reference of
 * the TypeScript classes by TypeDoc. A link that leads nowhere ends it.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Pages } from '../docs/.vitepress/pages';

const ROOT = join(__dirname, '..');
const PAGES = join(ROOT, 'dist/site-pages');
const SITE = join(ROOT, 'dist/site');

for (const folder of [PAGES, SITE]) rmSync(folder, { recursive: true, force: true });
const pages = new Pages(ROOT);
const texts = pages.all();
for (const [path, text] of texts) writeFileSync(placeFor(path), text);
for (const [path, source] of pages.pictures) copyFileSync(join(ROOT, source), placeFor(`public/${path}`));
run('vitepress/bin/vitepress.js', 'build', 'docs');
// VitePress goes on where a page cannot be rendered, and leaves it empty
const empty = [...texts.keys()].filter((path) => !/<h1[\s>]/.test(textOf(path)));
if (empty.length) throw new Error(`these pages have no text, for the reasons above: ${empty.join(', ')}`);
// The title of each of its pages leads back
const home = `${process.env.SITE_BASE ?? '/'}index.html`;
run(
  'typedoc/bin/typedoc',
  ...['--options', 'scripts/typedoc.json', '--out', join(SITE, 'api')],
  ...['--name', 'Terragate: TypeScript API', '--titleLink', home],
);

/** The text of a page in the site. */
function textOf(path: string): string {
  return readFileSync(join(SITE, path.replace(/\.md$/, '.html')), 'utf8');
}

/** Path of a file to be written, in a folder that is there. */
function placeFor(path: string): string {
  const file = join(PAGES, path);
  mkdirSync(dirname(file), { recursive: true });
  return file;
}

function run(program: string, ...args: string[]): void {
  execFileSync(process.execPath, [join(ROOT, 'node_modules', program), ...args], {
    cwd: ROOT,
    stdio: 'inherit',
  });
}
