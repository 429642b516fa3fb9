import { dirname, join } from 'node:path';
import ts from 'typescript';

/** Source files by their path from the project's root. */
export type Sources = ReadonlyMap<string, string>;

/** What each room may import of the others; `*` is all of them. A room that is not named here is none. */
const ROOMS: Readonly<Record<string, readonly string[] | '*'>> = {
  language: [],
  hcl: ['language'],
  errors: [],
  atomic: [],
  paint: [],
  port: [],
  framework: [],
  spec: ['errors'],
  gateway: ['spec', 'errors'],
  constructs: ['hcl', 'errors', 'framework'],
  facade: ['errors', 'framework', 'constructs'],
  modules: ['constructs', 'gateway', 'hcl', 'language', 'spec', 'errors', 'framework'],
  emit: ['atomic', 'modules', 'constructs', 'gateway', 'hcl', 'language', 'spec', 'errors', 'framework'],
  python: ['errors', 'atomic'],
  bundle: ['errors', 'language', 'python'],
  local: ['errors', 'language', 'port', 'python'],
  project: ['errors'],
  deploy: ['errors', 'language', 'project', 'python', 'bundle', 'local', 'synth'],
  develop: ['errors', 'language', 'port', 'project', 'python', 'bundle'],
  generate: ['errors', 'atomic', 'hcl', 'language', 'spec', 'project', 'python', 'bundle', 'synth'],
  client: ['errors', 'spec'],
  inspect: ['errors', 'language', 'paint', 'spec', 'gateway', 'project'],
  doctor: [
    ...['errors', 'language', 'port', 'paint', 'project', 'bundle', 'python', 'local', 'deploy', 'inspect'],
  ],
  synth: ['emit', 'modules', 'constructs', 'gateway', 'spec', 'project', 'errors'],
  entry: '*',
  cli: '*',
  main: '*',
  index: '*',
};

const WRITING_ROOMS = ['atomic', 'emit', 'generate', 'python', 'bundle', 'local', 'deploy', 'client'];
const FRAMEWORK = ['cdktf', 'constructs'];
const BINDING = /^@cdktf\/provider-[a-z0-9-]+\/lib\/[a-z0-9-]+$/;
const WRITER =
  /^(?:writeFile|writev?|appendFile|createWriteStream|mkdir|mkdtemp|rm|rmdir|rename|unlink|cp|copyFile|symlink|link|truncate|ftruncate|chmod|lchmod|chown|lchown|utimes|lutimes|promises|default|\*)(?:Sync)?$/;

/** What one import names. */
interface Import {
  readonly from: string;
  /** The names; `*` for all of them. */
  readonly names: readonly string[];
}

/** Every rule that some file breaks: `path: what`. */
export function violations(sources: Sources): readonly string[] {
  const found: string[] = [];
  for (const [path, source] of sources) {
    const say = (what: string) => found.push(`${path}: ${what}`);
    const length = source.split('\n').length - 1;
    if (length > 320) say(`${length} lines: 320 are the most`);
    if (!path.endsWith('.ts')) continue;
    const room = roomOf(path);
    const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest);
    if (!ROOMS[room]) say(`the room ${room} is not in the table of rooms`);
    if (path.endsWith('/index.ts') && !file.statements.every(isReexport))
      say('an index holds only re-exports');
    for (const one of importsOf(file)) checkImport(one, path, room, say);
  }
  return found;
}

function checkImport({ from, names }: Import, path: string, room: string, say: (what: string) => void): void {
  if (from.startsWith('.')) {
    const target = join(dirname(path), from);
    const allowed = ROOMS[room] ?? [];
    const other = roomOf(target);
    if (allowed === '*' || other === room) return;
    if (!target.startsWith('src/')) say(`imports ${from}, which is not of src`);
    else if (!allowed.includes(other)) say(`imports ${from}: ${room} may not know ${other}`);
    return;
  }
  if (room === 'hcl' || room === 'language') say(`imports ${from}: ${room} imports no package`);
  if (['spec', 'gateway'].includes(room) && (FRAMEWORK.includes(from) || from.startsWith('@cdktf/'))) {
    say(`imports ${from}: ${room} knows nothing of CDKTF`);
  } else if (FRAMEWORK.includes(from) && path !== 'src/framework.ts')
    say(`imports ${from}: only src/framework.ts may`);
  if (from.startsWith('@cdktf/provider-') && !BINDING.test(from))
    say(`imports ${from}: only leaf paths, /lib/<name>`);
  if (!/^(?:node:)?fs(?:\/promises)?$/.test(from)) return;
  if (['constructs', 'modules', 'gateway'].includes(room))
    say(`imports ${from}: ${room} reads and writes no files`);
  const writers = names.filter((name) => WRITER.test(name));
  if (!WRITING_ROOMS.includes(room) && writers.length)
    say(`imports ${writers.join(', ')}: ${room} writes no files`);
}

/** The folder below src that a file is in, or its own name. */
function roomOf(path: string): string {
  return path.split('/')[1]?.replace(/\.ts$/, '') ?? '';
}

function isReexport(statement: ts.Statement): boolean {
  return ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined;
}

/** All that a file imports: import and export declarations, `import()` and `require()`. */
function importsOf(file: ts.SourceFile): readonly Import[] {
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      found.push({ from: node.moduleSpecifier.text, names: importedNames(node.importClause) });
    } else if (
      ts.isExportDeclaration(node) &&
      node.moduleSpecifier &&
      ts.isStringLiteral(node.moduleSpecifier)
    ) {
      found.push({ from: node.moduleSpecifier.text, names: ['*'] });
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      const { literal } = node.argument;
      if (ts.isStringLiteral(literal)) found.push({ from: literal.text, names: [] });
    } else if (ts.isCallExpression(node)) {
      const [argument] = node.arguments;
      const loads =
        node.expression.kind === ts.SyntaxKind.ImportKeyword ||
        (ts.isIdentifier(node.expression) && node.expression.text === 'require');
      if (loads && argument && ts.isStringLiteralLike(argument))
        found.push({ from: argument.text, names: ['*'] });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function importedNames(clause: ts.ImportClause | undefined): readonly string[] {
  if (!clause || clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return [];
  const names: string[] = clause.name ? ['default'] : [];
  const bindings = clause.namedBindings;
  if (bindings && ts.isNamespaceImport(bindings)) names.push('*');
  if (bindings && ts.isNamedImports(bindings)) {
    for (const element of bindings.elements) {
      if (!element.isTypeOnly) names.push((element.propertyName ?? element.name).text);
    }
  }
  return names;
}
