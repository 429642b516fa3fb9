import type { Command } from 'commander';
import { type Outputs, Printer, type Shared, shared } from '../context';

interface Options extends Shared {
  readonly aws?: boolean;
}

export function addDoctor(root: Command, outputs: Outputs): void {
  const command = root
    .command('doctor')
    .description('what is there and what is missing, with the command that puts it right')
    .option('--aws', 'AWS comes next: ask it whose the credentials are')
    .action(async (options: Options) => {
      const { doctor, lines } = await import('../../doctor');
      const { cwd = '.', aws = false } = options;
      const diagnosis = await doctor({ cwd, aws });
      const printer = new Printer(options, outputs);
      printer.result(diagnosis, lines(diagnosis, printer.out.color));
      if (!diagnosis.ok) process.exitCode = 1;
    });
  shared(command, 'terragate doctor');
  command.addHelpText('after', '\nExit code 1 where something is missing that is needed.');
}
