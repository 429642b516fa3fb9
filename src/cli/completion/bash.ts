import type { CommandWords, OptionWords, Values } from './tree';

/** The script for bash, from 3.2 on. */
export function bashScript(
  program: string,
  [root, ...commands]: readonly [CommandWords, ...CommandWords[]],
): string {
  const first = [...commands.map(({ name }) => name)].join(' ');
  return `# Completes ${program} in bash.
_${program}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local command="\${COMP_WORDS[1]}" options='' words='' kind='' IFS=$' \\t\\n'
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    command=''
    words='${first}'
    options='${flags(root)}'
  fi
  case "$command" in
${commands.map((one) => `    ${one.name})\n${body(one)}      ;;`).join('\n')}
  esac
  case "$current" in -*) [ "$kind" = '' ] && words="$options" ;; esac
  IFS=$'\\n'
  case "$kind" in
    folder) compopt -o filenames 2>/dev/null || :; COMPREPLY=($(compgen -d -- "$current")) ;;
    file) compopt -o filenames 2>/dev/null || :; COMPREPLY=($(compgen -f -- "$current")) ;;
    text) ;;
    *) IFS=$' \\t\\n'; COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
  esac
}
complete -F _${program} ${program}`;
}

function body(command: CommandWords): string {
  const valued = command.options.flatMap((option) =>
    option.values === undefined ? [] : [{ option, values: option.values }],
  );
  // Only the first argument has a known kind; files and folders are not distinguished by their text
  const [argument] = command.arguments;
  const set = (values: Values) =>
    typeof values === 'string' ? `kind=${values}` : `words='${values.join(' ')}'`;
  const rest = argument && argument.values !== 'text' ? set(argument.values) : ':';
  const cases = valued.map(({ option, values }) => `        ${names(option).join('|')}) ${set(values)} ;;\n`);
  return [
    `      options='${flags(command)}'\n`,
    '      case "$previous" in\n',
    ...cases,
    `        *) case "$current" in -*) ;; *) ${rest} ;; esac ;;\n`,
    '      esac\n',
  ].join('');
}

function flags({ options }: CommandWords): string {
  return options.map(({ long }) => long).join(' ');
}

function names({ long, short }: OptionWords): string[] {
  return short ? [short, long] : [long];
}
