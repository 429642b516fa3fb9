import { type Expression, type Raw, raw, toExpression, type Value } from './expression';
import { printOperand } from './print-expression';
import { isIdentifier, quote } from './quote';

/**
 * Makes code with values in it: a text is a string in quotes, whatever is in it, and an expression is an operand.
 *
 * @example code`local.environments[${'a${b}'}].ONE == "1"` // local.environments["a$${b}"].ONE == "1"
 */
export function code(strings: TemplateStringsArray, ...values: readonly Value[]): Raw {
  return raw(
    strings
      .map((part, i) => {
        const value = values[i];
        return part + (value === undefined ? '' : printOperand(toExpression(value)));
      })
      .join(''),
  );
}

/** An attribute of an object, whatever its name. @example member(raw('local.paths'), '/items') // local.paths["/items"] */
export function member(object: Expression, name: string): Raw {
  return raw(`${printOperand(object)}${isIdentifier(name) ? `.${name}` : `[${quote(name)}]`}`);
}
