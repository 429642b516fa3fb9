import type { Command } from 'commander';
import { type Report, SILENT } from '../deploy';
import { type Project, readProject } from '../project';
import type { Output } from './output';
import { stages } from './stages';

/** Where the output of a command goes. */
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

/** Adds the options that every command has, and its example. */
export function shared(command: Command, example: string): Command {
  return command
    .option('--cwd <folder>', 'folder of the project', '.')
    .option('--json', 'print the result as JSON; what happens goes to standard error')
    .option('--quiet', 'print results and errors only')
    .addHelpText('after', `\nExample:\n  ${example.replaceAll('\n', '\n  ')}`);
}

/** What a command works with. */
export class Context {
  readonly project: Project;

  constructor(
    private readonly options: Shared,
    private readonly outputs: Outputs,
  ) {
    this.project = readProject(options.cwd ?? '.');
  }

  /** Shows parts of the work as they begin to say something and end. */
  get report(): Report {
    const { json, quiet } = this.options;
    if (quiet) return SILENT;
    return stages(json ? this.outputs.err : this.outputs.out);
  }

  /** Prints the result: as JSON where that is asked for, else in words. */
  result(value: unknown, words: readonly string[]): void {
    if (this.options.json) this.outputs.out.line(JSON.stringify(value, undefined, 2));
    else for (const line of words) this.outputs.out.line(line);
  }

  /** Prints a line that is no result. */
  note(line: string): void {
    if (!this.options.quiet) (this.options.json ? this.outputs.err : this.outputs.out).line(line);
  }

  /** The output for results. */
  get out(): Output {
    return this.outputs.out;
  }

  get json(): boolean {
    return this.options.json === true;
  }
}
