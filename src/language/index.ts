/** The quoting of each language that is written: the only way of a text into it. */
export { Code } from './code';
export {
  type GitLab,
  type GitLabIf,
  gitlab,
  gitlabIf,
  gitlabName,
  gitlabPath,
  gitlabPattern,
  gitlabRule,
} from './gitlab';
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
export { type Workflow, workflow, workflowName } from './workflow';
export { type Xml, xml } from './xml';
