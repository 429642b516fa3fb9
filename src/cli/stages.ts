import type { Report } from '../deploy';
import type { Output } from './output';

/** A line for each part when it ended, with its time; indented lines for its steps. */
export function stages(output: Output, now: () => number = () => performance.now()): Report {
  const painted = (code: number, text: string) => (output.color ? `\u001b[${code}m${text}\u001b[0m` : text);
  return {
    async stage(title, run) {
      const start = now();
      const time = () => painted(2, `${((now() - start) / 1000).toFixed(1)} s`);
      try {
        const { value, said } = await run((line) => output.line(painted(2, `  ${title}: ${line}`)));
        output.line(`${painted(32, '✔')} ${painted(1, title)}${said ? ` ${said}` : ''}  ${time()}`);
        return value;
      } catch (error) {
        output.line(`${painted(31, '✘')} ${painted(1, title)}  ${time()}`);
        throw error;
      }
    },
  };
}
