import { type Problem, UserError } from '../errors';
import { HclError } from '../hcl';

/** Something in the stack that CDKTF would write as wrong code. */
export class UnsupportedExpression extends Error {
  constructor(
    readonly what: string,
    readonly fix: string,
  ) {
    super(what);
  }
}

/**
 * What is wrong with an element whose arguments could not be read.
 *
 * @throws the error itself where it is none of the user's, so that its stack is seen.
 */
export function problemsOf(error: unknown, where: string): readonly Problem[] {
  if (error instanceof UserError) return error.problems;
  if (error instanceof UnsupportedExpression) return [{ where, what: error.what, fix: error.fix }];
  const { name, message } = error as Partial<Error>;
  const what = reason(message ?? '');
  if (error instanceof HclError) return [{ where, what, fix: 'give a value or an expression that HCL has' }];
  if (name === 'SyntaxError') {
    return [
      { where, what, fix: 'correct the expression, or give the text as as.string("…"): it is escaped' },
    ];
  }
  // CDKTF and the bindings refuse by plain errors and assertions.
  if (name === 'Error' || name === 'AssertionError') {
    return [{ where, what: `CDKTF refuses it: ${what}`, fix: 'change what the element is given' }];
  }
  throw error;
}

/** A message's first line, without what CDKTF puts around it. */
function reason(message: string): string {
  const [line = ''] = message.replace(/^(?:Resolution error: )+/, '').split('\n');
  return line.replace(/\.+$/, '');
}
