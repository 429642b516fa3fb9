import { join } from 'node:path';
import type { Command } from 'commander';
import type { Report } from '../deploy';
import type { Project } from '../project';
import { paint } from '../system/paint';
import type { Output } from './output';

/** The outputs of a command: results, and everything else. */
export interface Outputs {
  readonly out: Output;
  readonly err: Output;
}

/** The options that every command has. */
export interface Shared {
  readonly cwd?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/**
 * Adds the options that every command has, and its example.
 *
 * @param cwd what `--cwd` is. @default 'folder of the project'
 */
export function shared(command: Command, example: string, cwd = 'folder of the project'): Command {
  return command
    .option('--cwd <folder>', cwd, '.')
    .option('--json', 'print the result as JSON; what happens goes to standard error')
    .option('--quiet', 'print results and errors only')
    .addHelpText('after', `\nExample:\n  ${example.replaceAll('\n', '\n  ')}`);
}

/** Prints what a command with the shared options has to say. */
export class Printer {
  constructor(
    private readonly options: Shared,
    protected readonly outputs: Outputs,
  ) {}

  /** Prints the result: as JSON where that is asked for, else in words. */
  result(value: unknown, words: readonly string[]): void {
    if (this.options.json) this.outputs.out.line(JSON.stringify(value, undefined, 2));
    else for (const line of words) this.outputs.out.line(line);
  }

  /** Prints a line that is no result. */
  note(line: string): void {
    if (!this.options.quiet) this.notes.line(line);
  }

  /** Prints a line that is no result, less bright than those around it. */
  dimmed(line: string): void {
    this.note(paint(this.notes.color)('dim', line));
  }

  /** The output for results. */
  get out(): Output {
    return this.outputs.out;
  }

  /** The output for what is no result: with --json, standard output is for the result alone. */
  get notes(): Output {
    return this.options.json ? this.outputs.err : this.outputs.out;
  }

  get json(): boolean {
    return this.options.json === true;
  }

  get quiet(): boolean {
    return this.options.quiet === true;
  }
}

/** The context of a command of a project. */
export class Context extends Printer {
  private constructor(
    readonly project: Project,
    /** Shows steps of the work as they begin, report and end. */
    readonly report: Report,
    options: Shared,
    outputs: Outputs,
  ) {
    super(options, outputs);
  }

  /**
   * Reads the project: only now, as `--help` needs none of what can do it. Says where the project records an older
   * Terragate than the one that runs, or a newer one.
   *
   * @param upgrades whether the command is about that. @default false
   * @throws UserError as `readProject`
   */
  static async open(options: Shared, outputs: Outputs, upgrades = false): Promise<Context> {
    const { readProject } = await import('../project');
    const { SILENT } = await import('../deploy/report');
    const { stages } = await import('./stages');
    const { sweep, sweepFolder, userCache } = await import('../system/atomic');
    const notes = options.json ? outputs.err : outputs.out;
    const report = options.quiet ? SILENT : stages(notes);
    const project = readProject(options.cwd ?? '.');
    // Files that killed commands left behind
    for (const cache of [project.state, join(project.app, '.terragate'), userCache()]) sweep(cache);
    for (const folder of [project.folder, project.app]) sweepFolder(folder);
    const context = new Context(project, report, options, outputs);
    if (!upgrades) await context.tellVersion();
    return context;
  }

  private async tellVersion(): Promise<void> {
    const { otherVersion } = await import('./other-version');
    const line = otherVersion(this.project.folder);
    if (line !== undefined) this.note(line);
  }
}
