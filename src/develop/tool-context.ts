import type { Project } from '../project';

/** The project whose programs run, and the receivers of what the programs and this process print. */
export interface ToolContext {
  readonly project: Project;
  /**
   * Destination of the programs' output: the terminal as if the user had started them, standard error for all of it,
   * or standard error only when they fail.
   */
  readonly output: 'terminal' | 'stderr' | 'failure';
  /** Whether the programs may use colours. */
  readonly color: boolean;
  /** Ends what runs. */
  readonly signal: AbortSignal;
  /** Called with the command line of each program before it starts. */
  readonly onCommand: (command: string) => void;
  /** Called with each step of the preparation. */
  readonly progress: (line: string) => void;
  /** Called with what is worth knowing and no result. */
  readonly note: (line: string) => void;
  /** Called with what the user waits for, such as an address. */
  readonly onLine: (line: string) => void;
}

/** The end of the programs of a command. */
export interface Done {
  /** The command line; of several, with `; ` between them. */
  readonly command: string;
  /** The exit code of the first program that failed; 0 when all is well, 130 when they were interrupted. */
  readonly exitCode: number;
}
