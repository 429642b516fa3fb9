import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import packageJson from '../../package.json';
import { REPOSITORY, type Workspace } from '../support/workspace';
import type { Step } from './page';

const PROGRAM = join(REPOSITORY, 'src/cli/terragate.cjs');
const MODULE = /^module "\w+" \{\n[\s\S]*?\n(?=\}\n)/m;

/** Commands that go on until Ctrl-C, by what they say once they are at work. */
const ENDLESS: readonly (readonly [RegExp, RegExp])[] = [
  [/^npx terragate dev\b/, /Application startup complete/],
  [/^npx terragate up --watch\b/, /watching/],
  [/^npx terragate logs (?:.* )?(?:-f|--follow)\b/, /REPORT RequestId/],
];
const KNOWN =
  /^(?:npx terragate|npm ci\b|npm install$|npm pack |terraform|cd|cp|mkdir|rm|git|curl|openssl|\S+\/\.venv\/bin\/python )/;
const UP = /^(?:npm ci && )?npx terragate up\b(?!.*--aws)/;
const ON_AWS = /^terraform\b|\s--aws\b/;

/** Someone who does what a page says, in a folder of their own. */
export class Reader {
  /** The port that the pages call 8400; undefined until it is known. */
  private port: number | undefined;

  /**
   * @param workspace holds the folder, and the `npx` that runs this checkout's command
   * @param cwd where they are
   * @param aws environment of the commands that speak with AWS; all others have no credentials
   */
  constructor(
    readonly workspace: Workspace,
    public cwd: string,
    private readonly aws: Readonly<Record<string, string>> = {},
  ) {
    // What a checkout's own npx has beside it
    const tsx = join(REPOSITORY, 'node_modules/.bin/tsx');
    const npx = `#!/bin/sh\nif [ "$1" = tsx ]; then shift; exec '${tsx}' "$@"; fi\n[ "$1" = terragate ] || { echo "npx $1: no such program here" >&2; exit 1; }\nshift\nexec '${process.execPath}' '${PROGRAM}' "$@"\n`;
    this.workspace.write('bin/npx', npx, 0o755);
    // The packages of a checkout are there; test/package installs those of a project
    const npm = `#!/bin/sh\ncase "$*" in\n  ci) [ -d node_modules ] ;;\n  install) [ -f vendor/terragate-*.tgz ] && { [ -f package-lock.json ] || echo '{}' > package-lock.json; } ;;\n  'pack --pack-destination '*) touch "$3/terragate-${packageJson.version}.tgz" ;;\n  *) exec '${realNpm()}' "$@" ;;\nesac\n`;
    this.workspace.write('bin/npm', npm, 0o755);
  }

