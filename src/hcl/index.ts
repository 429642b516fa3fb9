export * from './body';
export * from './expression';
export { print } from './print';
export { printExpression } from './print-expression';
export { escape, isIdentifier, quote } from './quote';
export { parseTemplate } from './template';
