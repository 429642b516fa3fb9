import { type ParseArgsConfig, parseArgs } from 'node:util';

/** Options of a command, each with a default. */
type Options = NonNullable<ParseArgsConfig['options']>;
type Values<T extends Options> = {
  readonly [name in keyof T]: T[name] extends { readonly type: 'boolean' } ? boolean : string;
};

/**
 * Runs a command of `bench/` that compares another checkout of this repository, its one argument, with this one. Ctrl-C
 * ends it with what it has started.
 *
 * @param help the text of `--help`, which wrong usage gets too
 * @param options those beside `--help`
 */
export function compareCheckouts<const T extends Options>(
  help: string,
  options: T,
  compare: (checkout: string, values: Values<T>) => Promise<void>,
): void {
  const given = parseArgs({ allowPositionals: true, options: { ...options, help: { type: 'boolean' } } });
  const { help: isAsked, ...values } = given.values as Readonly<Record<string, unknown>>;
  const [checkout, ...more] = given.positionals;
  if (isAsked || checkout === undefined || more.length) {
    console.log(help);
    process.exitCode = isAsked ? 0 : 2;
    return;
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  compare(checkout, values as Values<T>).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  });
}
