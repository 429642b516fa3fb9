export * from './body';
export { code, member } from './code';
export { condition } from './conjunction';
export * from './expression';
export { type Hcl, hcl, hclArguments, hclName, inQuotes } from './file';
export { print } from './print';
export { printExpression, printInline, printOperand } from './print-expression';
export { escapeText, isIdentifier, quote } from './quote';
export { outermost, parseTemplate } from './template';
