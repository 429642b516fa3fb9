export * from './body';
export * from './expression';
export { print } from './print';
export { printExpression, printInline, printOperand } from './print-expression';
export { escapeText, isIdentifier, quote } from './quote';
export { parseTemplate } from './template';
