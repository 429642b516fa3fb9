/** A listener for what a command does; the command line shows it. */
export interface Report {
  /**
   * A part of the work. Parts may run beside each other.
   *
   * @param title such as `local AWS`
   * @param run does it, tells its steps, and answers with its result and a few words on it
   */
  stage<T>(title: string, run: (progress: (line: string) => void) => Promise<StageResult<T>>): Promise<T>;
}

/** The result of a stage, with its summary. */
export interface StageResult<T> {
  readonly value: T;
  /** A few words, such as `4.1 MB, unchanged`. */
  readonly summary: string;
}

/** A report that nobody listens to. */
export const SILENT: Report = {
  stage: async (_, run) => (await run(() => {})).value,
};
