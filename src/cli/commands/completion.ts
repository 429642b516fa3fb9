import { Argument, type Command } from 'commander';
import type { Outputs } from '../context';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

export function addCompletion(root: Command, outputs: Outputs): void {
  root
    .command('completion')
    .description('print the script by which a shell completes commands and options')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .action(async (shell: (typeof SHELLS)[number]) => {
      const { completionScript } = await import('../completion');
      outputs.out.line(completionScript(shell, root));
    })
    .addHelpText(
      'after',
      `
Example:
  terragate completion bash >> ~/.bashrc
  terragate completion zsh >> ~/.zshrc        (after compinit)
  terragate completion fish > ~/.config/fish/completions/terragate.fish`,
    );
}
