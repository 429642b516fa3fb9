import type { Command } from 'commander';
import { bashScript } from './bash';
import { fishScript } from './fish';
import { wordsOf } from './tree';
import { zshScript } from './zsh';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** The script by which a shell completes the commands and options of a program. @param shell bash, zsh or fish */
export function completionScript(shell: keyof typeof SCRIPTS, root: Command): string {
  return SCRIPTS[shell](root.name(), wordsOf(root));
}
