import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ensureVenv } from '../bundle';
import { type Problem, UserError } from '../errors';
import { pythonEnvironment } from '../python';
import { abortable, run } from '../system';
import { colorEnvironment, INTERRUPTED, runProgram, shownCommand } from './program';
import type { Done, ToolContext } from './tool-context';

/** Prints which of the modules that it is given the environment does not have. */
const MISSING = `import importlib.util, sys
print("\\n".join(name for name in sys.argv[1:] if importlib.util.find_spec(name) is None))`;

/** A tool of Python that a project brings along. */
export interface Tool {
  /** Python module of the tool: `pytest`. */
  readonly module: string;
  /** The package that has the module. @default - of the same name */
  readonly package?: string;
  /** The purpose of the tool: `runs the tests`. */
  readonly purpose: string;
}

/** The Python environment of a project, in which its tools run. */
export class Environment {
  private constructor(
    private readonly place: ToolContext,
    /** Absolute path of the interpreter. */
    readonly python: string,
  ) {}

  /** The environment, made where it is not there yet. @throws UserError as `ensureVenv` */
  static async of(place: ToolContext): Promise<Environment> {
    const { app, packageChoice: choice, pythonVersion } = place.project;
    const make = () => ensureVenv(app, { choice, pythonVersion, progress: place.progress });
    const { python } = await abortable(place.signal, make);
    return new Environment(place, python);
  }

  /** The modules that are not installed. */
  async missing(modules: readonly string[]): Promise<string[]> {
    const done = await run(this.python, ['-I', '-c', MISSING, ...modules]);
    if (done.code === 0) return done.stdout.split(/\r?\n/).filter(Boolean);
    throw new UserError([
      {
        where: this.python,
        what: `the Python of the environment does not run: ${done.stderr.trim().split('\n').at(-1) ?? ''}`,
        fix: 'remove the environment; the next command makes it again',
      },
    ]);
  }

  /** Fails when the project lacks a tool. @throws UserError with how to add it */
  async need(tools: readonly Tool[]): Promise<void> {
    const missing = await this.missing(tools.map(({ module }) => module));
    const lacking = tools.filter(({ module }) => missing.includes(module));
    if (lacking.length) throw new UserError(lacking.map((tool) => lacks(this.place, tool)));
  }

  /**
   * Runs a module of Python in the app's folder.
   *
   * @param env variables for it, which are shown too
   */
  async runModule(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Done> {
    const { app, pythonPath } = this.place.project;
    const onCommand = { ...(pythonPath === '.' ? {} : { PYTHONPATH: pythonPath }), ...env };
    const command = shownCommand([near(app, this.python), '-m', ...args], onCommand);
    this.place.onCommand(command);
    const exitCode = await runProgram(
      {
        command: this.python,
        args: ['-m', ...args],
        cwd: app,
        env: {
          ...pythonEnvironment(),
          ...colorEnvironment(this.place.color, this.place.output === 'failure'),
          ...onCommand,
          ...(pythonPath === '.' ? {} : { PYTHONPATH: join(app, pythonPath) }),
        },
      },
      this.place,
    );
    return { command, exitCode };
  }

  /** Runs modules one after the other, whether the ones before failed or not. */
  async runModules(all: readonly (readonly string[])[]): Promise<Done> {
    const done: Done[] = [];
    for (const args of all) {
      done.push(await this.runModule(args));
      if (done.at(-1)?.exitCode === INTERRUPTED) break;
    }
    const failed = done.map(({ exitCode }) => exitCode).filter((code) => code !== 0);
    const exitCode = failed.includes(INTERRUPTED) ? INTERRUPTED : (failed[0] ?? 0);
    return { command: done.map(({ command }) => command).join('; '), exitCode };
  }
}

/** The problem of a project that has no such tool. */
export function lacks({ project: { app } }: ToolContext, tool: Tool): Problem {
  const name = tool.package ?? tool.module;
  return {
    where: app,
    what: `the environment of the app has no ${name}, which ${tool.purpose}`,
    fix: howToAdd(app, name),
  };
}

/** The command that adds a development dependency. */
export function howToAdd(app: string, name: string): string {
  const has = (file: string) => existsSync(join(app, file));
  const locked = ['requirements-dev.lock', 'requirements.lock', 'requirements.txt'].find(has);
  if (has('uv.lock') || !locked) return `uv add --dev ${name}`;
  if (locked === 'requirements-dev.lock') {
    const input = ['requirements-dev.in', 'requirements-dev.txt', 'pyproject.toml'].find(has);
    return `add ${name} to ${input ?? 'the packages'} that ${locked} is written from, and write it again`;
  }
  return `add ${name} to a requirements-dev.in beside ${locked} (with the line -r ${locked}), and write requirements-dev.lock: uv pip compile --universal --generate-hashes requirements-dev.in -o requirements-dev.lock`;
}

/** A path from a folder where it lies in it. */
function near(folder: string, path: string): string {
  const inside = relative(folder, path);
  return inside.startsWith('..') ? path : inside;
}
