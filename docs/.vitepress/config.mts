import { join } from 'node:path';
import { defineConfig, type MarkdownRenderer } from 'vitepress';
import { description, version } from '../../package.json';
import { addressOf, DECISIONS, decisions, pageGroups, titleOf } from './pages';
import { RANKING, WORDS } from './search';

const ROOT = join(__dirname, '../..');
const item = (source: string) => ({ text: titleOf(ROOT, source), link: `/${addressOf(source)}` });

// scripts/site.ts writes the pages
export default defineConfig({
  title: 'Terragate',
  description,
  lang: 'en',
  base: process.env.SITE_BASE ?? '/',
  srcDir: '../dist/site-pages',
  outDir: '../dist/site',
  cacheDir: '../dist/site-cache',
  metaChunk: true,
  markdown: { anchor: { slugify: anchorOf }, config: codeAsItIs },
  themeConfig: {
    nav: [
      { text: 'Start', link: '/start' },
      { text: 'Decisions', link: `/${addressOf(DECISIONS)}` },
      // TypeDoc's own pages, which VitePress does not know
      { text: 'TypeScript API', link: '/api/index.html', target: '_self', rel: '' },
      {
        text: version,
        items: [
          { text: 'Changelog', link: '/changelog' },
          { text: 'Upgrading', link: '/upgrading' },
          { text: 'Other versions', link: '/contributing#the-site' },
        ],
      },
    ],
    sidebar: {
      '/': pageGroups(ROOT).map(({ title, sources }, i) => ({
        text: title,
        collapsed: i > 4,
        items: sources.map(item),
      })),
      [`/${addressOf(DECISIONS)}/`]: [{ ...item(DECISIONS), items: decisions(ROOT).map(item) }],
    },
    outline: { level: [2, 3] },
    search: { provider: 'local', options: { miniSearch: { options: WORDS, searchOptions: RANKING } } },
  },
});

/** Keeps Vue from reading `${{ ... }}` of workflows in code within a line as its own; in blocks VitePress does so itself. */
function codeAsItIs({ renderer }: MarkdownRenderer): void {
  const usual = renderer.rules.code_inline;
  renderer.rules.code_inline = (...given) => (usual?.(...given) ?? '').replace(/^<code/, '<code v-pre');
}

/** The anchor of a heading as GitHub makes it, so that a link leads to the same place there and here. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_\- ]/gu, '')
    .replaceAll(' ', '-');
}
