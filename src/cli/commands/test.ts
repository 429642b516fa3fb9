import type { Command } from 'commander';
import { type Outputs, type Shared, shared } from '../context';
import { develop } from '../develop';

export function addTest(root: Command, outputs: Outputs): void {
  const command = root
    .command('test')
    .description("run the app's tests with pytest, with coverage")
    .argument('[file...]', 'files to test; words after -- go to pytest as they are')
    .action((args: readonly string[], options: Shared) =>
      develop(options, outputs, async (place) => {
        const { runTests } = await import('../../develop');
        return runTests(place, args);
      }),
    );
  shared(command, 'terragate test -- -k orders -x');
}
