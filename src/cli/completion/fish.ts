import { fish } from '../../language';
import type { CommandWords, OptionWords, Values } from './tree';

/** The script for fish. */
export function fishScript(
  program: string,
  [root, ...commands]: readonly [CommandWords, ...CommandWords[]],
): string {
  const line = (condition: string, rest: string) => `complete -c ${program} -n ${quoted(condition)} ${rest}`;
  const first = `__fish_use_subcommand`;
  return [
    `# Completes ${program} in fish.`,
    `complete -c ${program} -f`,
    ...root.options.map((option) => line(first, optionText(option))),
    ...commands.map(({ name, description }) => line(first, `-a ${name} -d ${quoted(description)}`)),
    ...commands.flatMap((command) => {
      const inside = `__fish_seen_subcommand_from ${command.name}`;
      return [
        ...command.options.map((option) => line(inside, optionText(option))),
        ...command.arguments
          .filter(({ values }) => values !== 'text')
          .map(({ values }) => line(inside, valuesText(values).replace(/^-[rx] /, ''))),
      ];
    }),
  ].join('\n');
}

function optionText({ long, short, description, values }: OptionWords): string {
  return [
    ...(short ? [`-s ${short.slice(1)}`] : []),
    `-l ${long.slice(2)}`,
    ...(values === undefined ? [] : [valuesText(values)]),
    `-d ${quoted(description)}`,
  ].join(' ');
}

function valuesText(values: Values): string {
  if (values === 'folder') return `-x -a '(__fish_complete_directories)'`;
  if (values === 'file') return '-r -F';
  return values === 'text' ? '-x' : `-x -a ${quoted(values.join(' '))}`;
}

function quoted(text: string): string {
  return fish.literal(text).text;
}
