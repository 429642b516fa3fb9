import { type Argument, Command, CommanderError } from 'commander';
import type { Problem } from '../errors';

/** A command line that is not one of Terragate's: what is wrong with it, all at once. Exit code 2. */
export class WrongUsage extends CommanderError {
  constructor(readonly problems: readonly Problem[]) {
    super(2, 'terragate.wrongUsage', problems.map(({ where, what }) => `${where}: ${what}`).join('\n'));
  }
}

/** Finds what is wrong with the values of options and arguments, independent of the project. */
export type ValueCheck = (
  options: Readonly<Record<string, unknown>>,
  args: readonly string[],
) => Promise<readonly Problem[]>;

const HELP = ['-h', '--help'];

/** A command that collects all that is wrong with a command line; commander stops at the first. */
export class StrictCommand extends Command {
  private problems: Problem[] = [];
  private valueCheck: ValueCheck | undefined;

  override createCommand(name?: string): Command {
    return new StrictCommand(name);
  }

  /** Looks at the values of the command before it runs. What the check works with is loaded when it runs. */
  checkValues(check: ValueCheck): this {
    this.valueCheck = check;
    return this;
  }

  /** Fails when something is wrong with the command line. @throws WrongUsage with all problems at once */
  async settle(): Promise<void> {
    const values = (await this.valueCheck?.(this.opts(), this.args)) ?? [];
    const problems = [...this.problems, ...this.wrongChoices(), ...values];
    if (problems.length) throw new WrongUsage(problems);
  }

  /** Adds an argument. settle() looks at its choices: commander would stop at the first mistake. */
  override addArgument(argument: Argument): this {
    if (argument.argChoices) delete argument.parseArg;
    return super.addArgument(argument);
  }

  private wrongChoices(): Problem[] {
    return this.registeredArguments.flatMap((argument, i) => {
      const { argChoices: allowed } = argument;
      const value = this.args[i];
      if (!allowed || value === undefined || allowed.includes(value)) return [];
      return [this.notAChoice(argument.name(), value, allowed)];
    });
  }

  private notAChoice(where: string, got: string, allowed: readonly string[]): Problem {
    return { where, what: `${where} does not take ${JSON.stringify(got)}`, got, allowed, fix: this.more() };
  }

  override parseOptions(args: string[]): ReturnType<Command['parseOptions']> {
    this.problems = [];
    return this.commands.length ? this.parseFirst(args) : this.parseAll(args);
  }

  /** Collects a message of commander, which reports every mistake by this method. */
  override error(message: string, { code }: { code?: string } = {}): never {
    // Words behind an unknown option may belong to it: nobody knows what is missing
    if (this.problems.length && code === 'commander.missingArgument') throw new WrongUsage(this.problems);
    throw new WrongUsage([...this.problems, this.problem(message.replace(/^error: /, ''))]);
  }

  /** Parses the words of the root: the first one has to be a command, also where help is asked for. */
  private parseFirst(args: string[]): ReturnType<Command['parseOptions']> {
    const [first] = args.filter((word) => !HELP.includes(word));
    const known = this.commands.map((command) => command.name());
    if (first !== undefined && !first.startsWith('-') && !known.includes(first))
      throw new WrongUsage([
        {
          where: this.name(),
          what: `there is no command ${first}`,
          got: first,
          allowed: known,
          fix: `${this.name()} --help says what each does`,
        },
      ]);
    return super.parseOptions(args);
  }

  private parseAll(args: string[]): ReturnType<Command['parseOptions']> {
    const parsers = this.options.map((option) => [option, option.parseArg] as const);
    for (const [option, parse] of parsers) {
      if (parse)
        option.parseArg = <T>(value: string, before: T): T => {
          try {
            return parse(value, before);
          } catch (error) {
            if (!(error instanceof CommanderError)) throw error;
            const where = option.long ?? option.flags;
            const what = error.message.replace(/\.$/, '');
            this.problems.push(
              option.argChoices
                ? this.notAChoice(where, value, option.argChoices)
                : { where, what, got: value, fix: this.more() },
            );
            return before;
          }
        };
    }
    let parsed: ReturnType<Command['parseOptions']>;
    try {
      parsed = super.parseOptions(args);
    } finally {
      for (const [option, parse] of parsers) if (parse) option.parseArg = parse;
    }
    const { operands, unknown } = parsed;
    if (unknown.some((word) => HELP.includes(word))) return parsed;
    const end = unknown.indexOf('--');
    const flags = unknown.slice(0, end < 0 ? unknown.length : end).filter((word) => /^-[^\d]/.test(word));
    if (flags.length === 0) return parsed;
    this.problems.push(...flags.map((flag) => this.wrongFlag(flag)));
    return { operands, unknown: [] };
  }

  private wrongFlag(word: string): Problem {
    const [flag = word] = word.split('=', 1);
    const known = this.options.flatMap(({ long, short }) => [long, short]).filter((one) => one != null);
    return known.includes(flag)
      ? { where: flag, what: `${flag} takes no value`, got: word, fix: `give ${flag} alone` }
      : {
          where: `terragate ${this.name()}`,
          what: `there is no option ${flag}`,
          got: flag,
          allowed: known,
          fix: this.more(),
        };
  }

  private problem(what: string): Problem {
    return { where: this.parent ? `terragate ${this.name()}` : this.name(), what, fix: this.more() };
  }

  private more(): string {
    return `${this.parent ? `terragate ${this.name()}` : this.name()} --help says more`;
  }
}
