import type { Command } from 'commander';
import { type Outputs, type Shared, shared } from '../context';
import { develop } from '../develop';

export function addTypecheck(root: Command, outputs: Outputs): void {
  const command = root
    .command('typecheck')
    .description('check the types with the checker that the project has: mypy, pyright or ty')
    .action((options: Shared) =>
      develop(options, outputs, async (place) => {
        const { checkTypes } = await import('../../develop');
        return checkTypes(place);
      }),
    );
  shared(command, 'terragate typecheck');
}