  /**
   * Does the steps of a page, in their order, and checks the code that they made. Fails with the place of the first that
   * does not do what it says.
   */
  async follow(page: string, steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      try {
        await this.do(step);
      } catch (error) {
        throw new Error(`${page}:${step.line}: ${(error as Error).message}`);
      }
    }
    if (steps.some((step) => step.kind === 'import' && step.path.endsWith('.py')))
      await this.run('npx terragate lint');
  }

  private async do(step: Step): Promise<void> {
    switch (step.kind) {
      case 'run':
        return this.runAll(step.commands, step.expected);
      case 'add':
        return this.edit(step.path, (text) => added(text, step.text));
      case 'import':
        return this.edit(step.path, (text) => imported(text, step.text));
      case 'write':
        return this.edit(step.path, () => `${step.text}\n`, '');
      case 'module':
        return this.edit('infra/main.tf', (text) => {
          if (!MODULE.test(text)) throw new Error('infra/main.tf has no module to put the lines into');
          return text.replace(MODULE, (block) => `${block}\n${step.text}\n`);
        });
      case 'shown':
        throw new Error(`it does not say what to do with this block of ${step.language}`);
    }
  }

  private edit(path: string, change: (text: string) => string, missing?: string): void {
    const file = join(this.cwd, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, change(missing ?? readFileSync(file, 'utf8')));
  }

  private async runAll(commands: readonly string[], expected?: string): Promise<void> {
    if (expected === undefined && commands.some((command) => command.startsWith('curl')))
      throw new Error('it does not show what curl prints');
    let output = '';
    for (const command of commands) output += await this.run(command);
    if (expected !== undefined && !prints(output, this.here(expected)))
      throw new Error(`it does not print\n${this.here(expected)}\nbut\n${output}`);
  }

  /** Runs a command in bash, as it is typed; returns all that it printed. */
  async run(command: string): Promise<string> {
    if (!KNOWN.test(command)) throw new Error(`nobody knows how to try ${command}`);
    const endless = ENDLESS.find(([words]) => words.test(command))?.[1];
    const where = join(this.workspace.path, 'cwd');
    const script = endless
      ? `exec ${this.here(command)}`
      : `set -o pipefail\n${this.here(command)} || exit\npwd > '${where}'`;
    const child = spawn('bash', ['-c', script], {
      cwd: this.cwd,
      env: this.environment(command),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { output, code } = await (endless ? interrupted(child, endless) : finished(child));
    if (code !== 0 && !(endless && code === 130)) throw new Error(`${command} ended with ${code}\n${output}`);
    if (!endless) this.cwd = readFileSync(where, 'utf8').trim();
    if (UP.test(command)) await this.findPort(/--cwd \S+/.exec(command)?.[0] ?? '');
    return output;
  }

  /** @param place of the project, as an option; empty for the folder where the reader is */
  private async findPort(place: string): Promise<void> {
    const status = `npx terragate status --json ${place} 2>/dev/null`;
    const { apis } = JSON.parse(await this.run(status)) as {
      apis: { port: number }[];
    };
    this.port = apis[0]?.port;
  }

  /** The pages say 8400; where that is taken, `up` takes the next free port. */
  private here(text: string): string {
    return text.replaceAll('localhost:8400', `localhost:${this.port ?? 8400}`);
  }

  private environment(command: string): NodeJS.ProcessEnv {
    const own = Object.entries(process.env).filter(
      ([name]) => name === 'TF_CLI_CONFIG_FILE' || !/^(?:AWS_|TF_|npm_)/.test(name),
    );
    return {
      ...Object.fromEntries(own),
      PATH: `${this.workspace.at('bin')}:${process.env.PATH}`,
      // What a browser would be handed the address by
      BROWSER: 'true',
      NO_COLOR: '1',
      AWS_EC2_METADATA_DISABLED: 'true',
      ...(ON_AWS.test(command) ? this.aws : {}),
    };
  }
}

/** The text with a block at its end. */
function added(text: string, block: string): string {
  return `${text.trimEnd()}\n\n\n${block}\n`;
}

/** The text with a block behind the last import at its top. */
function imported(text: string, block: string): string {
  const last = text.lastIndexOf('\nfrom ') + 1;
  const end = text.indexOf('\n', last) + 1;
  return `${text.slice(0, end)}${block}\n${text.slice(end)}`;
}

/** Whether an output has these lines in one piece, however wide its columns are; `…` is anything, also of many lines. */
export function prints(output: string, expected: string): boolean {
  const lines = expected
    .trim()
    .split('\n')
    .map((line) =>
      line.trim() === '…' ? '(?:.*\\n)*' : `${line.trim().split('…').map(literally).join('.*')}\\n`,
    );
  const printed = output.split('\n').map((line) => line.trim());
  return new RegExp(lines.join('')).test(`${printed.join('\n')}\n`);
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '[ \\t]+');
}

interface Ended {
  readonly output: string;
  readonly code: number | null;
}

function finished(child: ChildProcess, heard: (output: string) => void = () => undefined): Promise<Ended> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      heard(output);
    });
  }
  return new Promise((resolve) => child.once('close', (code) => resolve({ output, code })));
}

/** Waits until a command says that it is at work, and ends it as Ctrl-C does. */
async function interrupted(child: ChildProcess, ready: RegExp): Promise<Ended> {
  let asked = false;
  const ended = finished(child, (output) => {
    if (asked || !ready.test(output)) return;
    asked = true;
    child.kill('SIGINT');
  });
  const late = new AbortController();
  const over = await Promise.race([ended, sleep(120_000, undefined, { signal: late.signal })]);
  late.abort();
  if (!over) child.kill('SIGKILL');
  const done = await ended;
  if (!asked) throw new Error(`it never said ${ready}\n${done.output}`);
  return done;
}

/** The npm of this machine: `new` packs the package with it. */
function realNpm(): string {
  return execFileSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim();
}
