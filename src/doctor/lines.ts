import type { Check } from './check';
import type { Diagnosis } from './doctor';

const SIGNS: Readonly<Record<Check['state'], { readonly sign: string; readonly code: number }>> = {
  ok: { sign: '✔', code: 32 },
  missing: { sign: '✘', code: 31 },
  note: { sign: '!', code: 33 },
};

/** A line for each thing, with the command that puts it right below; last, what it comes to. */
export function lines({ checks }: Diagnosis, color: boolean): readonly string[] {
  const painted = (code: number, text: string) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  const width = Math.max(...checks.map(({ name }) => name.length));
  const missing = checks.filter(({ state }) => state === 'missing').length;
  return [
    ...checks.flatMap(({ name, state, found, fix }) => {
      const { sign, code } = SIGNS[state];
      return [
        `${painted(code, sign)} ${name.padEnd(width)}  ${found}`,
        ...(fix && state !== 'ok' ? [painted(2, `  ${' '.repeat(width)}  ${fix}`)] : []),
      ];
    }),
    '',
    missing === 0
      ? 'Nothing that is needed is missing.'
      : painted(
          31,
          `${missing === 1 ? 'One thing that is needed is' : `${missing} things that are needed are`} missing.`,
        ),
  ];
}
