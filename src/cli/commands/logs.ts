import { stripVTControlCharacters } from 'node:util';
import type { Command } from 'commander';
import { Context, type Outputs, type Shared, shared } from '../context';
import { onInterrupt } from '../interrupt';

interface Options extends Shared {
  readonly follow?: boolean;
}

export function addLogs(root: Command, outputs: Outputs): void {
  const command = root
    .command('logs')
    .description('what the functions printed')
    .argument('[function]', 'name of a function (default: all of them)')
    .option('-f, --follow', 'go on until Ctrl-C')
    .action(async (name: string | undefined, options: Options) => {
      const context = await Context.open(options, outputs);
      const { logs } = await import('../../deploy');
      const interrupt = onInterrupt();
      try {
        await logs(context.project, {
          ...(name === undefined ? {} : { function: name }),
          follow: options.follow === true,
          signal: interrupt.signal,
          line: (line) =>
            context.out.line(
              context.json
                ? JSON.stringify(line)
                : `${line.prefix ? `${line.function} | ` : ''}${stripVTControlCharacters(line.text)}`,
            ),
        });
      } finally {
        interrupt.forget();
      }
    });
  shared(command, 'terragate logs -f');
}
