import type { Project } from '../project';

/** Where programs of a project run, and who is told what they do. */
export interface ToolContext {
  readonly project: Project;
  /**
   * Where the output of the programs goes: to the terminal as if the user had started them, all of it to standard error,
   * or to standard error and only when they fail.
   */
  readonly output: 'terminal' | 'stderr' | 'failure';
  /** The programs may use colours. */
  readonly color: boolean;
  /** Ends what runs. */
  readonly signal: AbortSignal;
  /** Told the command line of each program before it starts. */
  readonly onCommand: (command: string) => void;
  /** Told the steps of the preparation. */
  readonly progress: (line: string) => void;
  /** Told what is worth knowing and no result. */
  readonly note: (line: string) => void;
  /** Told what the user waits for, such as an address. */
  readonly onLine: (line: string) => void;
}

/** The end of the programs of a command. */
export interface Done {
  /** The command line; of several, with `; ` between them. */
  readonly command: string;
  /** The exit code of the first program that failed; 0 when all is well, 130 when they were interrupted. */
  readonly exitCode: number;
}
