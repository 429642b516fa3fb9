import type { Command } from 'commander';
import { type AwsCommandOptions, awsOptions, awsPlace, awsProblems } from '../aws-options';
import { Context, type Outputs, shared } from '../context';
import { onInterrupt } from '../interrupt';
import { StrictCommand } from '../strict-command';

export function addDown(root: Command, outputs: Outputs): void {
  const command = root
    .command('down')
    .description('end what up started; what makes the next up fast stays: .terragate, .venv')
    .action(async (options: AwsCommandOptions) => {
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
            ...awsPlace(options),
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
  awsOptions(command, { what: 'destroy what is on AWS: shows the list and asks', asks: true });
  if (command instanceof StrictCommand) command.checkValues(awsProblems);
  shared(command, 'terragate down');
}
