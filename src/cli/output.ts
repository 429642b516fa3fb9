import { forTerminal } from '../language/terminal';

/** An output of lines. */
export interface Output {
  /** Writes one line. Nothing in it but the styles of `paint()`, where there are colours, does anything to a terminal. */
  readonly line: (text?: string) => void;
  /** Writes a part of a text, without the end of a line; the same holds for it. */
  readonly part: (text: string) => void;
  /** Whether colours may be used. */
  readonly color: boolean;
}

/** A stream as an output; colours only on a terminal, and not with NO_COLOR (https://no-color.org) or TERM=dumb. */
export function outputTo(
  stream: { readonly isTTY?: boolean; write(text: string): unknown },
  env: Readonly<Record<string, string | undefined>> = process.env,
): Output {
  const color = stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
  return {
    line: (text = '') => void stream.write(`${forTerminal(text, color)}\n`),
    part: (text) => void stream.write(forTerminal(text, color)),
    color,
  };
}
