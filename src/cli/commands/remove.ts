import type { Command } from 'commander';
import type { Removal } from '../../generate';
import { paint } from '../../system/paint';
import { Context, type Outputs, type Shared, shared } from '../context';
import { counted, fileLines } from '../file-list';
import { onInterrupt } from '../interrupt';

interface Options extends Shared {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

const UNASKED = {
  what: 'the question whether to remove the files needs a terminal',
  fix: 'read the list of terragate remove --dry-run, and give --yes to remove without being asked',
};

export function addRemove(root: Command, outputs: Outputs): void {
  const command = root
    .command('remove')
    .description('take add back: remove the files that it wrote, and no other')
    .option('--dry-run', 'list what would be removed and what stays, and remove nothing')
    .option('-y, --yes', 'do not ask')
    .action((options: Options) => run(options, outputs));
  shared(command, 'terragate remove --dry-run');
}

async function run(options: Options, outputs: Outputs): Promise<void> {
  const context = await Context.open(options, outputs);
  const { agreed, checkEnded, whileEnded } = await import('../../deploy');
  const { removalOf, removeAll } = await import('../../generate');
  const { project } = context;
  await checkEnded(project);
  const removal = await removalOf(project);
  const { files, folders, kept } = removal;
  const told = (removed: boolean) => ({ ...removal, removed });
  if (options.dryRun) return context.result(told(false), [...list(removal), 'nothing was removed']);
  const interrupt = onInterrupt();
  try {
    if (!options.yes) {
      for (const line of list(removal)) outputs.err.line(line);
      const question = { text: 'Remove these files?', unasked: UNASKED, signal: interrupt.signal };
      if (!(await agreed(question))) return context.result(told(false), ['nothing was removed']);
    }
    await whileEnded(project, 'remove', async () => removeAll(removal));
  } finally {
    interrupt.forget();
  }
  const done = `${paint(context.out.color)('green', '✔')} removed ${counted(files.length, 'file')} and ${counted(folders.length, 'folder')}`;
  context.result(told(true), [done, ...stays(kept)]);
}

/** What goes and what stays, a line each. */
function list({ folder, files, folders, kept }: Removal): string[] {
  const whole = folders.map((path) => `${path}/   all of it`);
  return [folder, ...[...whole, ...fileLines(files)].map((line) => `  ${line}`), ...stays(kept)];
}

function stays(kept: Removal['kept']): string[] {
  return kept.length ? ['stays:', ...kept.map(({ path, why }) => `  ${path}   ${why}`)] : [];
}
