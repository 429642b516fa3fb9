import { posix } from 'node:path';
import type { TextChange } from '../system/text-changes';
import { type DeclaredChange, declaredChanges } from './declarations';

/** The change of one module. */
export interface ModuleChange {
  /** Folder of the module, from that of the project. */
  readonly folder: string;
  /** Number of files that are new, changed and gone. */
  readonly files: Readonly<Record<'new' | 'changed' | 'gone', number>>;
  /** The changes of its inputs, outputs and resources. */
  readonly declared: readonly DeclaredChange[];
}

/**
 * The changes of files by the module that they are of: what each module declares otherwise.
 *
 * @param folder folder of the modules, from that of the project
 */
export async function moduleChanges(
  folder: string,
  changes: readonly TextChange[],
): Promise<readonly ModuleChange[]> {
  const byModule = new Map<string, TextChange[]>();
  for (const change of changes) {
    const [name = ''] = posix.relative(folder, change.path).split('/');
    byModule.set(name, [...(byModule.get(name) ?? []), change]);
  }
  return Promise.all(
    [...byModule].map(async ([name, own]) => ({
      folder: posix.join(folder, name),
      files: counts(own),
      declared: await declaredChanges(hclTexts(own, 'before'), hclTexts(own, 'after')),
    })),
  );
}

/** The HCL of a module itself: that of its tests and examples declares nothing of it. */
function hclTexts(changes: readonly TextChange[], side: 'before' | 'after'): readonly string[] {
  return changes.flatMap(({ path, [side]: text }) =>
    text !== undefined && path.endsWith('.tf') ? [text] : [],
  );
}

function counts(changes: readonly TextChange[]): ModuleChange['files'] {
  const count = (fits: (change: TextChange) => boolean) => changes.filter(fits).length;
  const created = count(({ before }) => before === undefined);
  const gone = count(({ after }) => after === undefined);
  return { new: created, changed: changes.length - created - gone, gone };
}
