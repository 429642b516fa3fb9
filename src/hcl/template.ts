import { type Expression, literal, type Raw, type Template } from './expression';

/**
 * A string with Terraform's template marks, as CDKTF resolves it, as an expression: bare where the whole string is one
 * `${…}`, a template where text surrounds it, a literal where there is none. `$${` and `%%{` are text, and so is `%{`:
 * CDKTF has no way to ask for a directive.
 *
 * @throws SyntaxError when a `${` has no end, or holds what is no expression of one line (`${aws:username}`).
 * @example parseTemplate('${var.name}')      // raw('var.name')
 * @example parseTemplate('${var.name}-logs') // text`${'var.name'}-logs`
 */
export function parseTemplate(source: string): Expression {
  const parts: (string | Raw)[] = [];
  let plain = '';
  let at = 0;
  while (at < source.length) {
    if (source.startsWith('$${', at) || source.startsWith('%%{', at)) {
      plain += source.slice(at + 1, at + 3);
      at += 3;
    } else if (source.startsWith('${', at)) {
      const end = interpolationEnd(source, at + 2);
      if (plain) parts.push(plain);
      plain = '';
      parts.push({ $hcl: 'raw', code: expressionIn(source.slice(at + 2, end)) });
      at = end + 1;
    } else {
      plain += source.charAt(at);
      at += 1;
    }
  }
  if (plain) parts.push(plain);
  const [first] = parts;
  if (first === undefined) return literal('');
  if (parts.length > 1) return { $hcl: 'template', parts } satisfies Template;
  return typeof first === 'string' ? literal(first) : first;
}

/** The code of an interpolation, where it can be an expression: an IAM policy's `${aws:username}` is meant as text. */
function expressionIn(interpolated: string): string {
  const code = interpolated.trim();
  const shown = JSON.stringify(`\${${interpolated}}`);
  if (code === '') throw new SyntaxError(`${shown} holds no expression: as text it is "$\${"`);
  if (/[\r\n]/.test(code)) throw new SyntaxError(`${shown} has several lines: give the expression on one`);
  if (/^~|~$/.test(code)) throw new SyntaxError(`${shown} strips spaces: leave out the "~" and the spaces`);
  const signs = withoutStrings(code);
  if (signs.includes(':') && !/[?{[]|::.*\(/.test(signs)) {
    throw new SyntaxError(
      `${shown} is not an expression: as text it is ${JSON.stringify(`$\${${interpolated}}`)}`,
    );
  }
  return code;
}

/** The place of the `}` that ends the interpolation whose code begins at `from`. */
function interpolationEnd(source: string, from: number): number {
  let depth = 0;
  let at = from;
  while (at < source.length) {
    const c = source.charAt(at);
    if (c === '"') at = stringEnd(source, at + 1);
    else if (c === '{') depth += 1;
    else if (c === '}') {
      if (depth === 0) return at;
      depth -= 1;
    }
    at += 1;
  }
  throw new SyntaxError(`"\${" without its "}" in ${JSON.stringify(source)}`);
}

/** The place of the quote that ends the string whose text begins at `from`; templates in it may hold strings. */
function stringEnd(source: string, from: number): number {
  let at = from;
  while (at < source.length) {
    const c = source.charAt(at);
    if (c === '\\') at += 1;
    else if (c === '"') return at;
    else if (source.startsWith('$${', at)) at += 2;
    else if (source.startsWith('${', at)) at = interpolationEnd(source, at + 2);
    at += 1;
  }
  throw new SyntaxError(`a string without its end in ${JSON.stringify(source)}`);
}

/** Code without its strings, so that what is left can be searched for brackets and signs. */
export function withoutStrings(code: string): string {
  return blanked(code, '');
}

/** Code with blanks in the place of its strings and of all that stands in brackets: each sign that is left is at its place. */
export function outermost(code: string): string {
  let depth = 0;
  return blanked(code, ' ').replace(/./gs, (sign) => {
    if (/[\])}]/.test(sign)) depth -= 1;
    const shown = depth === 0 ? sign : ' ';
    if (/[[({]/.test(sign)) depth += 1;
    return shown;
  });
}

/** Code with something in the place of each character of its strings. */
function blanked(code: string, blank: '' | ' '): string {
  let out = '';
  let at = 0;
  while (at < code.length) {
    if (code.charAt(at) === '"') {
      const end = stringEnd(code, at + 1);
      out += blank.repeat(end - at + 1);
      at = end;
    } else out += code.charAt(at);
    at += 1;
  }
  return out;
}
