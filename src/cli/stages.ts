import type { Report } from '../deploy';
import { paint } from '../system/paint';
import type { Output } from './output';

/** A line for each part when it ended, with its time; indented lines for its steps. */
export function stages(output: Output, now: () => number = () => performance.now()): Report {
  const painted = paint(output.color);
  return {
    async stage(title, run) {
      const start = now();
      const time = () => painted('dim', `${((now() - start) / 1000).toFixed(1)} s`);
      try {
        const { value, summary } = await run((line) => output.line(painted('dim', `  ${title}: ${line}`)));
        output.line(
          `${painted('green', '✔')} ${painted('bold', title)}${summary ? ` ${summary}` : ''}  ${time()}`,
        );
        return value;
      } catch (error) {
        output.line(`${painted('red', '✘')} ${painted('bold', title)}  ${time()}`);
        throw error;
      }
    },
  };
}
