import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, join, normalize, relative } from 'node:path/posix';

/** A group of pages, in the order in which a user asks what they answer. */
export interface PageGroup {
  readonly title: string;
  /** Files of the repository. */
  readonly sources: readonly string[];
}

/** The pages of the site by the questions of a user. What is in none of the groups is no page. */
export function pageGroups(root: string): readonly PageGroup[] {
  const docs = (...names: string[]) => names.map((name) => `docs/${name}.md`);
  const modules = readdirSync(join(root, 'modules'))
    .map((name) => `modules/${name}/README.md`)
    .filter((path) => existsSync(join(root, path)));
  return [
    { title: 'Begin', sources: ['README.md', ...docs('start', 'existing-app', 'moving')] },
    {
      title: 'Your API',
      sources: [
        ...docs('operations', 'streaming', 'cors', 'function-url', 'errors'),
        'examples/shop/README.md',
        'examples/todo/README.md',
        'examples/streaming-chat/README.md',
      ],
    },
    { title: 'On this machine', sources: docs('local-aws', 'lambda') },
    { title: 'Callers', sources: [...docs('client', 'auth'), 'examples/react-app/README.md'] },
    {
      title: 'On AWS',
      sources: [
        ...docs('deploy', 'environments', 'pipeline', 'team'),
        'examples/environments/README.md',
        ...docs('events', 'database', 'observability', 'costs'),
      ],
    },
    { title: 'Versions', sources: [...docs('upgrading', 'contract'), 'CHANGELOG.md'] },
    { title: 'Modules', sources: modules },
    {
      title: 'Behind it',
      sources: [
        ...['docs/glossary.md', 'docs/behaviour.md', 'ARCHITECTURE.md', DECISIONS, 'bench/results.md'],
        ...['CONTRIBUTING.md', '.github/SECURITY.md'],
      ],
    },
  ];
}

/** The folder of the decisions: the site has a list of them, and each has a page below it. */
export const DECISIONS = 'docs/decisions';

/** The decisions, the first one first. */
export function decisions(root: string): readonly string[] {
  return readdirSync(join(root, DECISIONS))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `${DECISIONS}/${name}`);
}

