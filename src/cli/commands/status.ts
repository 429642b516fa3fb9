import type { Command } from 'commander';
import { Context, type Outputs, type Shared, shared } from '../context';

interface Options extends Shared {
  readonly env?: boolean;
}

export function addStatus(root: Command, outputs: Outputs): void {
  const command = root
    .command('status')
    .description('what runs of the project, and where')
    .option(
      '--env',
      'print the variables by which AWS tools speak to it; they hold the keys of the local AWS',
    )
    .action(async (options: Options) => {
      const context = await Context.open(options, outputs);
      const { sdkVariables, status } = await import('../../deploy');
      if (options.env) {
        const variables = await sdkVariables(context.project);
        const { shell } = await import('../../language');
        const lines = Object.entries(variables).map(([name, value]) => shell`export ${name}=${value}`.text);
        context.result(variables, lines);
        return;
      }
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
        ...(now.callers === undefined ? [] : [['callers', now.callers] as [string, string]]),
        ['local AWS', `${now.aws} since ${now.startedAt}`],
        ['state', now.stateFile],
      ];
      const width = Math.max(...rows.map(([title]) => title.length));
      context.result(
        now,
        rows.map(([title, text]) => `  ${title.padEnd(width)}   ${text}`),
      );
    });
  shared(command, 'terragate status --json\neval "$(terragate status --env)" && aws s3 ls');
}
