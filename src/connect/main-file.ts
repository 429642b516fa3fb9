import { type Problem, UserError } from '../errors';
import { type Edit, edited, indentAt, isFirstOnLine, layoutOf } from './layout';
import {
  allNodes,
  type Found,
  type Module,
  memberOf,
  moduleOf,
  nodeIn,
  nodesIn,
  type SyntaxNode,
} from './syntax';

/** Path of the file that renders a website, from its folder. */
export const MAIN = 'src/main.tsx';

/** The elements that are a whole website, by their names: that of a component App, else that of a router. */
const WHOLE = [/^App$/, /^(?:\w*Router|RouterProvider)$/];

/** The file that renders a website. */
export interface MainFile {
  readonly path: string;
  readonly text: string;
  readonly module: Module;
  /** The element that is the whole website. */
  readonly app: Found;
}

/** A component that is to be around the website. */
export interface Provider {
  readonly name: string;
  /** What it is imported from: `./api/MyApiProvider`. */
  readonly from: string;
}

/** Reads the file that renders a website. @returns a problem where it renders none */
export function mainFileOf(path: string, text: string): MainFile | Problem {
  const module = moduleOf(path, text);
  if ('what' in module) return module;
  const elements = elementsOf(module);
  const wholes = WHOLE.map((name) => elements.filter(({ node }) => name.test(nameOf(node)))).map((some) =>
    // A router in a router is a part of it
    some.filter(({ ancestors }) => !some.some(({ node }) => ancestors.includes(node))),
  );
  const found = wholes.find((some) => some.length > 0) ?? [];
  const [app, ...more] = found;
  if (app && more.length === 0) return { path, text, module, app };
  const lines = found.map(({ node }) => `line ${text.slice(0, node.start).split('\n').length}`);
  return {
    where: path,
    what: app
      ? `<${nameOf(app.node)}> is rendered in ${found.length} places (${lines.join(', ')})`
      : 'no <App/> is rendered, and no router',
    fix: 'render the website as one element: createRoot(element).render(<StrictMode><App /></StrictMode>)',
  };
}

/**
 * The text of a file with a component around the website, and with its import. Everything else stays as it is; where
 * both are there, all of it does: a user may have moved the component.
 *
 * @throws UserError where the name of the component is another one's
 */
export function withProvider(main: MainFile, provider: Provider): string {
  const isAround = elementsOf(main.module).some(({ node }) => nameOf(node) === provider.name);
  const edits = [
    ...(isImported(main, provider) ? [] : [importEdit(main, provider)]),
    ...(isAround ? [] : [aroundEdit(main, provider)]),
  ];
  return edited(main.text, edits);
}

function elementsOf(module: Module): readonly Found[] {
  return [...allNodes(module.body)].filter(({ node }) => node.type === 'JSXElement');
}

/** The name of a JSX element: `App` of `<App/>`. */
function nameOf(node: SyntaxNode): string {
  return String(memberOf(nodeIn(nodeIn(node, 'openingElement'), 'name'), 'name'));
}

function isImported({ path, text, module }: MainFile, { name, from }: Provider): boolean {
  for (const statement of module.body) {
    if (!namesOf(statement).includes(name)) continue;
    const source = memberOf(nodeIn(statement, 'source'), 'value');
    const isRelative = typeof source === 'string' && source.startsWith('.');
    // An alias of a bundler leads where nobody but the bundler knows
    if (typeof source === 'string' && (!isRelative || source.replace(/\.[jt]sx?$/, '') === from)) return true;
    throw new UserError([
      {
        where: `${path}:${text.slice(0, statement.start).split('\n').length}`,
        what: `the name ${name} is taken${isRelative ? `: it is imported from ${source}` : ''}`,
        got: source,
        allowed: [from],
        fix: `import it from ${from}, or call what is there otherwise`,
      },
    ]);
  }
  return false;
}

/** The names that a statement at the top of a module brings up. */
function namesOf(statement: SyntaxNode): readonly unknown[] {
  const declared = [statement, ...nodesIn(statement, 'declarations'), ...nodesIn(statement, 'specifiers')];
  return declared.flatMap((node) => [
    memberOf(nodeIn(node, 'id'), 'name'),
    memberOf(nodeIn(node, 'local'), 'name'),
  ]);
}

function importEdit({ text, module }: MainFile, { name, from }: Provider): Edit {
  const { newline } = layoutOf(text);
  const imports = module.body.filter(({ type }) => type === 'ImportDeclaration');
  const last = imports.at(-1);
  const quote = last === undefined ? "'" : (text[nodeIn(last, 'source')?.start ?? 0] ?? "'");
  const end = last === undefined || text[last.end - 1] === ';' ? ';' : '';
  const line = `import { ${name} } from ${quote}${from}${quote}${end}`;
  if (!last) {
    const start = module.body[0]?.start ?? 0;
    return { start, end: start, text: `${line}${newline}` };
  }
  // A comment behind an import is about that import
  const lineEnd = /\r?\n|$/.exec(text.slice(last.end))?.index ?? 0;
  const isInComment = module.comments.some(
    (comment) => comment.start < last.end + lineEnd && comment.end > last.end + lineEnd,
  );
  const place = last.end + (isInComment ? 0 : lineEnd);
  return { start: place, end: place, text: `${newline}${line}` };
}

function aroundEdit({ text, app: { node } }: MainFile, { name }: Provider): Edit {
  const { newline, step } = layoutOf(text);
  const { start, end } = node;
  const own = text.slice(start, end);
  const isAlone = isFirstOnLine(text, start) && /^[\t ]*,?[\t ]*(?:\r?\n|$)/.test(text.slice(end));
  if (!isAlone) return { start, end, text: `<${name}>${own}</${name}>` };
  const indent = indentAt(text, start);
  // Lines of a template literal are what they say
  const inner = own.includes('`') ? own : own.replace(/\n(?=[^\r\n])/g, `\n${step}`);
  const lines = [`<${name}>`, `${indent}${step}${inner}`, `${indent}</${name}>`];
  return { start, end, text: lines.join(newline) };
}
