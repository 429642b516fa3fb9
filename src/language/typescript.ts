import { type Code, languageOf } from './code';
import { escapeUnsafe, visible } from './visible';

/** Code of TypeScript. */
export type TypeScript = Code<'typescript'>;

/**
 * Code of TypeScript: each text in it is a string literal, each number a number.
 *
 * @example typescript`const NAME = ${"it's"};`.text // 'const NAME = "it\'s";'
 */
export const typescript = languageOf('typescript', (value: string | number) =>
  typeof value === 'number' ? String(value) : quoted(value),
);

/** A text as TypeScript writes it: in the quotes that need fewer escapes. */
function quoted(text: string): string {
  const json = escapeUnsafe(JSON.stringify(text));
  if (text.includes("'") && !text.includes('"')) return json;
  return `'${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** Whether a text can be a name in TypeScript. `__proto__` is none here: as a key it would set the prototype. */
export function isIdentifier(name: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) && name !== '__proto__';
}

/**
 * A name as code.
 *
 * @throws TypeError for what is no name
 */
export function identifier(name: string): TypeScript {
  if (!isIdentifier(name)) throw new TypeError(`not a name in TypeScript: ${JSON.stringify(name)}`);
  return typescript.raw(name);
}

/** A key of an object literal, or of a type. @example propertyKey('say hello').text // "'say hello'" */
export function propertyKey(name: string): TypeScript {
  if (name === '__proto__') return typescript.raw("['__proto__']");
  return isIdentifier(name) ? typescript.raw(name) : typescript.literal(name);
}

/** Text as a comment of documentation, with a newline at its end: nothing in it ends the comment. */
export function docComment(text: string, indent = ''): TypeScript {
  const lines = visible(text).replaceAll('*/', '*\\/').split('\n');
  if (lines.length === 1) return typescript.raw(`${indent}/** ${lines[0]} */\n`);
  const inner = lines.map((line) => `${indent} *${line === '' ? '' : ` ${line}`}\n`).join('');
  return typescript.raw(`${indent}/**\n${inner}${indent} */\n`);
}

/** Text in a template literal that has expressions too. @example inBackquotes('a`b').text // 'a\\`b' */
export function inBackquotes(text: string): TypeScript {
  return typescript.raw(
    escapeUnsafe(text.replace(/[\\`$]/g, '\\$&'))
      .replaceAll('\n', '\\n')
      .replaceAll('\t', '\\t'),
  );
}
