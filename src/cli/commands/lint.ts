import type { Command } from 'commander';
import { type Outputs, type Shared, shared } from '../context';
import { develop } from '../develop';

interface Options extends Shared {
  readonly fix?: boolean;
}

export function addLint(root: Command, outputs: Outputs): void {
  const command = root
    .command('lint')
    .description('check the code and its format with ruff')
    .option('--fix', 'correct what can be corrected, and format')
    .action((options: Options) =>
      develop(options, outputs, async (place) => {
        const { lint } = await import('../../develop');
        return lint(place, { fix: options.fix === true });
      }),
    );
  shared(command, 'terragate lint --fix');
}
