import { spawnSync } from 'node:child_process';
import { Argument, Command, Option } from 'commander';
import { completionScript } from '../../src/cli/completion';
import { outputTo } from '../../src/cli/output';
import { program } from '../../src/cli/program';
import { Workspace } from '../support/workspace';

const silent = outputTo({ write: () => true }, {});

function root(): Command {
  const command = new Command('shop').option('-v, --version', 'print it');
  command
    .command('new')
    .description("make [it]: 'well'")
    .argument('<name>')
    .addOption(new Option('-a, --auth <kind>', 'who').choices(['IAM', 'None']))
    .addOption(new Option('--secret', 'nobody').hideHelp())
    .option('--directory <directory>', 'where')
    .option('--port <number>', 'a port')
    .option('--kind <kind>', 'what it is: rest, web-socket or http (default: rest)')
    .option('--yes', 'do not ask');
  command.command('test').argument('[file...]');
  command.command('shell').addArgument(new Argument('<name>').choices(['bash', 'zsh']));
  return command;
}

function has(shell: string): boolean {
  return spawnSync(shell, ['--version']).status === 0;
}

/** What bash offers for the last of the words. */
function offered(command: Command, cwd: string, ...words: string[]): string[] {
  const script = `${completionScript('bash', command)}
complete -p ${command.name()} >&2
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
_${command.name()}
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const done = spawnSync('bash', ['--norc', '-euc', script], { cwd, encoding: 'utf8' });
  expect(done.stderr).toBe(`complete -F _${command.name()} ${command.name()}\n`);
  return done.stdout.split('\n').filter(Boolean).sort();
}

describe('the completion for bash', () => {
  let workspace: Workspace;

  beforeAll(() => {
    workspace = new Workspace('completion');
    workspace.write('a folder/file.py', '');
    workspace.write('test.py', '');
  });

  it.each([
    ['the commands', ['shop', ''], ['new', 'shell', 'test']],
    ['a command that was begun', ['shop', 'n'], ['new']],
    ['options before a command', ['shop', '--'], ['--help', '--version']],
    [
      'the options of a command',
      ['shop', 'new', '--'],
      ['--auth', '--directory', '--help', '--kind', '--port', '--yes'],
    ],
    ['an option that was begun', ['shop', 'new', '--y'], ['--yes']],
    ['the choices of an option', ['shop', 'new', '--auth', ''], ['IAM', 'None']],
    ['the values that a description lists', ['shop', 'new', '--kind', ''], ['http', 'rest', 'web-socket']],
    ['the choices of an option by its letter', ['shop', 'new', '-a', 'N'], ['None']],
    ['folders for a folder', ['shop', 'new', '--directory', ''], ['a folder']],
    ['nothing for what nobody knows', ['shop', 'new', '--port', ''], []],
    ['nothing for the name of something new', ['shop', 'new', ''], []],
    ['files for files', ['shop', 'test', ''], ['a folder', 'test.py']],
    ['the choices of an argument', ['shop', 'shell', 'b'], ['bash']],
    ['nothing after an unknown command', ['shop', 'nw', '--'], []],
  ])('offers %s', (_, words, expected) => {
    expect(offered(root(), workspace.path, ...words)).toEqual(expected);
  });

  it('knows every command of the program, and every option', () => {
    const all = program(silent, silent);

    expect(offered(all, workspace.path, 'terragate', '')).toEqual(
      all.commands.map((one) => one.name()).sort(),
    );
    for (const command of all.commands) {
      const longs = command.options.flatMap(({ long, hidden }) => (long && !hidden ? [long] : []));
      expect(offered(all, workspace.path, 'terragate', command.name(), '--')).toEqual(
        [...longs, '--help'].sort(),
      );
    }
  });
});

describe.each(['zsh', 'fish'] as const)('the completion for %s', (shell) => {
  it('names every command and every option of the program', () => {
    const all = program(silent, silent);
    const script = completionScript(shell, all);

    for (const command of all.commands) {
      expect(script).toContain(command.name());
      for (const { long, hidden } of command.options)
        if (long && !hidden) expect(script).toContain(shell === 'zsh' ? `${long}[` : `-l ${long.slice(2)} `);
    }
  });

  it('keeps quotes and brackets of descriptions as text', () => {
    expect(completionScript(shell, root())).toContain(
      shell === 'zsh'
        ? String.raw`'new:make \[it\]\: '\''well'\'''`
        : String.raw`-a new -d 'make [it]: \'well\''`,
    );
  });

  (has(shell) ? it : it.skip)('is read by the shell', () => {
    const input = completionScript(shell, program(silent, silent));

    expect(spawnSync(shell, ['-n'], { input, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });
});
