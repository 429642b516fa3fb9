/** Where lines go. */
export interface Output {
  /** Writes one line. */
  readonly line: (text?: string) => void;
  /** Colours may be used. */
  readonly color: boolean;
}

/** A part of longer work. */
export interface Stage {
  readonly title: string;
  /** Does it; `progress` takes a line for each step. Answers with a few words on what came out. */
  readonly run: (progress: (line: string) => void) => Promise<string>;
}

/** A stream as an output; colours only on a terminal, and not with NO_COLOR (https://no-color.org) or TERM=dumb. */
export function outputTo(
  stream: { readonly isTTY?: boolean; write(text: string): unknown },
  env: Readonly<Record<string, string | undefined>> = process.env,
): Output {
  return {
    line: (text = '') => void stream.write(`${text}\n`),
    color: stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb',
  };
}

/**
 * Does the stages one after the other, each with its steps and its time. The first that fails ends it.
 *
 * @param now a clock in milliseconds
 */
export async function runStages(
  stages: readonly Stage[],
  output: Output,
  now: () => number = () => performance.now(),
): Promise<void> {
  const painted = (code: number, text: string) => (output.color ? `\u001b[${code}m${text}\u001b[0m` : text);
  for (const [index, { title, run }] of stages.entries()) {
    const number = `[${index + 1}/${stages.length}] `;
    const indent = ' '.repeat(number.length);
    const start = now();
    const time = () => `${((now() - start) / 1000).toFixed(1)} s`;
    output.line(painted(1, number + title));
    try {
      const result = await run((line) => output.line(indent + painted(2, line)));
      output.line(`${indent}${painted(32, 'done')} in ${time()}: ${result}`);
    } catch (error) {
      output.line(`${indent}${painted(31, 'failed')} after ${time()}`);
      throw error;
    }
  }
}
