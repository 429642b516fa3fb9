/** How a text stands in each language that is written: its own quoting, and no other way in. */
export { Code } from './code';
export { json, jsonText } from './json';
export {
  codeBlock,
  codeSpan,
  type Markdown,
  markdown,
  plainWord,
  tableDescription,
  tableName,
  tableValue,
} from './markdown';
export { mermaid } from './mermaid';
export { dottedName, type Python, python } from './python';
export { fish, type Shell, shell, zsh } from './shell';
export { forTerminal } from './terminal';
export {
  docComment,
  identifier,
  inBackquotes,
  isIdentifier,
  propertyKey,
  type TypeScript,
  typescript,
} from './typescript';
export { visible, visibleLine } from './visible';
export { type Xml, xml } from './xml';
