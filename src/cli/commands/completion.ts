import { Argument, type Command } from 'commander';
import type { Outputs } from '../context';
import { StrictCommand } from '../strict-command';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

export function addCompletion(root: Command, outputs: Outputs): void {
  const argument = new Argument('<shell>', 'the shell');
  // Set without choices(), so that another value gets a message in the form of all commands
  argument.argChoices = [...SHELLS];
  const command = root
    .command('completion')
    .description('print the script by which a shell completes commands and options')
    .addArgument(argument)
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
  if (command instanceof StrictCommand)
    command.checkValues(async (_, [shell = '']) =>
      SHELLS.some((one) => one === shell)
        ? []
        : [
            {
              where: 'shell',
              what: `there is no completion for ${JSON.stringify(shell)}`,
              got: shell,
              allowed: SHELLS,
              fix: 'terragate completion --help says how a shell loads the script',
            },
          ],
    );
}
