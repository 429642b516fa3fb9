import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../support/workspace';

/** Something that a page asks its reader to do. */
export type Step = { readonly line: number; readonly section: string } & (
  | {
      readonly kind: 'run';
      readonly commands: readonly string[];
      /** What the commands have to print, in one piece; `…` stands for anything. */
      readonly expected?: string;
    }
  | { readonly kind: 'add' | 'import' | 'write'; readonly path: string; readonly text: string }
  /** Lines for the module's block in `infra/main.tf`. */
  | { readonly kind: 'module'; readonly text: string }
  /** A block that is to be read only. */
  | { readonly kind: 'shown'; readonly language: string; readonly text: string }
);

/** A block of code, with the line of prose before it and the heading above. */
interface Block {
  readonly line: number;
  readonly section: string;
  readonly before: string;
  readonly language: string;
  readonly text: string;
}

/**
 * The steps of a page of this repository, in their order.
 *
 * @param page path from the repository's root
 * @throws Error for a block of which nobody knows what a reader does with it
 */
export function stepsOf(page: string): readonly Step[] {
  return stepsIn(readFileSync(join(REPOSITORY, page), 'utf8'), page);
}

export function stepsIn(markdown: string, page: string): readonly Step[] {
  const steps: Step[] = [];
  for (const block of blocksIn(markdown)) {
    const { line, section, language, text } = block;
    const place = { line, section };
    const last = steps.at(-1);
    const path = (words: RegExp) => words.exec(block.before)?.[1];
    const added = path(/\badd to `([^`]+)`:$/i);
    const imported = path(/\bimport at the top of `([^`]+)`:$/i);
    const written = path(/\bwrite `([^`]+)`:$/i);
    if (language === 'sh') steps.push({ kind: 'run', ...place, commands: commandsIn(text) });
    else if (language === 'text' && last?.kind === 'run' && last.expected === undefined)
      steps[steps.length - 1] = { ...last, expected: text };
    else if (added) steps.push({ kind: 'add', ...place, path: added, text });
    else if (imported) steps.push({ kind: 'import', ...place, path: imported, text });
    else if (written) steps.push({ kind: 'write', ...place, path: written, text });
    else if (language === 'hcl' && /\binto the module\b.*:$/i.test(block.before))
      steps.push({ kind: 'module', ...place, text });
    else if (['hcl', 'ts', 'json', 'python', 'mermaid'].includes(language))
      steps.push({ kind: 'shown', ...place, language, text });
    else
      throw new Error(`${page}:${line}: nobody knows what to do with this block of ${language || 'nothing'}`);
  }
  return steps;
}

/** Every `sh` block's commands, and those that prose names in backticks: `npx terragate dev`. */
export function namedCommands(markdown: string): readonly string[] {
  const blocks = blocksIn(markdown);
  const inBlocks = blocks.filter(({ language }) => language === 'sh').flatMap(({ text }) => commandsIn(text));
  const prose = markdown.replace(/^```[\s\S]*?^```$/gm, '');
  const inProse = [...prose.matchAll(/`((?:npx )?terragate [a-z][^`]*)`/g)].map(
    ([, command = '']) => command,
  );
  return [...inBlocks, ...inProse];
}

function blocksIn(markdown: string): readonly Block[] {
  const blocks: Block[] = [];
  let section = '';
  let before = '';
  let open: { line: number; language: string; lines: string[] } | undefined;
  for (const [index, line] of markdown.split('\n').entries()) {
    const fence = /^```(\w*)$/.exec(line);
    if (open) {
      if (fence) {
        blocks.push({ ...open, section, before, text: open.lines.join('\n') });
        open = undefined;
        before = '';
      } else open.lines.push(line);
    } else if (fence) open = { line: index + 2, language: fence[1] ?? '', lines: [] };
    else if (line.startsWith('#')) {
      section = line.replace(/^#+ /, '');
      before = '';
    } else if (line.trim()) before = line.trim();
  }
  return blocks;
}

/** The commands of a block: a line each, or several that end with a backslash. Comments are left out. */
function commandsIn(text: string): readonly string[] {
  return text
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => line.replace(/(^|\s{2,})#\s.*$/, '').trim())
    .filter(Boolean);
}
