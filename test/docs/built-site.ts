import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { runInNewContext } from 'node:vm';
import MiniSearch from 'minisearch';
import { RANKING, WORDS } from '../../docs/.vitepress/search';
import { REPOSITORY } from '../support/workspace';

const run = promisify(execFile);
let built: Promise<BuiltSite> | undefined;

/** The site of this checkout, which is built once. TypeDoc and VitePress end it for a link that leads nowhere. */
export function builtSite(): Promise<BuiltSite> {
  built ??= build();
  return built;
}

async function build(): Promise<BuiltSite> {
  const tsx = join(REPOSITORY, 'node_modules/tsx/dist/cli.mjs');
  await run(process.execPath, [tsx, 'scripts/site.ts'], { cwd: REPOSITORY }).catch(({ stdout, stderr }) => {
    throw new Error(`the site is not built: ${stdout}${stderr}`);
  });
  return new BuiltSite(join(REPOSITORY, 'dist/site'));
}

/** The site as scripts/site.ts has built it. */
export class BuiltSite {
  /** Pages of VitePress and of TypeDoc, and what they load, by their path in the site. */
  readonly files: readonly string[];

  constructor(readonly folder: string) {
    this.files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  }

  /** Paths of the pages; those of TypeDoc only where they are asked for. */
  pages(reference = false): readonly string[] {
    return this.files.filter((path) => path.endsWith('.html') && (reference || !path.startsWith('api/')));
  }

  text(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  /** Addresses in the side bar of a page. */
  sidebar(page: string): readonly string[] {
    const [, bar = ''] = /<aside class="VPSidebar([\s\S]*?)<\/aside>/.exec(this.text(page)) ?? [];
    return [...bar.matchAll(/href="([^"]+)"/g)].map(([, href = '']) => href);
  }

  /** Links of a page within the site, by the path of the page that each leads to. */
  links(page: string): readonly string[] {
    const links = [...this.text(page).matchAll(/<a\b[^>]*?\bhref="([^"]*)"/g)].map(([, href = '']) => href);
    return links
      .filter((href) => !/^[a-z]+:/.test(href))
      .map((href) => {
        const [path = '', anchor] = href.split('#');
        const target = path.startsWith('/') ? path.slice(1) : path === '' ? page : join(dirname(page), path);
        return `${target || 'index.html'}${anchor ? `#${decodeURIComponent(anchor)}` : ''}`;
      });
  }

  /** Links of a page that lead to no file of the site, or to no place in it. */
  brokenLinks(page: string): readonly string[] {
    return this.links(page).filter((link) => {
      const [path = '', anchor] = link.split('#');
      return !this.files.includes(path) || !(anchor === undefined || this.has(path, anchor));
    });
  }

  /** Addresses of other hosts that a page or a style asks for by itself. Of scripts, a browser tells. */
  askedElsewhere(path: string): readonly string[] {
    const asked = path.endsWith('.html')
      ? /<(?:script|img|iframe|source|video|audio|embed|link)\b[^>]*?\b(?:src|srcset|href)="((?:https?:)?\/\/[^"]*)"/g
      : /(?:url\(|@import )["']?((?:https?:)?\/\/[^"')]+)/g;
    return [...this.text(path).matchAll(asked)].map(([, address = '']) => address);
  }

  /** Pictures of a page that the site does not have. */
  missingPictures(page: string): readonly string[] {
    const sources = [...this.text(page).matchAll(/<img\b[^>]*?\bsrc="([^"]*)"/g)].map(([, src = '']) => src);
    return sources.filter((src) => !src.startsWith('data:') && !this.files.includes(src.replace(/^\//, '')));
  }

  /** The search, over the index of the site. Answers are addresses, the best first. */
  search(): (question: string) => readonly string[] {
    const index = this.files.find((path) => path.includes('@localSearchIndexroot'));
    // The index is the text of a constant, in a module that exports it
    const module = this.text(index ?? '').replace(/export ?\{ ?(\w+) as default ?\};?\s*$/, '$1');
    const json: string = runInNewContext(module);
    const engine = MiniSearch.loadJSON(json, {
      ...WORDS,
      fields: ['title', 'titles', 'text'],
      searchOptions: RANKING,
    });
    return (question) => engine.search(question).map(({ id }) => String(id));
  }

  private has(page: string, anchor: string): boolean {
    return [`id="${anchor}"`, `name="${anchor}"`].some((id) => this.text(page).includes(id));
  }
}
