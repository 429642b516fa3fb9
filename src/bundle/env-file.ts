import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { fileError, UserError } from '../errors';

/** Variables by their names. */
export type Variables = Readonly<Record<string, string>>;

/**
 * The variables of a file with lines NAME=VALUE, as Node's `--env-file` reads them: comments, quotes, `export`. Messages
 * hold no text of the file, which may be secret.
 *
 * @throws UserError when the file cannot be read, holds no variable, or a line is none
 */
export function readEnvFile(path: string): Variables {
  const text = textOf(path);
  const variables = Object.fromEntries(
    Object.entries(parseEnv(text)).map(([name, value]) => [name, value ?? '']),
  );
  const names = Object.keys(variables);
  const wrong = names.filter((name) => !/^[A-Za-z_]\w*$/.test(name));
  if (names.length && !wrong.length) return variables;
  throw new UserError([
    wrong.length
      ? {
          where: `${path}:${lineOf(text, wrong[0] ?? '')}`,
          what: 'the line is not of the form NAME=VALUE',
          fix: 'write one variable a line, a name of letters, digits and _; a comment begins with #',
        }
      : { where: path, what: 'the file holds no variable', fix: 'write a line NAME=VALUE for each' },
  ]);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw fileError(error) ?? error;
    throw new UserError([
      {
        where: path,
        what: 'the file with variables for the import does not exist',
        fix: 'write it with a line NAME=VALUE for each variable, or name another file',
      },
    ]);
  }
}

function lineOf(text: string, name: string): number {
  const [first = ''] = name.split('\n');
  return text.split(/\r?\n/).findIndex((line) => line.trimStart().startsWith(first)) + 1;
}

/** A value that is found in a text is taken for that of a variable from so many characters on. */
const TELLING = 4;

/**
 * A text of a program without the values of variables that it was given: their names stand in their places. What pydantic
 * says of the values that it got is left out too, and so is the password of any address.
 */
export function withoutValues(text: string, variables: Variables): string {
  const hidden = Object.entries(variables)
    .flatMap(([name, value]) =>
      [value, value.split(/\s+/).join(' '), ...value.split('\n'), passwordOf(value)].map((one) => ({
        name,
        value: one.trim(),
      })),
    )
    .filter(({ value }) => value.length >= TELLING)
    .sort((a, b) => b.value.length - a.value.length);
  return hidden
    .reduce((all, { name, value }) => all.replaceAll(value, () => `<${name}>`), text)
    .replace(/input_value=.*?, input_type=/g, 'input_type=')
    .replace(/(\w:\/\/[^\s:/@]*:)[^\s/@]+(?=@)/g, '$1<password>');
}

/** The password of an address: libraries name it without the rest. */
function passwordOf(value: string): string {
  return URL.canParse(value) ? new URL(value).password : '';
}
