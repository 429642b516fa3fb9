import { Command, CommanderError } from 'commander';

/** Several options that a command does not know. */
export class UnknownOptions extends CommanderError {
  constructor(
    readonly unknown: readonly string[],
    /** Those that it knows. */
    readonly known: readonly string[],
  ) {
    super(2, 'commander.unknownOption', `unknown options ${unknown.join(', ')}`);
  }
}

/** A command that tells all options that it does not know at once; commander stops at the first. */
export class Words extends Command {
  override createCommand(name?: string): Command {
    return new Words(name);
  }

  override parseOptions(args: string[]): ReturnType<Command['parseOptions']> {
    const parsed = super.parseOptions(args);
    const { unknown } = parsed;
    // What the root does not know may be an option of the command that follows
    if (this.commands.length || unknown.some((word) => word === '-h' || word === '--help')) return parsed;
    const end = unknown.indexOf('--');
    const flags = unknown
      .slice(0, end < 0 ? unknown.length : end)
      .filter((word) => /^-[^\d]/.test(word))
      .map((word) => word.replace(/=.*$/s, ''));
    if (flags.length < 2) return parsed;
    const known = this.options.flatMap(({ long, short }) => [long, short]).filter((flag) => flag != null);
    throw new UnknownOptions(flags, known);
  }
}
