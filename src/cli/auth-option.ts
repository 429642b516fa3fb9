import { Option } from 'commander';

/** Who may call an API. */
export const CALLERS = ['IAM', 'Cognito', 'None'] as const;

/** `--auth`, in whatever case it is typed. @param otherwise who may call where it is not given */
export function authOption(otherwise: (typeof CALLERS)[number]): Option {
  const option = new Option(
    '--auth <kind>',
    `who may call the API: IAM, Cognito or None (default: ${otherwise})`,
  );
  option.choices([...CALLERS]);
  const { parseArg: parse } = option;
  return option.argParser((value, before) => {
    const known = CALLERS.find((kind) => kind.toLowerCase() === value.toLowerCase());
    return parse?.(known ?? value, before);
  });
}
