import { visible } from '../language/visible';
import { conjuncts } from './conjunction';
import type {
  Call,
  Conditional,
  Entry,
  Expression,
  For,
  Heredoc,
  ObjectExpression,
  Template,
  Tuple,
} from './expression';
import { columns, escapeText, objectKey, quote, WIDTH } from './quote';
import { withoutStrings } from './template';

const STEP = '  ';

/**
 * An expression as HCL text, laid out as `terraform fmt` leaves it.
 *
 * @param indent the spaces before the line that the expression begins on.
 * @param column how many columns of that line are taken already.
 */
export function printExpression(whole: Expression, indent = '', column = indent.length): string {
  const expression = bare(whole);
  switch (expression.$hcl) {
    case 'literal':
      return typeof expression.value === 'string' ? quote(expression.value) : String(expression.value);
    case 'heredoc':
      return printHeredoc(expression, indent);
    case 'raw':
      return expression.code;
    case 'template':
      return printTemplate(expression);
    case 'tuple':
      return printTuple(expression, indent, column);
    case 'object':
      return printObject(expression, indent, column);
    case 'call':
      return printCall(expression, indent, column);
    case 'for':
      return printFor(expression, indent, column);
    case 'conditional':
      return printConditional(expression, indent, column);
  }
}

/** A `<<-EOT` block, whose lines stand one step further in. Only `${` and `%{` have a meaning in it. */
function printHeredoc({ lines }: Heredoc, indent: string): string {
  const escaped = lines.map((line) => visible(line).replace(/[$%]\{/g, (open) => `${open[0]}${open}`));
  return `<<-EOT\n${escaped.map((line) => `${indent}${STEP}${line}\n`).join('')}${indent}EOT`;
}

/** Texts beside each other as one: `$` and `{` of two parts must not meet. */
function joined(template: Template): readonly (string | Expression)[] {
  const parts: (string | Expression)[] = [];
  for (const part of template.parts) {
    const last = parts.at(-1);
    if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part;
    else if (part !== '') parts.push(part);
  }
  return parts;
}

/** The expression that is printed: a template of one expression is that expression. */
function bare(expression: Expression): Expression {
  if (expression.$hcl !== 'template') return expression;
  const [only, ...more] = joined(expression);
  return only === undefined || more.length || typeof only === 'string' ? expression : bare(only);
}

function printTemplate(template: Template): string {
  const parts = joined(template);
  return `"${parts
    .map((part, i) => {
      if (typeof part !== 'string') return interpolation(part);
      const text = escapeText(part);
      // A `$` or `%` right before an interpolation would escape it.
      return i < parts.length - 1 ? text.replace(/\$$/, '\\u0024').replace(/%$/, '\\u0025') : text;
    })
    .join('')}"`;
}

/** An expression on one line: objects too, in the `{ a = 1 }` form. */
export function printInline(whole: Expression): string {
  const expression = bare(whole);
  switch (expression.$hcl) {
    case 'tuple':
      return `[${expression.items.map(printInline).join(', ')}]`;
    case 'object':
      if (expression.entries.length === 0) return '{}';
      return `{ ${expression.entries.map((entry) => `${printKey(entry)} = ${printInline(entry.value)}`).join(', ')} }`;
    case 'call':
      return `${expression.name}(${expression.args.map(printInline).join(', ')})`;
    case 'conditional':
      return `${condition(expression)} ? ${printInline(expression.yes)} : ${printInline(expression.no)}`;
    case 'for': {
      const [open, close] = expression.key ? ['{ ', ' }'] : ['[', ']'];
      const tail = expression.if ? ` ${forTail(expression)}` : '';
      return open + forHead(expression) + forValue(printInline(expression.value), expression) + tail + close;
    }
    default:
      return printExpression(expression);
  }
}

/** An expression as a part of other code: on one line, in brackets where an operator beside it could split it. */
export function printOperand(expression: Expression): string {
  const line = printInline(expression);
  return / [?*/%+<>=!&|-]/.test(withoutStrings(line)) && !/^[[{]/.test(line) ? `(${line})` : line;
}

/** Whether an expression may stand on one line: an object that is not `inline` asks for lines of its own. */
function mayInline(whole: Expression): boolean {
  const expression = bare(whole);
  switch (expression.$hcl) {
    case 'heredoc':
      return false;
    case 'tuple':
      return expression.items.every(mayInline);
    case 'object':
      return (
        expression.entries.length === 0 ||
        (expression.inline === true && expression.entries.every((e) => mayInline(e.value) && !e.comment))
      );
    case 'call':
      return expression.args.every(mayInline);
    case 'conditional':
      return [expression.condition, expression.yes, expression.no].every(mayInline);
    case 'for':
      return [expression.in, expression.value].every(mayInline);
    default:
      return true;
  }
}

function fits(expression: Expression, column: number): string | undefined {
  if (!mayInline(expression)) return undefined;
  const line = printInline(expression);
  return column + columns(line) <= WIDTH ? line : undefined;
}

function printTuple(tuple: Tuple, indent: string, column: number): string {
  const line = fits(tuple, column);
  if (line !== undefined) return line;
  const inner = indent + STEP;
  const only = tuple.items.length === 1 ? tuple.items.map(bare)[0] : undefined;
  if (only?.$hcl === 'object') return `[${printExpression(only, indent, column + 1)}]`;
  return `[\n${tuple.items.map((item) => `${inner}${printExpression(item, inner)},\n`).join('')}${indent}]`;
}

function printKey(entry: Entry): string {
  if (typeof entry.key === 'string') return objectKey(entry.key);
  const key = bare(entry.key);
  return key.$hcl === 'template' ? printTemplate(key) : `(${printInline(key)})`;
}

function printObject(object: ObjectExpression, indent: string, column: number): string {
  const line = fits(object, column);
  if (line !== undefined) return line;
  const inner = indent + STEP;
  const lines = object.entries.map((entry) => {
    const key = printKey(entry);
    const value = printExpression(entry.value, inner, inner.length + columns(key) + 3);
    return { name: key, value, ...(entry.comment === undefined ? {} : { comment: entry.comment }) };
  });
  return `{\n${align(lines, inner)}${indent}}`;
}

/** A `name = value` line, or several lines where the value has several; a comment has lines of its own above. */
export interface AssignmentLine {
  readonly name: string;
  readonly value: string;
  readonly comment?: string;
}

/**
 * Assignments with their `=` in one column: those of a run of lines that each hold a whole value. A value that opens a
 * bracket on its first line ends the run, and so does a comment, as in `terraform fmt`.
 */
export function align(lines: readonly AssignmentLine[], indent: string): string {
  const out: string[] = [];
  let run: AssignmentLine[] = [];
  const flush = () => {
    const width = Math.max(...run.map((line) => columns(line.name)));
    for (const line of run)
      out.push(`${indent}${line.name}${' '.repeat(width - columns(line.name))} = ${line.value}\n`);
    run = [];
  };
  for (const line of lines) {
    if (line.comment !== undefined) {
      if (run.length) flush();
      out.push(printComment(line.comment, indent));
    }
    if (line.value.includes('\n')) {
      if (run.length) flush();
      out.push(`${indent}${line.name} = ${line.value}\n`);
    } else run.push(line);
  }
  if (run.length) flush();
  return out.join('');
}

/** A comment, one `#` a line: nothing in it ends the comment, or changes how the file is shown. */
export function printComment(comment: string, indent: string): string {
  return visible(comment.replace(/\r\n?/g, '\n'))
    .split('\n')
    .map((line) => `${indent}${line ? `# ${line}` : '#'}\n`)
    .join('');
}

function printCall(call: Call, indent: string, column: number): string {
  const line = fits(call, column);
  if (line !== undefined) return line;
  const last = call.args.at(-1);
  const before = call.args.slice(0, -1);
  const head = `${call.name}(${before.map((arg) => `${printInline(arg)}, `).join('')}`;
  if (last && hugs(last) && before.every(mayInline) && column + columns(head) < WIDTH) {
    const hugged = `${head}${printExpression(last, indent, column + columns(head))})`;
    if (!looksAssigned(hugged)) return hugged;
  }
  const [only, ...more] = call.args.map(bare);
  // Its brackets are those of the call
  if (only?.$hcl === 'conditional' && more.length === 0) {
    const tall = printConditional(only, indent, column);
    if (tall.startsWith('(\n')) return call.name + tall;
  }
  const inner = indent + STEP;
  return `${call.name}(\n${call.args.map((arg) => `${inner}${printExpression(arg, inner)}`).join(',\n')}\n${indent})`;
}

/** Whether an expression's first line ends with its opening bracket, so that it can follow text on that line. */
function hugs(whole: Expression): boolean {
  const expression = bare(whole);
  if (expression.$hcl === 'call') return expression.args.length === 1 && expression.args.every(hugs);
  return expression.$hcl === 'object' || expression.$hcl === 'tuple' || expression.$hcl === 'for';
}

/** The beginning of a `for` expression. @param apart whether the collection is in brackets */
function forHead(expression: For, apart = false): string {
  return `${forNames(expression, apart)}${forKey(expression)} `;
}

function forNames(expression: For, apart = false): string {
  const collection = printInline(expression.in);
  const code = afterWord('in', apart ? `(${collection})` : unsigned(collection));
  return `for ${expression.names.join(', ')} ${code} :`;
}

function forKey({ key }: For): string {
  return key ? ` ${printInline(key)} =>` : '';
}

function forValue(code: string, expression: For): string {
  return expression.key ? unsigned(code) : code;
}

function forTail(expression: For): string {
  return expression.if ? afterWord('if', unsigned(printInline(expression.if))) : '';
}

// `terraform fmt` reads a minus after a word, an arrow or `${` as a subtraction, and a bracket as that of a call.

function afterWord(word: 'in' | 'if', code: string): string {
  return (word === 'in' ? /^\(/ : /^[([]/).test(code) ? word + code : `${word} ${code}`;
}

function unsigned(code: string): string {
  return code.startsWith('-') ? `(${code})` : code;
}

function interpolation(expression: Expression): string {
  const code = unsigned(printInline(expression));
  return `\${${code.startsWith('{') ? ' ' : ''}${code}${code.endsWith('}') ? ' ' : ''}}`;
}

function printFor(expression: For, indent: string, column: number): string {
  const line = fits(expression, column);
  if (line !== undefined) return line;
  const [open, close] = expression.key ? ['{', '}'] : ['[', ']'];
  const inner = indent + STEP;
  const head = forHead(expression);
  const value = forValue(printExpression(expression.value, inner, inner.length + columns(head)), expression);
  const tail = expression.if ? `\n${inner}${brokenAtAnd(forTail(expression), inner)}` : '';
  const [firstLine = ''] = (head + value).split('\n');
  if (inner.length + columns(firstLine) > WIDTH) {
    const key = forKey(expression).trimStart();
    const below = forValue(printExpression(expression.value, inner, inner.length + columns(key)), expression);
    return `${open}\n${inner}${brokenHead(expression, inner)}\n${inner}${key}${key && ' '}${below}${tail}\n${indent}${close}`;
  }
  const first = looksAssigned(head + value) ? forHead(expression, true) : head;
  return `${open}\n${inner}${first}${value}${tail}\n${indent}${close}`;
}

/** The first line of a `for`, on several lines where its collection is a list or an object that is too long for one. */
function brokenHead(expression: For, indent: string): string {
  const line = forNames(expression);
  const collection = bare(expression.in);
  if (indent.length + columns(line) <= WIDTH) return line;
  const tall =
    collection.$hcl === 'object'
      ? printObject({ ...collection, inline: false }, indent, WIDTH)
      : collection.$hcl === 'tuple'
        ? printTuple(collection, indent, WIDTH)
        : undefined;
  return tall === undefined ? line : `for ${expression.names.join(', ')} in ${tall} :`;
}

/** A condition on several lines where it is too long for one: each `&&` that stands in no bracket ends a line. */
function brokenAtAnd(code: string, indent: string): string {
  return indent.length + columns(code) <= WIDTH ? code : conjuncts(code).join(` &&\n${indent}`);
}

/** Whether `terraform fmt` takes a first line such as `for k, v in { a = 1 } : {` for an assignment of a whole value. */
function looksAssigned(code: string): boolean {
  const [line = '', ...more] = withoutStrings(code).split('\n');
  const [, ...values] = line.split(' = ');
  const value = values.join(' = ');
  const count = (brackets: RegExp) => value.match(brackets)?.length ?? 0;
  return more.length > 0 && values.length > 0 && count(/[[({]/g) === count(/[\])}]/g);
}

/** The condition, in brackets where it is a conditional itself: `a ? b : c ? d : e` would be read from the right. */
function condition(expression: Conditional): string {
  const line = printInline(expression.condition);
  const kind = bare(expression.condition).$hcl;
  return kind === 'conditional' || (kind === 'raw' && / \? /.test(withoutStrings(line))) ? `(${line})` : line;
}

function printConditional(expression: Conditional, indent: string, column: number): string {
  const line = fits(expression, column);
  if (line !== undefined) return line;
  const inner = indent + STEP;
  const branch = (sign: string, value: Expression) =>
    `${inner}${sign} ${printExpression(value, inner, inner.length + 2)}\n`;
  return `(\n${inner}${condition(expression)}\n${branch('?', expression.yes)}${branch(':', expression.no)}${indent})`;
}
