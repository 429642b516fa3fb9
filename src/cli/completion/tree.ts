import type { Argument, Command, Option } from 'commander';

/** The values at a place of the command line: one of these words, a folder, a file, or any text. */
export type Values = readonly string[] | 'folder' | 'file' | 'text';

/** An option that can be completed. */
export interface OptionWords {
  /** Long name with its dashes: `--watch`. */
  readonly long: string;
  /** Short name with its dash. @default - the option has none */
  readonly short: string | undefined;
  readonly description: string;
  /** The value that the option takes. @default - it takes none */
  readonly values: Values | undefined;
}

/** A command that can be completed. */
export interface CommandWords {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionWords[];
  /** Arguments of the command in order; the last one takes further words when it is variadic. */
  readonly arguments: readonly {
    readonly name: string;
    readonly values: Values;
    readonly variadic: boolean;
  }[];
}

const HELP: OptionWords = {
  long: '--help',
  short: '-h',
  description: 'print this text',
  values: undefined,
};

/** Everything that a shell can complete of a program: the program itself first, then its commands. */
export function wordsOf(root: Command): readonly [CommandWords, ...CommandWords[]] {
  return [commandWords(root), ...root.commands.map(commandWords)];
}

function commandWords(command: Command): CommandWords {
  return {
    name: command.name(),
    description: command.description(),
    options: [...command.options.filter(({ hidden }) => !hidden).map(optionWords), HELP],
    arguments: command.registeredArguments.map((one) => ({
      name: one.name(),
      values: valuesOf(one, one.name()),
      variadic: one.variadic,
    })),
  };
}

function optionWords(option: Option): OptionWords {
  const takes = option.required || option.optional;
  const valueName = /[<[]([^>\].]+)/.exec(option.flags)?.[1] ?? '';
  return {
    long: option.long ?? option.short ?? '',
    short: option.long ? option.short : undefined,
    description: option.description,
    values: takes ? valuesOf(option, valueName) : undefined,
  };
}

/** The end of a description that lists the values: `who may call it: IAM, Cognito or None (default: IAM)`. */
const TOLD = /(?:^|: )([\w.-]+(?:, [\w.-]+)*) or ([\w.-]+)(?: \(default|$)/;

function valuesOf({ argChoices, description }: Option | Argument, valueName: string): Values {
  if (argChoices) return argChoices;
  const [, some, last] = TOLD.exec(description) ?? [];
  if (some !== undefined && last !== undefined) return [...some.split(', '), last];
  if (/^(?:folder|directory)$/.test(valueName)) return 'folder';
  return valueName === 'file' ? 'file' : 'text';
}
