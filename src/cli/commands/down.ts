import type { Command } from 'commander';
import { Context, type Outputs, type Shared, shared } from '../context';
import { onInterrupt } from '../interrupt';

interface Options extends Shared {
  readonly aws?: boolean;
  readonly yes?: boolean;
}

export function addDown(root: Command, outputs: Outputs): void {
  const command = root
    .command('down')
    .description('end what up started; what makes the next up fast stays: .terragate, .venv')
    .option('--aws', 'destroy what is on AWS: shows the list and asks')
    .option('-y, --yes', 'with --aws: do not ask')
    .action(async (options: Options) => {
      const context = await Context.open(options, outputs);
      const { down, downOnAws } = await import('../../deploy');
      const interrupt = onInterrupt();
      const { report } = context;
      try {
        if (options.aws) {
          const done = await downOnAws(context.project, {
            report,
            signal: interrupt.signal,
            yes: options.yes === true,
            show: (line) => outputs.err.line(line),
          });
          context.result(done, []);
          return;
        }
        const done = await down(context.project, { report });
        context.result(done, done.wasRunning ? [] : [`${context.project.name} did not run`]);
      } finally {
        interrupt.forget();
      }
    });
  shared(command, 'terragate down');
}
