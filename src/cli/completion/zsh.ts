import { zsh } from '../../language';
import type { CommandWords, OptionWords, Values } from './tree';

/** The script for zsh: a function for its completion system. */
export function zshScript(
  program: string,
  [root, ...commands]: readonly [CommandWords, ...CommandWords[]],
): string {
  const list = commands.map(({ name, description }) => `    ${quoted(`${name}:${escaped(description)}`)}`);
  const cases = commands.map(
    (one) => `    ${one.name})\n      _arguments -s \\\n${specs(one).join(' \\\n')}\n      ;;`,
  );
  return `#compdef ${program}
# Completes ${program} in zsh.
_${program}() {
  local -a commands
  commands=(
${list.join('\n')}
  )
  if (( CURRENT == 2 )); then
    if [[ "$words[2]" == -* ]]; then
      _arguments \\
${root.options.flatMap(optionSpecs).join(' \\\n')}
    else
      _describe -t commands command commands
    fi
    return
  fi
  shift words
  (( CURRENT-- ))
  case "$words[1]" in
${cases.join('\n')}
  esac
}
compdef _${program} ${program}`;
}

function specs(command: CommandWords): string[] {
  return [
    ...command.options.flatMap(optionSpecs),
    ...command.arguments.map(({ name, values, variadic }, i) =>
      indented(quoted(`${variadic ? '*' : i + 1}:${escaped(name)}:${action(values)}`)),
    ),
  ];
}

function optionSpecs({ long, short, description, values }: OptionWords): string[] {
  const value = values === undefined ? '' : `:value:${action(values)}`;
  const rest = `[${escaped(description)}]${value}`;
  return [...(short ? [short] : []), long].map((name) => indented(quoted(`${name}${rest}`)));
}

function action(values: Values): string {
  if (values === 'folder') return '_files -/';
  if (values === 'file') return '_files';
  return values === 'text' ? ' ' : `(${values.join(' ')})`;
}

function escaped(text: string): string {
  return text.replace(/[\\[\]:]/g, '\\$&');
}

function indented(text: string): string {
  return `        ${text}`;
}

function quoted(text: string): string {
  return zsh.literal(text).text;
}