/** Address of a page in the site, without its ending: `docs/start.md` is `start`. */
export function addressOf(source: string): string {
  return source
    .replace(/^(?:docs|\.github|bench)\//, '')
    .replace(/^README\.md$/, 'overview')
    .replace(/\/README\.md$/, '')
    .replace(/\.md$/, '')
    .replace(/^[A-Z]+$/, (name) => name.toLowerCase())
    .replace(/^results$/, 'benchmarks');
}

/** The heading of a page; that of a decision without its number. */
export function titleOf(root: string, source: string): string {
  if (source === DECISIONS) return 'Decisions';
  if (source === 'README.md') return 'Overview';
  const heading = /^# (.+)$/m.exec(readFileSync(join(root, source), 'utf8'))?.[1] ?? source;
  return heading.replace(/^\d{4}: /, '').replaceAll('`', '');
}

/** The repository as pages whose links lead to pages of the site. */
export class Pages {
  private readonly sources: ReadonlySet<string>;
  /** Files that pages link to, and that are no pages: each is shown as it is. */
  private readonly files = new Set<string>();
  /** Pictures of the pages, by their path in the site. */
  readonly pictures = new Map<string, string>();

  constructor(private readonly root: string) {
    this.sources = new Set([...pageGroups(root).flatMap(({ sources }) => sources), ...decisions(root)]);
  }

  /**
   * Markdown of all pages by their path in the site.
   *
   * @throws Error for a link that leads nowhere
   */
  all(): ReadonlyMap<string, string> {
    const pages = new Map<string, string>();
    for (const source of this.sources)
      if (source !== DECISIONS) pages.set(`${addressOf(source)}.md`, this.page(source));
    pages.set('index.md', this.home());
    pages.set(`${addressOf(DECISIONS)}.md`, this.decisionList());
    // A file that is shown links to nothing: the set is whole now
    for (const file of this.files) pages.set(`source/${file}.md`, this.file(file));
    return pages;
  }

  private page(source: string): string {
    const text = readFileSync(join(this.root, source), 'utf8');
    return this.linked(source, addressOf(source), text);
  }

  /** The first screen of README. */
  private home(): string {
    const [screen = ''] = readFileSync(join(this.root, 'README.md'), 'utf8').split('\n## ');
    const text = screen.replace(/\]\(#/g, '](README.md#');
    return `---\nsearch: false\nnext: false\n---\n${this.linked('README.md', 'index', text)}\n`;
  }

  private decisionList(): string {
    const lines = decisions(this.root).map((source) => {
      const number = /\d{4}/.exec(source)?.[0];
      return `| ${number} | [${titleOf(this.root, source)}](${addressOf(source)}.md) |`;
    });
    const table = ['| number | decision |', '|---|---|', ...lines];
    return ['# Decisions', '', 'Why things are as they are.', '', ...table, ''].join('\n');
  }

  /** A file as it is; a folder as a list of its files. */
  private file(path: string): string {
    const full = join(this.root, path);
    const isFolder = statSync(full).isDirectory();
    const text = isFolder
      ? execFileSync('git', ['ls-files'], { cwd: full, encoding: 'utf8' })
      : readFileSync(full, 'utf8');
    const language = LANGUAGES[extname(path)] ?? 'text';
    return `---\nsearch: false\n---\n# ${path.split('/').at(-1)}\n\n\`${path}\` of the repository.\n\n\`\`\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\`\`\n`;
  }

  /** A text with its links and pictures as the site has them; code stays as it is. */
  private linked(source: string, address: string, markdown: string): string {
    const parts = markdown.split(/^( *```[\s\S]*?^ *```)$/m);
    return parts.map((part, i) => (i % 2 ? diagram(part) : this.linkedText(source, address, part))).join('');
  }

  private linkedText(source: string, address: string, text: string): string {
    return text
      .replace(PICTURE, (_, dark: string, light: string, alt: string) => {
        const [day, night] = [light, dark].map((path) => this.picture(source, path));
        return `![${alt}](${day}){.day}\n![${alt}](${night}){.night}`;
      })
      .replace(
        /!\[([^\]]*)\]\((?!\/)([^)\s]+)\)/g,
        (_, alt: string, path: string) => `![${alt}](${this.picture(source, path)})`,
      )
      .replace(
        /(?<!!\[[^\]]*)\]\((?![a-z]+:|#)([^)\s]+)\)/g,
        (_, href: string) => `](${this.link(source, address, href)})`,
      );
  }

  /** Address of a picture in the site. */
  private picture(source: string, path: string): string {
    const target = this.target(source, path);
    const address = `pictures/${target.replace(/^docs\/pictures\//, '')}`;
    this.pictures.set(address, target);
    return `/${address}`;
  }

  private link(source: string, address: string, href: string): string {
    const [path = '', anchor] = href.split('#');
    const target = this.target(source, path);
    const hash = anchor === undefined ? '' : `#${anchor}`;
    const isFolder = statSync(join(this.root, target)).isDirectory();
    const readme = `${target}/README.md`;
    const page = isFolder && this.sources.has(readme) ? readme : target;
    if (this.sources.has(page)) return `${relative(dirname(address), addressOf(page))}.md${hash}`;
    this.files.add(page);
    return `${relative(dirname(address), `source/${page}`)}.md`;
  }

  /** The file or folder of the repository that a page names. */
  private target(source: string, path: string): string {
    const target = normalize(join(dirname(source), path)).replace(/\/$/, '');
    if (!existsSync(join(this.root, target))) throw new Error(`${source}: ${path} leads nowhere`);
    return target;
  }
}

const LANGUAGES: Readonly<Record<string, string>> = {
  '.json': 'json',
  '.py': 'python',
  '.sh': 'sh',
  '.tf': 'hcl',
  '.ts': 'ts',
  '.tsx': 'tsx',
  '.yml': 'yaml',
};

/** A picture with one for dark pages, as GitHub takes it. */
const PICTURE =
  /<picture><source media="\(prefers-color-scheme: dark\)" srcset="([^"]+)"><img src="([^"]+)" alt="([^"]*)"><\/picture>/g;

/** A diagram that GitHub draws: the site shows its text on demand. */
function diagram(fence: string): string {
  return /^ *```mermaid\n/.test(fence)
    ? `<details><summary>The diagram as text (Mermaid)</summary>\n\n${fence}\n\n</details>`
    : fence;
}
