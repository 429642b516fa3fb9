import type { Made } from '../generate';
import { paint } from '../system/paint';
import type { Printer } from './context';
import { fileGroups, linesOf } from './file-groups';
import { counted, fileLines } from './file-list';
import { onInterrupt } from './interrupt';

/**
 * Makes files for a user, and prints what was made. After Ctrl-C nothing is left, and the exit code is 130.
 *
 * @param title what was made, in a word or two
 */
export async function make(
  printer: Printer,
  options: { readonly title: string; readonly dryRun: boolean },
  work: (signal: AbortSignal) => Promise<Made>,
): Promise<void> {
  const interrupt = onInterrupt();
  try {
    const made = await work(interrupt.signal);
    const { folder, files, lines, next, notes } = made;
    const value = {
      folder,
      files,
      purposes: fileGroups(files, lines).map((group) => ({ ...group, files: group.files.length })),
      next: next.map(({ command }) => command),
      ...(notes.length ? { notes } : {}),
    };
    printer.result(options.dryRun ? { ...value, dryRun: true } : value, words(printer, options, made));
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    interrupted(printer);
  } finally {
    interrupt.forget();
  }
}

/** Says that nothing was done, after Ctrl-C. */
export function interrupted(printer: Printer): void {
  printer.note('interrupted: nothing was written');
  process.exitCode = 130;
}

function words(
  { quiet, out }: Printer,
  { title, dryRun }: { readonly title: string; readonly dryRun: boolean },
  { folder, files, lines, next, notes }: Made,
): string[] {
  const painted = paint(out.color);
  const set = notes.map((note) => painted('yellow', note.startsWith(' ') ? `  ${note}` : `! ${note}`));
  if (dryRun) {
    if (quiet) return [...files];
    const list = fileGroups(files, lines).flatMap((group) => [
      '',
      `  ${painted('bold', group.purpose)}: ${counted(group.files.length, 'file')}, ${counted(group.lines, 'line')}`,
      ...fileLines(group.files, lines).map((line) => `    ${line}`),
    ]);
    const all = `${counted(files.length, 'file')}, ${counted(linesOf(files, lines), 'line')}; nothing was written`;
    return [folder, ...list, '', ...set, all];
  }
  if (quiet) return [folder];
  const modules = files.filter((path) => path.startsWith('infra/modules/')).length;
  const infra = files.filter((path) => path.startsWith('infra/')).length - modules;
  const rest = files.length - infra - modules;
  const width = Math.max(...next.map(({ command }) => command.length));
  const done = files.length
    ? `${painted('bold', title)} ${files.length} files: ${rest} of the app, ${infra} in infra, ${modules} of its modules`
    : 'everything is there already: nothing was written';
  return [
    `${painted('green', '✔')} ${done}`,
    ...set,
    '',
    ...next.map(
      ({ command, does }) =>
        `  ${does ? `${command.padEnd(width)}   ${painted('dim', `# ${does}`)}` : command}`,
    ),
  ];
}
