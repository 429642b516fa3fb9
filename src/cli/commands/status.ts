import type { Command } from 'commander';
import { Context, type Outputs, type Shared, shared } from '../context';

export function addStatus(root: Command, outputs: Outputs): void {
  const command = root
    .command('status')
    .description('what runs of the project, and where')
    .action(async (options: Shared) => {
      const context = await Context.open(options, outputs);
      const { status } = await import('../../deploy');
      const now = await status(context.project);
      if (!now.running) {
        if (now.cleaned !== undefined) context.note(now.cleaned);
        context.result(now, [`${context.project.name} does not run: terragate up starts it`]);
        return;
      }
      const rows: [string, string][] = [
        ...now.apis.map(({ name, url }): [string, string] => [name, url]),
        ['functions', now.functions.join(', ') || 'none'],
        ['resources', String(now.resources)],
        ['local AWS', `${now.aws} since ${now.startedAt}`],
        ['state', now.stateFile],
      ];
      const width = Math.max(...rows.map(([title]) => title.length));
      context.result(
        now,
        rows.map(([title, text]) => `  ${title.padEnd(width)}   ${text}`),
      );
    });
  shared(command, 'terragate status --json');
}
