import { paint, type Style } from '../system';
import type { Check } from './check';
import type { Diagnosis } from './doctor';

const SIGNS: Readonly<Record<Check['state'], { readonly sign: string; readonly style: Style }>> = {
  ok: { sign: '✔', style: 'green' },
  missing: { sign: '✘', style: 'red' },
  note: { sign: '!', style: 'yellow' },
};

/** The results of doctor: a line for each check, with the command that puts it right below; last, a summary. */
export function lines({ checks }: Diagnosis, color: boolean): readonly string[] {
  const painted = paint(color);
  const width = Math.max(...checks.map(({ name }) => name.length));
  const missing = checks.filter(({ state }) => state === 'missing').length;
  return [
    ...checks.flatMap(({ name, state, found, fix }) => {
      const { sign, style } = SIGNS[state];
      return [
        `${painted(style, sign)} ${name.padEnd(width)}  ${found}`,
        ...(fix && state !== 'ok' ? [painted('dim', `  ${' '.repeat(width)}  ${fix}`)] : []),
      ];
    }),
    '',
    missing === 0
      ? 'Nothing that is needed is missing.'
      : painted(
          'red',
          `${missing === 1 ? 'One thing that is needed is' : `${missing} things that are needed are`} missing.`,
        ),
  ];
}
